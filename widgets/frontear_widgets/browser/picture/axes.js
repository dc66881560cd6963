// @ts-check
// What stands around the cells: ticks, names, the colour bar.

import { clamp, readable } from "../numbers.js";
import { inside, logTicks, niceTicks, spread } from "../ticks.js";

/** @typedef {import("./geometry.js").Grid} Grid */
/** @typedef {import("./zoom.js").Area} Area */
/** @typedef {import("./zoom.js").Placement} Placement */

const [BESIDE, BELOW] = [80, 48]; // pixels for the colour bar, and for what stands over and under the cells
const FEW = 4; // columns, that are wide enough on a phone to leave names almost half of it

/**
 * Where the cells are; rows with long names have more room for them, and the cells of a square matrix are square.
 * @param {number} width @param {number} height @param {Pick<Frame, "square" | "columns" | "y">} frame
 * @returns {Area}
 */
export function areaOf(width, height, { square, columns, y }) {
  const left = leftOf(width, y.names, columns);
  const wide = Math.max(width - left - BESIDE, 10);
  return { left, top: 8, width: square ? Math.min(wide, height - BELOW) : wide, height: height - BELOW };
}

/**
 * As it is asked for; a square matrix is no higher than it is wide.
 * @param {number} width @param {number} height @param {Pick<Frame, "square" | "columns" | "y">} frame
 */
export function heightOf(width, height, { square, columns, y }) {
  return square ? Math.min(height, Math.max(width - leftOf(width, y.names, columns) - BESIDE, 10) + BELOW) : height;
}

/** @param {number} width @param {string[]} names @param {number} columns */
function leftOf(width, names, columns) {
  const longest = Math.max(0, ...names.map((name) => name.length));
  return clamp(30 + 8 * longest, 62, Math.max(62, columns <= FEW ? 0.47 * width : width / 5));
}

/** @param {Grid} grid */
const columnsOf = (grid) => Array.from({ length: grid.columns }, (_, column) => grid.xCentre(column));

/**
 * A name cut to the width there is.
 * @param {CanvasRenderingContext2D} context @param {string} name @param {number} width
 */
function short(context, name, width) {
  if (context.measureText(name).width <= width) return name;
  let length = name.length - 1;
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > width) length--;
  return `${name.slice(0, length)}…`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Inks} ink
 * @param {Frame} frame
 * @param {Grid} grid
 * @param {Placement} place
 */
export function paintAxes(context, area, ink, frame, grid, place) {
  Object.assign(context, { fillStyle: ink.text, strokeStyle: ink.quiet, textAlign: "center", textBaseline: "top" });
  paintColumns(context, area, frame, grid, place);
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  paintRows(context, area, frame, grid, place);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Frame} frame
 * @param {Grid} grid
 * @param {Placement} place
 */
function paintColumns(context, area, { x }, grid, place) {
  const bottom = area.top + area.height;
  const [low, high] = [grid.xAt(place.zoom.x0), grid.xAt(place.zoom.x1)];
  const ticks = x.names.length ? inside(columnsOf(grid), low, high) : niceTicks(low, high, area.width / 70);
  const apart = area.width / Math.max(ticks.length, 1) - 3;
  for (const tick of ticks) {
    const at = place.x(grid.xFraction(tick));
    context.fillRect(at - 0.5, bottom, 1, 4);
    context.fillText(x.names.length ? short(context, grid.xName(tick), apart) : readable(tick), at, bottom + 6);
  }
  context.fillText(x.name, area.left + area.width / 2, bottom + 22);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Frame} frame
 * @param {Grid} grid
 * @param {Placement} place
 */
function paintRows(context, area, { y }, grid, place) {
  const room = area.left - (y.name ? 28 : 12);
  for (const tick of rowTicks(area.height, y, grid, place)) {
    const at = place.y(grid.yFraction(tick));
    context.fillRect(area.left - 4, at - 0.5, 4, 1);
    context.fillText(y.names.length ? short(context, grid.yName(tick), room) : readable(tick), area.left - 7, at);
  }
  sideways(context, y.name, 12, area.top + area.height / 2);
}

/** @param {number} height @param {Frame["y"]} y @param {Grid} grid @param {Placement} place */
function rowTicks(height, y, grid, place) {
  const [low, high] = [grid.yAt(place.zoom.y0), grid.yAt(place.zoom.y1)];
  if (y.names.length) return inside(grid.centres, low, high);
  if (y.scale === "linear") return niceTicks(low, high, height / 36);
  return spread(logTicks(low, high), (tick) => place.y(grid.yFraction(tick)), 18);
}

/** @param {CanvasRenderingContext2D} context @param {string} words @param {number} x @param {number} y */
function sideways(context, words, x, y) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(words, 0, 0);
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {Area} area @param {Uint32Array} table */
export function paintColourBar(context, area, table) {
  const bytes = new Uint8ClampedArray(table.buffer);
  for (let y = 0; y < area.height; y++) {
    const at = 4 * Math.round(255 * (1 - y / (area.height - 1)));
    context.fillStyle = `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
    context.fillRect(area.left + area.width + 12, area.top + y, 12, 1.5);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {number} width
 * @param {Inks} ink
 * @param {Frame["z"]} z
 */
export function labelColourBar(context, area, width, ink, z) {
  const left = area.left + area.width + 27;
  const ticks = niceTicks(z.low, z.high, area.height / 40);
  const widest = Math.max(0, ...ticks.map((tick) => context.measureText(readable(tick)).width));
  const right = Math.min(width - 7, Math.max(area.left + area.width + BESIDE - 14, left + widest + 9));
  Object.assign(context, { fillStyle: ink.text, textAlign: "left", textBaseline: "middle" });
  for (const tick of ticks)
    context.fillText(readable(tick), left, area.top + area.height * (1 - (tick - z.low) / (z.high - z.low)));
  sideways(context, z.name, right, area.top + area.height / 2);
}
