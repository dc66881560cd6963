// @ts-check
// ipywidgets' own widgets as elements of the same names, so that the look fits; how each follows its model.

import { element } from "../../browser/page/elements.js";

/** @typedef {import("./models.js").PageModel} PageModel */
/** @typedef {(name: string) => Promise<HTMLElement>} Show */

let ids = 0;

/** @param {string} classes @param {Node[]} children */
const box = (classes, ...children) => element("div", { className: `jupyter-widgets ${classes}` }, ...children);

/**
 * Follows traits of a model, now and whenever one changes.
 * @param {PageModel} model @param {string[]} traits @param {() => void} show
 */
function follow(model, traits, show) {
  for (const trait of traits) model.on(`change:${trait}`, show);
  show();
}

/** @param {PageModel} model @param {string} trait @param {any} value */
function move(model, trait, value) {
  model.set(trait, value);
  model.save_changes();
}

/** @param {PageModel} model @param {HTMLElement} control */
function named(model, control) {
  control.id = `fe-control-${++ids}`;
  const label = element("label", { className: "widget-label", htmlFor: control.id });
  follow(model, ["description"], () => {
    label.textContent = label.title = model.get("description") ?? "";
    label.style.display = label.textContent ? "" : "none";
  });
  return label;
}

/** @param {PageModel} model @param {string} content */
function words(model, content) {
  const shown = element("div", { className: content });
  follow(model, ["value"], () => {
    shown.innerHTML = model.get("value");
  });
  return shown;
}

/** Its children only become more. @param {PageModel} model @param {string} way @param {Show} show */
async function boxed(model, way, show) {
  const el = box(`widget-container widget-box ${way}`);
  const fill = async () => {
    const names = model.get("children").map((/** @type {string} */ name) => name.replace("IPY_MODEL_", ""));
    const children = await Promise.all(names.map(show));
    for (const child of children) if (child.parentElement !== el) el.append(child);
  };
  model.on("change:children", fill);
  await fill();
  return el;
}

/** @param {PageModel} model */
function button(model) {
  const el = element("button", { type: "button", className: "jupyter-widgets jupyter-button widget-button" });
  follow(model, ["description", "tooltip", "disabled"], () => {
    el.textContent = model.get("description");
    el.title = model.get("tooltip") ?? "";
    el.disabled = model.get("disabled");
  });
  el.onclick = () => model.tell("press");
  return el;
}

/** @param {PageModel} model */
function dropdown(model) {
  const select = element("select");
  follow(model, ["_options_labels"], () => {
    select.replaceChildren(...model.get("_options_labels").map((/** @type {string} */ label) => new Option(label)));
  });
  follow(model, ["index", "_options_labels", "disabled"], () => {
    select.selectedIndex = model.get("index") ?? -1;
    select.disabled = model.get("disabled");
  });
  select.onchange = () => move(model, "index", select.selectedIndex);
  return box("widget-inline-hbox widget-dropdown", named(model, select), select);
}

/** @param {PageModel} model */
function radio(model) {
  const name = `fe-radio-${++ids}`;
  const choices = model.get("_options_labels").map((/** @type {string} */ label, /** @type {number} */ index) => {
    const input = element("input", { type: "radio", name, onchange: () => move(model, "index", index) });
    return { input, label: element("label", {}, label, input) };
  });
  follow(model, ["index", "disabled"], () => {
    for (const [index, { input }] of choices.entries())
      Object.assign(input, { checked: index === model.get("index"), disabled: model.get("disabled") });
  });
  const list = element("div", { className: "widget-radio-box" });
  list.append(...choices.map((/** @type {{ label: Node }} */ { label }) => label));
  return box("widget-inline-vbox widget-radio", list);
}

/** @param {PageModel} model */
function checkbox(model) {
  const input = element("input", { type: "checkbox", onchange: () => move(model, "value", input.checked) });
  const said = element("span");
  follow(model, ["value", "description", "disabled"], () => {
    Object.assign(input, { checked: model.get("value"), disabled: model.get("disabled") });
    said.textContent = model.get("description");
  });
  return box("widget-inline-hbox widget-checkbox", element("label", { className: "widget-label-basic" }, input, said));
}

/** @param {PageModel} model */
function text(model) {
  const input = element("input", { type: "text", autocomplete: "off" });
  follow(model, ["value", "disabled"], () => {
    input.value = String(model.get("value"));
    input.disabled = model.get("disabled");
  });
  input.onchange = () => move(model, "value", input.value);
  return box("widget-inline-hbox widget-text", named(model, input), input);
}

/** @type {Record<string, (model: PageModel, show: Show) => HTMLElement | Promise<HTMLElement>>} */
const KINDS = {
  HTML: (model) => box("widget-inline-hbox widget-html", words(model, "widget-html-content")),
  HTMLMath: (model) => box("widget-inline-hbox widget-htmlmath", words(model, "widget-htmlmath-content")),
  Box: (model, show) => boxed(model, "", show),
  HBox: (model, show) => boxed(model, "widget-hbox", show),
  VBox: (model, show) => boxed(model, "widget-vbox", show),
  Button: button,
  Dropdown: dropdown,
  RadioButtons: radio,
  Checkbox: checkbox,
  Text: text,
  IntText: text,
  BoundedFloatText: text,
};

/**
 * The element of a stock widget; null where it is none.
 * @param {PageModel} model @param {Show} show
 */
export const stock = (model, show) => KINDS[model.kind]?.(model, show) ?? null;

/**
 * Keeps the classes that a model names on its element.
 * @param {PageModel} model @param {HTMLElement} el
 */
export function keepClasses(model, el) {
  /** @type {string[]} */
  let last = [];
  follow(model, ["_dom_classes"], () => {
    el.classList.remove(...last);
    last = model.get("_dom_classes") ?? [];
    el.classList.add(...last);
  });
}
