// @ts-check
// Elements of a kernel's models: ipywidgets' own as `stock.js` has them, and anywidgets by the module that each carries.

import { facing } from "../manager/model.js";
import { keepClasses, stock, takeOut } from "../manager/stock.js";

/** @typedef {import("../manager/model.js").Model} Model */
/** @typedef {import("./comms.js").Comms} Comms */
/** @typedef {{ initialize?(widget: object): unknown, render?(widget: object): unknown }} Module */

/** A widget that our pages do not draw. */
export class NotOurs extends Error {}

/** Modules by their text: all of our widgets carry the same. @type {Map<string, Promise<Module>>} */
const modules = new Map();

/** @param {Model} model @returns {Promise<Module>} */
function moduleOf(model) {
  const text = model.get("_esm");
  const found = modules.get(text) ?? imported(text);
  modules.set(text, found);
  return found;
}

/** @param {string} text */
async function imported(text) {
  const { default: module } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return typeof module === "function" ? module() : module;
}

/** What an anywidget does before it is shown. @param {Model} model */
export async function begun(model) {
  if (model.kind === "Any") await (await moduleOf(model)).initialize?.({ model });
}

/**
 * The element of a model that has come or is coming; it goes with the model.
 * @param {Comms} comms @param {string} id
 * @returns {Promise<HTMLElement>}
 */
export async function view(comms, id) {
  const whole = await comms.get_model(id);
  const ended = new AbortController();
  const model = facing(whole, ended.signal);
  const el = (await stock(model, (part) => view(comms, part))) ?? any(model, ended.signal);
  keepClasses(model, el);
  el.addEventListener("frontear-out", () => ended.abort());
  model.on("close", () => takeOut(el));
  return el;
}

/** @param {Model} model @param {AbortSignal} ended */
function any(model, ended) {
  if (model.kind !== "Any") throw new NotOurs(`no page of ours draws ipywidgets' ${model.kind}`);
  const el = Object.assign(document.createElement("div"), { className: "jupyter-widgets" });
  moduleOf(model).then(async (module) => {
    const end = await module.render?.({ model, el });
    if (typeof end === "function") ended.addEventListener("abort", () => end());
  });
  return el;
}
