// @ts-check
// What lies on the cells: boxes with names, the chosen cell, the sound's cursor, the reader's cross, the zoom's rectangle.

import { clamp } from "../numbers.js";

/** @typedef {import("./geometry.js").Grid} Grid */
/** @typedef {import("./zoom.js").Area} Area */
/** @typedef {import("./zoom.js").Placement} Placement */
/** @typedef {{ name: string, dash: number[], left: number, right: number, top: number, bottom: number }} Place */

/**
 * Nothing that `paint` draws leaves the area.
 * @param {CanvasRenderingContext2D} context @param {Area} area @param {() => void} paint
 */
export function within(context, area, paint) {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  paint();
  context.restore();
}

/**
 * Frames around cells, white on black to be seen on any colour; names that would cover another are left out.
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Frame} frame
 * @param {Grid} grid
 * @param {Placement} place
 */
export function paintBoxes(context, area, { boxes, x }, grid, place) {
  /** @param {number} column */
  const across = (column) => place.x(grid.xFraction(x.start + (column - 0.5) * x.step));
  /** @param {number} row */
  const up = (row) => place.y(clamp(grid.yFraction(grid.edges[row]), 0, 1));
  const places = boxes.map(({ name, rows, columns, dashed }) => ({
    name,
    dash: dashed ? [6, 4] : [],
    left: across(columns[0]),
    right: across(columns[1]),
    top: up(rows[1]),
    bottom: up(rows[0]),
  }));
  within(context, area, () => {
    frameBoxes(context, places);
    nameBoxes(context, area, places);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Place[]} places */
function frameBoxes(context, places) {
  for (const [strokeStyle, lineWidth] of /** @type {const} */ ([
    ["#000", 4],
    ["#fff", 2],
  ])) {
    Object.assign(context, { strokeStyle, lineWidth });
    for (const { dash, left, right, top, bottom } of places) {
      context.setLineDash(strokeStyle === "#000" ? [] : dash);
      context.strokeRect(left + 1, top + 1, Math.max(right - left - 2, 1), bottom - top - 2);
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {Area} area @param {Place[]} places */
function nameBoxes(context, area, places) {
  /** @type {{ x: number, y: number, width: number }[]} */
  const taken = [];
  context.setLineDash([]);
  Object.assign(context, { textAlign: "left", textBaseline: "top" });
  for (const { name, left, right, top } of places) {
    const { width } = context.measureText(name);
    const beside = right - left < width + 8; // a box as small as its name stays free
    const y = Math.max(top, area.top) + (beside ? 0 : 4);
    let x = beside ? right + 4 : Math.max(left, area.left) + 4;
    if (x + width > area.left + area.width) x = left - width - 4;
    const touches = taken.some(
      (other) => Math.abs(other.y - y) < 14 && x < other.x + other.width + 8 && other.x < x + width + 8,
    );
    if (touches) continue;
    taken.push({ x, y, width });
    context.fillStyle = "#000c";
    context.fillRect(x - 3, y - 1, width + 6, 14); // other boxes may go through it
    context.fillStyle = "#fff";
    context.fillText(name, x, y);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[row: number, column: number]} chosen
 * @param {Grid} grid
 * @param {Placement} place
 */
export function frameCell(context, [row, column], grid, place) {
  const [left, right] = [column / grid.columns, (column + 1) / grid.columns].map(place.x);
  const [bottom, top] = [grid.edges[row], grid.edges[row + 1]].map((value) => place.y(grid.yFraction(value)));
  for (const [strokeStyle, lineWidth] of /** @type {const} */ ([
    ["#000", 6],
    ["#fff", 3],
  ])) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.strokeRect(left + 3, top + 3, right - left - 6, bottom - top - 6);
  }
}

/**
 * Where the sound is.
 * @param {CanvasRenderingContext2D} context @param {Area} area @param {number} x
 */
export function paintCursor(context, { top, height }, x) {
  context.fillStyle = "#000";
  context.fillRect(x - 1.5, top, 4, height);
  context.fillStyle = "#fff";
  context.fillRect(x - 0.5, top, 2, height);
}

/**
 * Where the reader is.
 * @param {CanvasRenderingContext2D} context @param {Area} area @param {number} x @param {number} y
 */
export function paintCross(context, { left, top, width, height }, x, y) {
  context.fillStyle = "#fffc";
  context.fillRect(x - 0.5, top, 1, height);
  context.fillRect(left, y - 0.5, width, 1);
}
