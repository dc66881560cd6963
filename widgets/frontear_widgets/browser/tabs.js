// @ts-check
// Tabs, one of them open: the style sheet hides the boxes of all others.

import { element } from "./page/elements.js";

/** @type {Record<string, (now: number, last: number) => number>} */
const MOVES = {
  ArrowLeft: (now, last) => (now ? now - 1 : last),
  ArrowRight: (now, last) => (now < last ? now + 1 : 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** @param {Widget<{ labels: string[] }>} widget */
function render({ model, el }) {
  const tabs = model.get("labels").map((label, number) => {
    const tab = element("button", { textContent: label, onclick: () => open(number) });
    tab.setAttribute("role", "tab");
    return tab;
  });
  const bar = element("div", { className: "frontear-tools", onkeydown: step }, ...tabs);
  bar.setAttribute("role", "tablist");
  bar.setAttribute("aria-label", "Shown below");
  el.append(bar);

  /** @param {number} chosen */
  function open(chosen) {
    const box = /** @type {HTMLElement | null} */ (el.closest(".frontear-tabs"));
    if (box) box.dataset.open = String(chosen);
    for (const [number, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(number === chosen));
      tab.tabIndex = number === chosen ? 0 : -1;
    }
  }

  /** @param {KeyboardEvent} event */
  function step(event) {
    const now = tabs.indexOf(/** @type {any} */ (document.activeElement));
    const move = MOVES[event.key];
    if (now < 0 || !move) return;
    event.preventDefault();
    const next = move(now, tabs.length - 1);
    open(next);
    tabs[next].focus();
  }

  open(0);
}

export default { render };
