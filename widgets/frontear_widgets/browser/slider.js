// @ts-check
// A slider with its number beside it: the page's own range input, and a box to type in.

import { moveTo } from "./page/ahead.js";
import { element } from "./page/elements.js";
import { rungs, steps, understood, withUnit } from "./scale.js";

/** @param {Widget<SliderTraits>} widget */
function render({ model, el }) {
  const name = model.get("labels") ? "index" : "value";
  const range = element("input", { type: "range" });
  const box = element("input", { type: "text", autocomplete: "off", spellcheck: false });
  const [label, unit] = [element("span"), element("span")];
  const told = element("p", { className: "frontear-typed" });
  told.setAttribute("role", "alert");
  const number = element("label", { className: "frontear-number" }, box, unit);
  el.classList.add("frontear-slider");
  el.append(element("label", {}, label, range), number, told);

  let held = false; // by a finger: the handle stays under it, whatever else happens
  let scale = scaleOf(model);

  function show() {
    if (!held) range.value = String(model.get(name));
    const place = held ? Number(range.value) : model.get(name);
    const share = (place - scale.low) / (scale.high - scale.low || 1);
    range.style.setProperty("--share", String(share));
    range.setAttribute("aria-valuetext", withUnit(scale.written(place), model.get("unit")));
    if (document.activeElement !== box) box.value = scale.written(place);
  }

  function layOut() {
    scale = scaleOf(model);
    const words = model.get("description");
    const disabled = model.get("disabled");
    Object.assign(range, { min: scale.low, max: scale.high, step: scale.step, disabled });
    Object.assign(box, { disabled, readOnly: !scale.typed, tabIndex: scale.typed ? 0 : -1 });
    range.setAttribute("aria-label", words);
    box.setAttribute("aria-label", withUnit(words, model.get("unit") && `(${model.get("unit")})`));
    box.inputMode = scale.low < 0 ? "text" : "decimal"; // a telephone's pad of digits has no minus
    box.style.width = `${scale.width + 1}ch`;
    [label.textContent, unit.textContent] = [words, model.get("unit")];
    show();
  }

  /** @param {number} place */
  function move(place) {
    say("");
    moveTo(model, name, place);
  }

  function say(/** @type {string} */ words, wrong = false) {
    told.textContent = words;
    box.setAttribute("aria-invalid", String(wrong));
  }

  function take() {
    const { place, told } = understood(box.value, scale, model.get("unit"));
    if (place !== null) move(place);
    say(told, place === null);
    box.value = scale.written(model.get(name));
  }

  function hold() {
    held = true;
    tell();
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, { once: true });
  }

  function release() {
    held = false;
    show();
  }

  /** Python has time until it moves. */
  function tell() {
    model.send({ held: true });
  }

  range.addEventListener("pointerdown", hold);
  range.addEventListener("focus", tell);
  range.addEventListener("input", () => move(Number(range.value)));
  box.addEventListener("change", take);
  box.addEventListener("blur", show);
  model.on(`change:${name}`, () => {
    say("");
    show();
  });
  for (const trait of ["min", "max", "step", "labels", "description", "unit", "disabled"])
    model.on(`change:${trait}`, layOut);
  layOut();
}

/** @param {Model<SliderTraits>} model */
function scaleOf(model) {
  const unit = model.get("unit");
  const labels = model.get("labels");
  if (labels) return rungs({ labels, unit });
  return steps({ min: model.get("min"), max: model.get("max"), step: model.get("step"), unit });
}

export default { render };
