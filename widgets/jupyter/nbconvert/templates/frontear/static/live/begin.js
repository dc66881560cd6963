// @ts-check
// A lesson with its kernel: shows each panel as soon as its cell is done.

import { Comms } from "./comms.js";
import { begun, NotOurs, view } from "./views.js";

const { baseUrl = "/", kernelId = "" } = await globalThis.frontearRuns;
const comms = new Comms(kernelId, baseUrl.replace(/voila\/$/, ""), begun);

const MISSING = "Error displaying widget: model not found"; // ipywidgets' words: page/lost.js knows them

/** @type {Map<HTMLElement, string>} */
const awaited = new Map();

/** @param {HTMLElement} place @param {string} id */
async function show(place, id) {
  awaited.set(place, id);
  try {
    const el = await view(comms, id);
    place.replaceChildren(el);
  } catch (problem) {
    if (problem instanceof NotOurs) elsewhere();
    else console.error(problem);
  }
  awaited.delete(place);
}

/** When all cells are done, and what they made is heard of, a panel that has not come will not. */
async function tellMissing() {
  await comms.heard();
  for (const [place, id] of awaited) {
    if (comms.has_model(id)) continue;
    place.classList.add("jupyter-widgets");
    place.textContent = MISSING;
  }
}

/** Voila itself draws every widget there is; our pages draw those of the lessons, and sooner. */
function elsewhere() {
  const asked = new URLSearchParams(location.search);
  if (asked.has("template")) return;
  asked.set("template", "frontear_any");
  location.search = String(asked);
}

function showAll() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-fe-view]"))) {
    const id = place.dataset.feView ?? "";
    place.removeAttribute("data-fe-view");
    show(place, id);
  }
}

document.addEventListener("frontear-cell", showAll);
showAll();
if (document.readyState === "complete") tellMissing();
else addEventListener("load", tellMissing);
