// @ts-check
// A lesson's page without a server: shows its panels one after another, and keeps what a person does.

import { element } from "../../browser/page/elements.js";
import { keepPage } from "../../browser/page/manners.js";
import { exercise, hints, paper, predict } from "./acts.js";
import { keeper } from "./keeper.js";
import { manager as managerOf, ofThePage } from "./models.js";
import { recorded } from "./recorded.js";
import { linkTo, saidOf, withPython } from "./sentences.js";
import { reader, unpackedJson } from "./values.js";
import { shower } from "./views.js";

/** Begins as soon as the page has its text. */
export async function begin() {
  const sent = JSON.parse(document.getElementById("frontear-lesson")?.textContent ?? "{}");
  const page = await unpackedJson(sent.page);
  const value = reader(frontearBlobs.promise);
  frontearBlobs.promise.catch(sayLost);
  const manager = managerOf(page.models, value);
  keepPage(/** @type {any} */ (ofThePage(manager)));
  /** @type {Map<string, any>} */
  const panels = new Map();
  const views = shower(manager, panels);
  const kept = keeper(sent.lesson, panels);
  const link = () => linkTo(sent.python, kept.settings());
  for (const panel of page.panels) {
    const said = element("p", { className: "frontear-quiet fe-python" });
    const live = await recorded(panel, sent.recordings[panel.panel], manager, value, (told) => {
      said.replaceChildren(...saidOf(panel, told, linkTo(sent.python, kept.settings({ [panel.stored]: told.wanted }))));
      kept.changed();
    });
    said.setAttribute("role", "status");
    said.replaceChildren(...saidOf(panel, null, link()));
    panels.set(panel.panel, { ...live, said });
  }
  const pieces = { manager, kept, panels, link, python: new Set(page.python), views };
  const [first, ...others] = document.querySelectorAll("[data-fe-view]");
  if (first) await showIn(first, pieces); // nobody waits for all others
  for (const act of page.acts) kept.join(act, await begun(act, pieces));
  for (const place of others) await showIn(place, pieces);
  kept.begin();
}

/** @param {Error} error */
function sayLost({ message }) {
  const textContent = `Pictures and sounds that belong here are in a file beside this page, and ${message}.`;
  for (const place of document.querySelectorAll("[data-fe-view]"))
    place.append(element("p", { className: "frontear-panel", textContent })); // a panel, and its sign goes
}

/** @param {any} act @param {any} pieces */
function begun(act, { manager, kept, panels, link }) {
  if (act.act === "predict") return predict(act, manager, kept.keep);
  if (act.act === "hints") return hints(act, manager);
  if (act.act === "paper") return paper(act, manager, kept.keep);
  return exercise(act, manager, kept.keep, panels, () => withPython("No recorded state solves this one", link()));
}

let told = false; // when the first panel stood

/** @param {Element} place @param {any} pieces */
async function showIn(place, { views, python, link }) {
  const name = place.getAttribute("data-fe-view") ?? "";
  const el = await views.show(name);
  if (python.has(name)) {
    const said = element("div", { className: "frontear-quiet fe-python" });
    said.innerHTML = withPython("What rests here needs Python", link());
    said.addEventListener("pointerenter", () => said.querySelector("a")?.setAttribute("href", link()));
    said.addEventListener("focusin", () => said.querySelector("a")?.setAttribute("href", link()));
    el.append(said);
  }
  place.append(el);
  if (told) return;
  told = true;
  await views.drawn(); // its charts too, before others take their turn
  performance.mark("frontear-first-panel");
}
