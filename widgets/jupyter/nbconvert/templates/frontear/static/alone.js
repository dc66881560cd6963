// @ts-check
// What a link shows of a lesson: one panel alone (?only=NAME), without its controls or answers (?hide=controls,answers).
(() => {
  const root = document.documentElement;
  const HIDDEN = ["controls", "answers"];
  const LONGEST_NAME = 48; // as kept.py has it
  const SHOWN = 40; // letters of a question

  /** @template {HTMLElement} [Kind=HTMLElement] @param {string} name @returns {Kind} */
  const part = (name) => /** @type {Kind} */ (document.querySelector(`.fe-header [data-fe=${name}]`));

  /** @param {string} what @returns {HTMLInputElement} */
  const box = (what) => part(what);

  const asked = () => new URLSearchParams(location.search);

  /** @param {string} title */
  const plain = (title) =>
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, LONGEST_NAME)
      .replace(/^-+|-+$/g, "");

  /** Panels that stand in the page themselves, by name. @returns {Map<string, { title: string, place: Element }>} */
  function panels() {
    const found = new Map();
    for (const panel of document.querySelectorAll(".frontear-panel:not(.frontear-panel *)")) {
      const place = panel.closest("[cell-index]");
      const head = panel.querySelector("h3")?.textContent?.trim();
      if (!place || !head) continue;
      const asks = panel.matches(".frontear-predict") ? panel.querySelector("p")?.textContent?.trim() : "";
      const title = asks ? `${head}: ${asks.slice(0, SHOWN)}…` : head;
      let name = plain(asks || head);
      for (let n = 2; found.has(name); n++) name = `${plain(asks || head)}-${n}`;
      found.set(name, { title, place });
    }
    return found;
  }

  /** Every panel has come, and says what it is called. */
  function allHere() {
    const here = [...document.querySelectorAll(".frontear-panel:not(.frontear-panel *)")];
    return !document.querySelector(".fe-coming") && here.every((panel) => panel.querySelector("h3"));
  }

  function show() {
    const only = asked().get("only") ?? "";
    const here = panels();
    const chosen = here.get(only);
    for (const place of document.querySelectorAll("[data-fe-alone]")) place.removeAttribute("data-fe-alone");
    chosen?.place.setAttribute("data-fe-alone", "");
    root.toggleAttribute("data-fe-only", !!chosen);
    const hidden = asked().get("hide")?.split(",") ?? [];
    for (const what of HIDDEN) root.toggleAttribute(`data-fe-no-${what}`, hidden.includes(what));
    fill(here, only);
    const lost = only && !chosen && here.size > 0 && !document.querySelector(".fe-coming");
    const notice = /** @type {HTMLElement} */ (document.querySelector("[data-fe-notice]"));
    notice.textContent = lost ? `No panel here is called “${only}”: the whole lesson is shown.` : "";
  }

  /** @param {ReturnType<typeof panels>} here @param {string} only */
  function fill(here, only) {
    const list = /** @type {HTMLSelectElement} */ (part("only"));
    const names = ["", ...here.keys()];
    if (names.join() !== [...list.options].map(({ value }) => value).join())
      list.replaceChildren(...names.map((name) => new Option(here.get(name)?.title ?? "the whole lesson", name)));
    list.value = here.has(only) ? only : "";
    for (const what of HIDDEN) box(what).checked = !root.hasAttribute(`data-fe-no-${what}`);
  }

  /** @param {string} name @param {string} value */
  function ask(name, value) {
    const query = asked();
    if (value) query.set(name, value);
    else query.delete(name);
    const search = query.size ? `?${query}` : "";
    history.replaceState(history.state, "", location.pathname + search + location.hash);
    show();
  }

  function listen() {
    const list = /** @type {HTMLSelectElement} */ (part("only"));
    list.onchange = () => ask("only", list.value);
    for (const what of HIDDEN)
      box(what).onchange = () => {
        const unseen = HIDDEN.filter((each) => !box(each).checked);
        ask("hide", unseen.join(","));
      };
    const copy = part("link");
    copy.onclick = async () => {
      try {
        await navigator.clipboard.writeText(location.href);
        part("linked").textContent = "Copied: whoever opens it sees this page as it is set now.";
      } catch {
        part("linked").textContent = "This browser lets nothing be copied: the link is the page's address.";
      }
    };
  }

  document.addEventListener("frontear-text", () => {
    listen();
    show();
    let due = false;
    const changes = new MutationObserver(() => {
      if (due) return;
      due = true;
      setTimeout(() => {
        due = false;
        show();
        if (allHere()) changes.disconnect();
      }, 100);
    });
    changes.observe(/** @type {Element} */ (document.querySelector("main") ?? document.body), {
      childList: true,
      subtree: true,
    });
  });
})();
