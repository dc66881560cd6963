// @ts-check
// Elements of models: ipywidgets' own as `stock.js` has them, ours by their modules, as in a live page.

import { keepClasses, stock } from "../../../jupyter/nbconvert/templates/frontear/static/manager/stock.js";
import { download, fileName } from "../../browser/page/elements.js";
import { valueAt, waveFile } from "./answers.js";

/** @typedef {import("../../../jupyter/nbconvert/templates/frontear/static/manager/model.js").Model} Model */

/**
 * What makes the element of a model, each once, and what ends when all that is made is drawn.
 * @param {any} manager @param {Map<string, any>} panels what `recorded` gave, by panel
 */
export function shower(manager, panels) {
  /** @type {Map<string, Promise<HTMLElement>>} */
  const shown = new Map();
  /** @type {Promise<unknown>[]} */
  const drawing = [];

  /** @param {string} name @returns {Promise<HTMLElement>} */
  function show(name) {
    const found = shown.get(name) ?? make(name);
    shown.set(name, found);
    return found;
  }

  /** @param {string} name */
  async function make(name) {
    const model = await manager.get_model(name);
    const el = (await stock(model, show)) ?? ours(model, drawing);
    keepClasses(model, el);
    if (panels.has(name)) el.append(panels.get(name).said);
    return el;
  }

  return { show, drawn: () => Promise.allSettled(drawing) };
}

/** @param {Model} model @param {Promise<unknown>[]} drawing */
function ours(model, drawing) {
  const el = document.createElement("div");
  el.className = "jupyter-widgets";
  model.answer = answers[model.kind]?.(model) ?? (() => {});
  drawing.push(frontearModule(`browser/${model.kind}`).then(({ default: module }) => module.render({ model, el })));
  return el;
}

const NO_PLOTLY = new TextEncoder().encode('throw Error("static/plotly.js is not here")');

/** What views ask of Python. @type {Record<string, (model: Model) => (asked: any) => void>} */
const answers = {
  "heatmap.js": (model) => (asked) => {
    if ("choose" in asked) model.trigger("choose", asked.choose);
    else model.trigger("msg:custom", { ...asked, value: valueAt(model.get("frame"), model.get("pixels"), asked) });
  },
  "lines.js": (model) => () => model.trigger("msg:custom", "plotly", [NO_PLOTLY]), // which they only ask where it is not here
  "player.js": (model) => async (asked) => {
    const { name, file } = await waveFile(model, asked.save);
    download(new Blob([file], { type: "audio/wav" }), `${fileName(name)}.wav`);
  },
};
