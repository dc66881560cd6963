// @ts-check
// A lesson as slides, for the front of the room: each text and each panel by itself, alive (?slides, ?slides=4).
(() => {
  const root = document.documentElement;
  const SHOWS = ".jp-MarkdownCell, .frontear-panel, .fe-coming, .jp-OutputArea-output";
  const TAKES_ARROWS = "input, select, textarea, canvas, [role=tab], [role=slider], [contenteditable]";
  const OVERLAP = 0.15; // of the window, when a slide is longer than it
  const NOTHING_PX = 60; // of a slide below the window: its margin

  /** @type {Element | undefined} */
  let first; // part of the slide that is shown

  /** @param {string} name */
  const part = (name) =>
    /** @type {HTMLElement} */ (document.querySelector(`:is(.fe-header, .fe-slides) [data-fe=${name}]`));

  const asked = () => new URLSearchParams(location.search);

  /** @param {Element} each */
  const shows = (each) => each.matches(SHOWS) || !!each.querySelector(SHOWS);

  /** @param {Element} each */
  function isHeading(each) {
    const text = each.querySelector(".jp-RenderedMarkdown");
    return !!text && [...text.children].every((line) => line.matches("h1, h2, h3"));
  }

  /** Each text and each panel; a heading alone stands above what follows it. @returns {Element[][]} */
  function slides() {
    /** @type {Element[][]} */
    const found = [];
    let begun = false;
    for (const each of [...document.querySelectorAll("main > *")].filter(shows)) {
      if (begun) found[found.length - 1].push(each);
      else found.push([each]);
      begun = isHeading(each);
    }
    return found;
  }

  const isOn = () => root.hasAttribute("data-fe-slides");

  /** @param {Element[][]} all */
  const place = (all) =>
    Math.max(
      0,
      all.findIndex((slide) => slide.some((each) => each === first)),
    );

  function show() {
    const all = slides();
    const at = place(all);
    const shown = all[at] ?? [];
    first = shown[0];
    for (const each of document.querySelectorAll("main > *"))
      each.toggleAttribute("data-fe-slide", shown.includes(each));
    part("at").textContent = `${at + 1} of ${all.length}`;
    /** @type {HTMLButtonElement} */ (part("back")).disabled = at === 0;
    /** @type {HTMLButtonElement} */ (part("on")).disabled = at === all.length - 1;
    say(String(at + 1));
  }

  /** @param {string} number of the slide; empty: there are none */
  function say(number) {
    const query = asked();
    if (number) query.set("slides", number);
    else query.delete("slides");
    const search = query.size ? `?${query}` : "";
    if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
  }

  /** @param {number} by */
  function go(by) {
    const all = slides();
    const next = all[place(all) + by];
    if (!next) return;
    first = next[0];
    show();
    scrollTo({ top: 0, behavior: "instant" });
  }

  /** A slide longer than the window is read to its end first. @param {number} by */
  function page(by) {
    const left = by > 0 ? root.scrollHeight - innerHeight - scrollY : scrollY;
    if (left > (by > 0 ? NOTHING_PX : 0)) scrollBy({ top: by * (1 - OVERLAP) * innerHeight });
    else go(by);
  }

  /** @param {Element | undefined} from */
  function begin(from) {
    first = from;
    root.setAttribute("data-fe-slides", "");
    show();
    scrollTo({ top: 0, behavior: "instant" });
  }

  function leave() {
    const last = first;
    root.removeAttribute("data-fe-slides");
    for (const each of document.querySelectorAll("[data-fe-slide]")) each.removeAttribute("data-fe-slide");
    say("");
    last?.scrollIntoView({ behavior: "instant" });
  }

  /** The part that is read now: the slide that was left, while it is in sight, for what is drawn above moves it. */
  function read() {
    const { top, bottom } = first?.getBoundingClientRect() ?? { top: innerHeight, bottom: 0 };
    if (bottom > 0 && top < innerHeight) return first;
    const below = slides()
      .flat()
      .filter((each) => each.getBoundingClientRect().bottom > innerHeight / 4);
    return below[0];
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const { key, target } = event;
    if (!isOn() || event.ctrlKey || event.altKey || event.metaKey) return;
    const held = /** @type {Element} */ (target).matches?.(TAKES_ARROWS);
    if (key === "Escape") leave();
    else if (key === "PageDown" || key === "PageUp") page(key === "PageDown" ? 1 : -1);
    else if (!held && (key === "ArrowRight" || key === "ArrowLeft")) go(key === "ArrowRight" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Which slide a link means: by number, else by the section it names. */
  function meant() {
    const all = slides();
    const number = Number(asked().get("slides")) || 0;
    const section = named(location.hash.slice(1));
    return all[number - 1]?.[0] ?? all.find((slide) => slide.some((each) => section && each.contains(section)))?.[0];
  }

  /** @param {string} name */
  function named(name) {
    try {
      return document.getElementById(decodeURIComponent(name));
    } catch {
      return null; // no name of ours
    }
  }

  document.addEventListener("frontear-text", () => {
    part("slides").onclick = () => begin(read());
    part("back").onclick = () => go(-1);
    part("on").onclick = () => go(1);
    part("leave").onclick = leave;
    addEventListener("keydown", pressed, true);
    if (asked().has("slides") && !asked().has("only")) begin(meant());
    addEventListener("load", () => {
      if (isOn()) show(); // now it is known which cells show nothing
    });
  });
})();
