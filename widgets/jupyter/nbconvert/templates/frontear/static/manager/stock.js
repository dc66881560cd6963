// @ts-check
// ipywidgets' own widgets, those that lessons have, as elements of the same names; how each follows its model.

/** @typedef {import("./model.js").Model} Model */
/** @typedef {(id: string) => Promise<HTMLElement>} Show */

let ids = 0;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} [properties] @param {(Node | string)[]} children
 */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}

/** @param {string} classes @param {Node[]} children */
const box = (classes, ...children) => element("div", { className: `jupyter-widgets ${classes}` }, ...children);

/**
 * Follows traits of a model, now and whenever one changes.
 * @param {Model} model @param {string[]} traits @param {() => void} show
 */
function follow(model, traits, show) {
  for (const trait of traits) model.on(`change:${trait}`, show);
  show();
}

/** @param {Model} model @param {string} trait @param {any} value */
function move(model, trait, value) {
  model.set(trait, value);
  model.save_changes();
}

/** @param {Model} model @param {HTMLElement} control */
function named(model, control) {
  control.id = `fe-control-${++ids}`;
  const label = element("label", { className: "widget-label", htmlFor: control.id });
  follow(model, ["description"], () => {
    label.textContent = label.title = model.get("description") ?? "";
    label.style.display = label.textContent ? "" : "none";
  });
  return label;
}

/** @param {Model} model @param {string} content */
function words(model, content) {
  const shown = element("div", { className: content });
  follow(model, ["value"], () => {
    shown.innerHTML = model.get("value");
  });
  return shown;
}

/** @param {Model} model @param {string} way @param {Show} show */
async function boxed(model, way, show) {
  const el = box(`widget-container widget-box ${way}`);
  /** @type {Map<string, Promise<HTMLElement>>} */
  const shown = new Map();
  const fill = async () => {
    const names = /** @type {string[]} */ (model.get("children"));
    const wanted = new Set(names);
    for (const name of names) if (!shown.has(name)) shown.set(name, show(name.replace("IPY_MODEL_", "")));
    for (const [name, child] of shown) {
      if (wanted.has(name)) continue;
      shown.delete(name);
      child.then(takeOut);
    }
    const children = await Promise.all(/** @type {Promise<HTMLElement>[]} */ (names.map((each) => shown.get(each))));
    if (names !== model.get("children")) return; // it has others by now
    for (const [place, child] of children.entries())
      if (el.children[place] !== child) el.insertBefore(child, el.children[place] ?? null);
  };
  model.on("change:children", fill);
  await fill();
  return el;
}

/** Of a view, and of all that stand in it, no more is wanted. @param {Element} el */
export function takeOut(el) {
  el.remove();
  for (const view of [el, ...el.querySelectorAll(".jupyter-widgets")]) view.dispatchEvent(new Event("frontear-out"));
}

/** @param {Model} model */
function button(model) {
  const el = element("button", { type: "button", className: "jupyter-widgets jupyter-button widget-button" });
  follow(model, ["description", "tooltip", "disabled"], () => {
    el.textContent = model.get("description");
    el.title = model.get("tooltip") ?? "";
    el.disabled = model.get("disabled");
  });
  el.onclick = () => model.send({ event: "click" });
  return el;
}

/** @param {Model} model */
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

/** @param {Model} model */
function radio(model) {
  const name = `fe-radio-${++ids}`;
  const list = element("div", { className: "widget-radio-box" });
  follow(model, ["_options_labels"], () => {
    const labels = /** @type {string[]} */ (model.get("_options_labels"));
    const choices = labels.map((label, index) => {
      const input = element("input", { type: "radio", name, onchange: () => move(model, "index", index) });
      return element("label", {}, label, input); // as ipywidgets has it: look.css puts the words behind
    });
    list.replaceChildren(...choices);
  });
  follow(model, ["index", "_options_labels", "disabled"], () => {
    for (const [index, input] of list.querySelectorAll("input").entries())
      Object.assign(input, { checked: index === model.get("index"), disabled: model.get("disabled") });
  });
  return box("widget-inline-vbox widget-radio", list);
}

/** @param {Model} model */
function checkbox(model) {
  const input = element("input", { type: "checkbox", onchange: () => move(model, "value", input.checked) });
  const said = element("span");
  follow(model, ["value", "description", "disabled"], () => {
    Object.assign(input, { checked: model.get("value"), disabled: model.get("disabled") });
    said.textContent = model.get("description");
  });
  return box("widget-inline-hbox widget-checkbox", element("label", { className: "widget-label-basic" }, input, said));
}

/**
 * A line that is typed. A value that can't be one is not taken: the last one stands there again.
 * @param {Model} model @param {(typed: string) => any} value NaN where it is none
 */
function typed(model, value) {
  const input = element("input", { type: "text", autocomplete: "off" });
  const show = () => {
    input.value = String(model.get("value"));
    input.disabled = model.get("disabled");
  };
  follow(model, ["value", "disabled"], show);
  const take = () => {
    const wanted = value(input.value);
    if (!Number.isNaN(wanted) && wanted !== model.get("value")) move(model, "value", wanted);
  };
  input.onchange = () => {
    take();
    show();
  };
  if (model.get("continuous_update")) input.oninput = take;
  return box("widget-inline-hbox widget-text", named(model, input), input);
}

/** @param {Model} model @param {string} words */
function within(model, words) {
  const number = words.trim() ? Number(words.trim().replace("−", "-").replace(",", ".")) : Number.NaN;
  return Math.min(Math.max(number, model.get("min")), model.get("max"));
}

/** @type {Record<string, (model: Model, show: Show) => HTMLElement | Promise<HTMLElement>>} */
const KINDS = {
  HTML: (model) => box("widget-inline-hbox widget-html", words(model, "widget-html-content")),
  Box: (model, show) => boxed(model, "", show),
  HBox: (model, show) => boxed(model, "widget-hbox", show),
  VBox: (model, show) => boxed(model, "widget-vbox", show),
  Button: button,
  Dropdown: dropdown,
  RadioButtons: radio,
  Checkbox: checkbox,
  Text: (model) => typed(model, (words) => words),
  IntText: (model) =>
    typed(model, (words) => (words.trim() ? Math.round(Number(words.replace("−", "-"))) : Number.NaN)),
  BoundedFloatText: (model) => typed(model, (words) => within(model, words)),
};

/**
 * The element of a stock widget; null where it is none.
 * @param {Model} model @param {Show} show
 */
export const stock = (model, show) => KINDS[model.kind]?.(model, show) ?? null;

/**
 * Keeps the classes that a model names on its element.
 * @param {Model} model @param {HTMLElement} el
 */
export function keepClasses(model, el) {
  /** @type {string[]} */
  let last = [];
  follow(model, ["_dom_classes"], () => {
    const now = /** @type {string[]} */ (model.get("_dom_classes") ?? []);
    el.classList.remove(...last.filter((name) => !now.includes(name))); // or all in it is styled anew
    el.classList.add(...now);
    last = now;
  });
}
