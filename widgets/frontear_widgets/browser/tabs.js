// @ts-check
// Buttons that choose which of the boxes behind them is seen. The style sheet hides the others.

import { element } from "./page/elements.js";
import { keepPage } from "./page/manners.js";

/** @param {Widget<{ labels: string[] }>} widget */
function render({ model, el }) {
  keepPage(model);
  const buttons = model.get("labels").map((label, number) => {
    const button = element("button", { textContent: label, onclick: () => choose(number) });
    button.setAttribute("aria-pressed", String(number === 0));
    return button;
  });
  const bar = element("div", { className: "frontear-tools" }, ...buttons);
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Shown below");
  el.append(bar);

  /** @param {number} chosen */
  function choose(chosen) {
    const box = /** @type {HTMLElement | null} */ (el.closest(".frontear-tabs"));
    if (box) box.dataset.open = String(chosen);
    for (const [number, button] of buttons.entries()) button.setAttribute("aria-pressed", String(number === chosen));
  }
}

export default { render };
