// @ts-check
// The few lines that make a picture, to read and to take along, and away again; an exercise's form, which stays.

import { element } from "./page/elements.js";

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
  const shown = element("code");
  const details = element("pre", { tabIndex: 0 }, shown);
  const copy = element("button", { textContent: "Copy as code", onclick: showAndCopy });
  const hide = element("button", { textContent: "Hide the code", onclick: putAway });
  const buttons = model.get("folded") ? [copy, hide] : [copy];
  el.append(element("div", { className: "frontear-code" }, ...buttons, details));

  async function showAndCopy() {
    const code = model.get("code");
    open(true);
    await copyText(code, shown);
    if (!details.hidden && code === model.get("code")) copy.textContent = "Copied"; // else it is put away, or another
  }

  function putAway() {
    open(false);
    copy.textContent = "Copy as code";
    copy.focus(); // the button that had it is gone
  }

  /** @param {boolean} whether */
  function open(whether) {
    details.hidden = hide.hidden = !whether;
    copy.ariaExpanded = `${whether}`;
  }

  function update() {
    shown.textContent = model.get("code");
    copy.textContent = "Copy as code";
  }

  model.on("change:code", update);
  open(!model.get("folded"));
  update();
}

export default { render };
