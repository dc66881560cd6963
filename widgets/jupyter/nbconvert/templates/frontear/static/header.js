// @ts-check
// The header of a lesson: its sections, what is done of it, the lessons before and after, and how the page looks.
(() => {
  const root = document.documentElement;

  /** @param {string} key */
  function kept(key) {
    try {
      return localStorage.getItem(`frontear ${key}`);
    } catch {
      return null; // storage is blocked
    }
  }

  /** @param {string} key @param {string} value */
  function keep(key, value) {
    try {
      localStorage.setItem(`frontear ${key}`, value);
    } catch {
      // storage is blocked: it holds for this page
    }
  }

  const system = matchMedia("(prefers-color-scheme: dark)");
  let colours = kept("colours") ?? "system";

  function paint() {
    const dark = colours === "dark" || (colours === "system" && system.matches);
    root.dataset.feTheme = dark ? "dark" : "light";
    const sheet = /** @type {HTMLLinkElement | null} */ (document.getElementById("fe-dark"));
    if (sheet) sheet.media = dark ? "all" : "not all";
  }

  /** @param {boolean} on */
  function project(on) {
    root.toggleAttribute("data-fe-projector", on);
  }

  /** @template {HTMLElement} [Kind=HTMLElement] @param {string} name @returns {Kind} */
  const part = (name) => /** @type {Kind} */ (document.querySelector(`.fe-header [data-fe=${name}]`));

  function listen() {
    const select = /** @type {HTMLSelectElement} */ (part("colours"));
    select.value = colours;
    select.onchange = () => {
      colours = select.value;
      keep("colours", colours);
      paint();
    };
    const large = part("projector");
    const say = () => large.setAttribute("aria-pressed", String(root.hasAttribute("data-fe-projector")));
    large.onclick = () => {
      project(!root.hasAttribute("data-fe-projector"));
      keep("projector", root.hasAttribute("data-fe-projector") ? "on" : "off");
      say();
    };
    say();
    part("print").onclick = () => printed("answers");
    part("questions").onclick = () => printed("questions");
    part("afresh").onclick = () => startAfresh(false);
    part("forget").onclick = () => startAfresh(true);
    document.addEventListener("click", closeOthers);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeMenus();
    });
  }

  /** @param {string} what */
  function printed(what) {
    closeMenus();
    root.dataset.fePrint = what;
    setTimeout(print); // when the menu is gone
  }

  /** @param {boolean} sounds also own sounds */
  function startAfresh(sounds) {
    const store = globalThis.frontearPage?.store;
    if (store) store.startAfresh(store.lesson, { sounds });
    else location.reload(); // it has no panel that keeps anything
  }

  /** @param {MouseEvent} event */
  function closeOthers({ target }) {
    const own = /** @type {Element} */ (target).closest(".fe-header details");
    const link = /** @type {Element} */ (target).closest(".fe-menu a");
    for (const menu of menus()) if (menu !== own || link) menu.open = false;
  }

  /** @returns {NodeListOf<HTMLDetailsElement>} */
  const menus = () => document.querySelectorAll(".fe-header details");

  function closeMenus() {
    for (const menu of menus()) {
      if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
      menu.open = false;
    }
  }

  /** Sections are the headings of the text; the lessons before and after are the links at its end. */
  function fill() {
    const list = part("sections");
    const headings = [...document.querySelectorAll(".jp-MarkdownCell h2[id]")];
    list.replaceChildren(...headings.map(linkTo));
    for (const way of ["Previous", "Next"]) {
      const found = [...document.querySelectorAll("#rendered_cells a")].find((a) =>
        a.textContent?.startsWith(`${way}: `),
      );
      const link = /** @type {HTMLAnchorElement} */ (part(way.toLowerCase()));
      link.hidden = !found;
      if (!found) continue;
      link.href = found.getAttribute("href") ?? "";
      link.title = found.textContent ?? "";
    }
  }

  /** @param {Element} heading */
  function linkTo(heading) {
    const link = document.createElement("a");
    link.href = `#${heading.id}`;
    link.textContent = [...heading.childNodes]
      .filter((node) => node.nodeName !== "A")
      .map((n) => n.textContent)
      .join("");
    return link;
  }

  /** How many predictions and exercises are done. */
  function count() {
    const all = document.querySelectorAll(".frontear-predict, .frontear-exercise").length;
    const done = document.querySelectorAll(":is(.frontear-predict, .frontear-exercise).frontear-done").length;
    root.style.setProperty("--fe-done", String(all ? done / all : 0));
    part("done").textContent = all ? `${done} of ${all} predictions and exercises done` : "";
  }

  function watch() {
    let due = false;
    const soon = () => {
      if (due) return;
      due = true;
      setTimeout(() => {
        due = false;
        count();
      }, 300);
    };
    new MutationObserver(soon).observe(document.body, { subtree: true, attributeFilter: ["class"] });
    soon();
  }

  /** Who has begun to read is not taken to where they were last time, once the panels are there. */
  function noteReader() {
    for (const sign of ["wheel", "touchstart", "pointerdown", "keydown"])
      addEventListener(sign, () => root.toggleAttribute("data-fe-read", true), {
        once: true,
        capture: true,
        passive: true,
      });
  }

  paint();
  noteReader();
  project(kept("projector") === "on");
  system.addEventListener("change", paint);
  /** Takes each sign that a panel comes away when it is there, or its cell shows nothing. */
  function awaitPanels() {
    const there = ".frontear-panel, .jupyter-widgets, .jp-mod-noOutputs, [data-mime-type], .jp-RenderedHTML";
    const look = () => {
      const signs = [...document.querySelectorAll(".fe-coming")];
      for (const sign of signs) if (sign.parentElement?.querySelector(there)) sign.remove();
      if (!signs.length) changes.disconnect();
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
  }

  document.addEventListener("frontear-text", () => {
    listen();
    fill();
    watch();
    awaitPanels();
  });
})();
