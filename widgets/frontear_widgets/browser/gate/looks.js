// @ts-check
// The last seconds of a gate: what it heard, between its thresholds, and below it how far it was open.

import { clamp, readable } from "../numbers.js";

const [LEFT, TOP, BELOW] = [44, 8, 24]; // pixels beside and about the curve
const OPEN = 14; // pixels that an open gate is high

/** @typedef {{ looks: (GateLook & { at: number })[], scale: LiveGateTraits["scale"], seconds: number, ink: Inks }} Shown */

/**
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Shown} shown
 */
export function paintLooks(context, width, height, { looks, scale, seconds, ink }) {
  const [right, bottom] = [width - 6, height - BELOW];
  const { low, high, step, opens, closes } = scale;
  const last = looks.at(-1)?.at ?? 0;
  /** @param {number} value */
  const y = (value) => bottom - (bottom - TOP) * ((clamp(value, low, high) - low) / (high - low));
  /** @param {number} at */
  const x = (at) => right - ((last - at) / seconds) * (right - LEFT);
  context.clearRect(0, 0, width, height);
  Object.assign(context, { font: "12px system-ui, sans-serif", textBaseline: "middle", lineWidth: 1 });
  Object.assign(context, { fillStyle: ink.text, strokeStyle: ink.line, textAlign: "right" });
  for (let value = low; value < high + step / 2; value += step) {
    context.fillText(readable(value), LEFT - 6, y(value));
    line(context, right, y(value));
  }
  context.fillText("open", LEFT - 6, bottom + 15);
  Object.assign(context, { strokeStyle: ink.text, textAlign: "left", lineWidth: 1.5 });
  context.fillText("opens at", LEFT + 4, y(opens) - 8);
  line(context, right, y(opens));
  context.setLineDash([5, 4]);
  line(context, right, y(closes));
  context.setLineDash([]);
  Object.assign(context, { fillStyle: ink.accent, strokeStyle: ink.accent, lineWidth: 2 });
  context.beginPath();
  for (const { at, level } of looks) context.lineTo(x(at), y(level));
  context.stroke();
  looks.slice(1).forEach(({ at, position }, before) => {
    const from = x(looks[before].at);
    context.fillRect(from, bottom + BELOW - 2 - OPEN * position, x(at) - from + 0.5, OPEN * position + 1);
  });
}

/** @param {CanvasRenderingContext2D} context @param {number} to @param {number} y */
function line(context, to, y) {
  context.beginPath();
  context.moveTo(LEFT, y);
  context.lineTo(to, y);
  context.stroke();
}
