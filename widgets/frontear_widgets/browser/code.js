// @ts-check
// The few lines that make a picture, to read and to take along.

import { element } from "./page/elements.js";
import { keepPage } from "./page/manners.js";

/** @param {string} text @param {Node} shown */
async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(shown); // no clipboard without https: the older way
    document.execCommand("copy");
  }
}

/** @param {Widget<CodeTraits>} widget */
function render({ model, el }) {
  keepPage(model);
  const shown = element("code");
  const details = element("pre", { hidden: true, tabIndex: 0 }, shown);
  const copy = element("button", { textContent: "Copy as code", onclick: showAndCopy });
  el.append(element("div", { className: "frontear-code" }, copy, details));

  async function showAndCopy() {
    details.hidden = false;
    await copyText(model.get("code"), shown);
    copy.textContent = "Copied";
  }

  function update() {
    shown.textContent = model.get("code");
    copy.textContent = "Copy as code";
  }

  model.on("change:code", update);
  update();
}

export default { render };
