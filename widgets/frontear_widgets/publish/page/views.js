// @ts-check
// Elements of models: ipywidgets' own as `stock.js` has them, ours by their modules, as in a live page.

import { download, fileName } from "../../browser/page/elements.js";
import { valueAt, waveFile } from "./answers.js";
import { keepClasses, stock } from "./stock.js";

/** @typedef {import("./models.js").PageModel} PageModel */

/**
 * Returns what makes the element of a model, each once.
 * @param {any} manager @param {Map<string, any>} panels what `recorded` gave, by panel
 */
export function shower(manager, panels) {
  /** @type {Map<string, Promise<HTMLElement>>} */
  const shown = new Map();

  /** @param {string} name @returns {Promise<HTMLElement>} */
  function show(name) {
    const found = shown.get(name) ?? make(name);
    shown.set(name, found);
    return found;
  }

  /** @param {string} name */
  async function make(name) {
    const model = await manager.get_model(name);
    const el = stock(model, show) ?? ours(model);
    keepClasses(model, el);
    const panel = panels.get(name);
    if (panel) watch(el, panel);
    return el;
  }

  return show;
}

/** What is said of a panel stands behind all that is in it. @param {HTMLElement} el @param {any} panel */
function watch(el, { said }) {
  new MutationObserver(() => el.lastElementChild !== said && el.append(said)).observe(el, { childList: true });
  el.append(said);
}

/** @param {PageModel} model */
function ours(model) {
  const el = document.createElement("div");
  el.className = "jupyter-widgets";
  model.answer = answers[model.kind]?.(model) ?? (() => {});
  frontearModule(`browser/${model.kind}`).then(({ default: module }) => module.render({ model, el }));
  return el;
}

/** What views ask of Python. @type {Record<string, (model: PageModel) => (asked: any) => void>} */
const answers = {
  "heatmap.js": (model) => (asked) => {
    if ("choose" in asked) model.tell("choose", asked.choose);
    else model.say({ ...asked, value: valueAt(model.get("frame"), model.get("pixels"), asked) });
  },
  "player.js": (model) => async (asked) => {
    const { name, file } = await waveFile(model, asked.save);
    download(new Blob([file], { type: "audio/wav" }), `${fileName(name)}.wav`);
  },
};
