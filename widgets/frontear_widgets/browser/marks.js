// @ts-check
// A waveform in which parts are marked by drawing over them: what a gate is to keep, and what it is to gate.

import { bytesOf, clamp, readable } from "./numbers.js";
import { sharpCanvas } from "./page/canvas.js";
import { element, inks } from "./page/elements.js";
import { niceTicks } from "./ticks.js";

const LEAST_PX = 4; // what is shorter was a click
const COLOURS = { keep: "#009e73", gate: "#d55e00" };

/** @param {Widget<MarksTraits>} widget */
function render({ model, el }) {
  const stage = element("div", { className: "frontear-stage" });
  el.append(element("div", { className: "frontear-marks" }, stage));
  const wave = sharpCanvas(stage, () => model.get("height"), paint);
  wave.canvas.style.touchAction = "pan-y";
  wave.canvas.setAttribute("role", "img");
  let ends = new Int8Array(bytesOf(model.get("ends"))); // lowest and highest of each column, of 127
  /** @type {{ from: number, to: number } | null} */
  let drawn = null; // in pixels, while it is drawn

  const seconds = () => model.get("seconds");
  /** @param {number} x */
  const at = (x) => (clamp(x, 0, stage.clientWidth) / stage.clientWidth) * seconds();

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function paint(context, width, height) {
    const ink = inks(el);
    const middle = (height - 16) / 2;
    context.clearRect(0, 0, width, height);
    Object.assign(context, { font: "12px system-ui, sans-serif", textAlign: "left" });
    for (const { start, stop, keep } of model.get("marks"))
      shade(context, (start / seconds()) * width, (stop / seconds()) * width, keep, height, ink);
    outline(context, width, height, ink);
    if (drawn) shade(context, drawn.from, drawn.to, model.get("keep"), height, ink);
    context.fillStyle = ink.accent;
    const wide = (2 * width) / ends.length;
    for (let column = 0; column < ends.length / 2; column++) {
      const [low, high] = [ends[2 * column] / 127, ends[2 * column + 1] / 127];
      context.fillRect(column * wide, middle - high * middle, Math.max(wide, 0.7), Math.max((high - low) * middle, 1));
    }
    Object.assign(context, { fillStyle: ink.text, font: "11px system-ui, sans-serif", textAlign: "center" });
    for (const tick of niceTicks(0, seconds(), width / 90).slice(1)) {
      const x = (tick / seconds()) * width;
      if (x < width - 20) context.fillText(`${readable(tick)} s`, x, height - 3);
    }
  }

  /**
   * What the two numbers say, dashed, and the mark that may be removed.
   * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Inks} ink
   */
  function outline(context, width, height, ink) {
    /** @param {number} start @param {number} stop */
    const frame = (start, stop) => {
      const [left, right] = [(start / seconds()) * width, (stop / seconds()) * width];
      context.strokeRect(left + 1, 1, Math.max(right - left - 2, 1), height - 20);
    };
    const [start, stop] = model.get("typed");
    const chosen = model.get("marks")[model.get("chosen")];
    context.lineWidth = 2;
    context.strokeStyle = ink.text;
    if (chosen) frame(chosen.start, chosen.stop);
    context.strokeStyle = model.get("keep") ? COLOURS.keep : COLOURS.gate;
    context.setLineDash([4, 3]);
    if (stop > start) frame(start, stop);
    context.setLineDash([]);
  }

  /**
   * A mark, told by its word as well as by its colour.
   * @param {CanvasRenderingContext2D} context @param {number} from @param {number} to @param {boolean} keep
   * @param {number} height @param {Inks} ink
   */
  function shade(context, from, to, keep, height, ink) {
    const [left, wide] = [Math.min(from, to), Math.abs(to - from)];
    const colour = keep ? COLOURS.keep : COLOURS.gate;
    context.fillStyle = `${colour}55`;
    context.fillRect(left, 0, wide, height - 16);
    context.fillStyle = colour;
    context.fillRect(left, height - 19, wide, 3);
    context.fillStyle = ink.text;
    context.save();
    context.beginPath();
    context.rect(left, 0, Math.max(wide, 1), height);
    context.clip();
    context.fillText(keep ? "keep" : "gate", left + 3, 13);
    context.restore();
  }

  function tell() {
    const marks = model.get("marks");
    const told = marks.map(
      ({ start, stop, keep }) => `${keep ? "keep" : "gate"} ${start.toFixed(2)} to ${stop.toFixed(2)} s`,
    );
    wave.canvas.setAttribute("aria-label", `Waveform of ${seconds().toFixed(1)} s. ${told.join("; ") || "No marks"}`);
    wave.redraw();
  }

  /** @param {PointerEvent} event */
  function begin(event) {
    if (event.button) return;
    wave.canvas.setPointerCapture(event.pointerId);
    drawn = { from: event.offsetX, to: event.offsetX };
  }

  /** @param {PointerEvent} event */
  function go({ offsetX }) {
    if (!drawn) return;
    drawn.to = clamp(offsetX, 0, stage.clientWidth);
    wave.redraw();
  }

  function end() {
    if (!drawn) return;
    const [from, to] = [drawn.from, drawn.to].sort((a, b) => a - b);
    drawn = null;
    wave.redraw();
    if (to - from >= LEAST_PX) model.send({ start: at(from), stop: at(to) });
  }

  function stopDrawing() {
    drawn = null;
    wave.redraw();
  }

  wave.canvas.addEventListener("pointerdown", begin);
  wave.canvas.addEventListener("pointermove", go);
  wave.canvas.addEventListener("pointerup", end);
  wave.canvas.addEventListener("pointercancel", stopDrawing);
  for (const trait of ["marks", "typed", "chosen", "keep"]) model.on(`change:${trait}`, tell);
  model.on("change:ends", () => {
    ends = new Int8Array(bytesOf(model.get("ends")));
    tell();
  });
  tell();
  return wave.close;
}

export default { render };
