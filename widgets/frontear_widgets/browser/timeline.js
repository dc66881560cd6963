// @ts-check
// A slider that plays: from where it stands, or from the begin where it stands at the end.

import { moveTo } from "./page/ahead.js";
import { element } from "./page/elements.js";
import slider from "./slider.js";

const WHOLE_MS = 12_000; // from one end to the other

/** @param {Widget<SliderTraits>} widget */
function render(widget) {
  const { model, el } = widget;
  slider.render(widget);
  const play = element("button", { onclick: () => (timer ? stop() : start()) });
  el.classList.add("frontear-timeline");
  el.prepend(play);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  function start() {
    const { min, max, step } = range();
    if (model.get("value") >= max) move(min);
    timer = setInterval(next, (WHOLE_MS * step) / (max - min));
    show();
  }

  function stop() {
    clearInterval(timer);
    timer = undefined;
    show();
  }

  function next() {
    const { max, step } = range();
    if (model.get("value") < max && !model.get("disabled")) move(Math.min(model.get("value") + step, max));
    else stop();
  }

  /** @param {number} value */
  const move = (value) => moveTo(model, "value", value);

  const range = () => ({ min: model.get("min"), max: model.get("max"), step: model.get("step") });

  function show() {
    play.textContent = timer ? "❚❚ Pause" : "▶ Play";
    play.setAttribute("aria-label", `${timer ? "Pause" : "Play"}: ${model.get("description")}`);
  }

  /** @param {Event} event whoever takes hold of it moves it by hand */
  const takeHold = ({ target }) => timer && target !== play && stop();
  for (const type of ["pointerdown", "keydown", "change"]) el.addEventListener(type, takeHold);

  show();
  return stop;
}

export default { render };
