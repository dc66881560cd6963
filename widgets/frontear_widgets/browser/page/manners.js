// @ts-check
// Once a page: the look, names for what has none, and somebody who watches the kernel.

import { element } from "./elements.js";
import { tellMissing, watchKernel } from "./lost.js";
import { watchPaper } from "./paper.js";

/**
 * Before anything of a widget is shown; whether it will be, nobody knows yet.
 * @param {Model<any, any>} model
 */
export function keepPage(model) {
  globalThis.frontearPage ??= { kernels: new Set() };
  const { kernels } = globalThis.frontearPage;
  if (!document.getElementById("frontear-look")) {
    document.head.append(element("style", { id: "frontear-look", textContent: LOOK }));
    nameParts();
    watchParts();
    watchPaper();
    for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, keepInSight);
  }
  const manager = model.widget_manager;
  if (manager?.kernel && !kernels.has(manager.kernel)) {
    kernels.add(manager.kernel);
    tellMissing();
    watchKernel(manager.kernel);
  }
}

/**
 * The control that was used last: on a narrow screen it stays in sight while one scrolls to the pictures.
 * @param {Event} event
 */
function keepInSight({ target }) {
  const control = target instanceof Element ? target.closest(".frontear-control") : null;
  const panel = control?.closest(".frontear-live");
  if (!control || !panel || control.classList.contains("frontear-in-use")) return;
  panel.querySelector(".frontear-in-use")?.classList.remove("frontear-in-use");
  control.classList.add("frontear-in-use");
}

function watchParts() {
  let due = false;
  const nameSoon = () => {
    if (due) return; // not at every change while a slider moves
    due = true;
    setTimeout(() => {
      due = false;
      nameParts();
      tellMissing();
    }, 100);
  };
  new MutationObserver(nameSoon).observe(document.body, { childList: true, subtree: true });
}

/** Tasks of exercises stay in sight: what sticks below them has to know how high they are. */
const tasks = new ResizeObserver((seen) => {
  for (const { target } of seen)
    target.parentElement?.style.setProperty("--fe-task", `${/** @type {HTMLElement} */ (target).offsetHeight}px`);
});

/** What is wider than its place, an equation or a table, scrolls: by keys as well. */
const WIDE = '.jp-RenderedMarkdown :is(math[display="block"], table, pre), .frontear-panel .widget-html-content';
const wide = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

/** What stock widgets leave out for those who do not see them: names of choices, live text. */
function nameParts() {
  for (const box of document.querySelectorAll(".frontear-panel .widget-radio-box:not([role])")) {
    box.setAttribute("role", "radiogroup");
    box.setAttribute("aria-label", box.closest(".frontear-panel")?.querySelector("p")?.textContent ?? "Choices");
  }
  for (const words of document.querySelectorAll(".frontear-words:not([aria-live])"))
    words.setAttribute("aria-live", "polite");
  for (const task of document.querySelectorAll(".frontear-exercise > .frontear-task")) tasks.observe(task);
  for (const part of document.querySelectorAll(WIDE)) wide.observe(part);
  const focusable = ":is(input, select, button, canvas):not([data-lm-suppress-shortcuts])";
  for (const part of document.querySelectorAll(`.frontear-panel ${focusable}`))
    part.setAttribute("data-lm-suppress-shortcuts", "true"); // or JupyterLab takes the arrow keys
}
