// @ts-check
// Which part of the picture is shown, in fractions of the whole, and where that lies on the screen.

import { clamp } from "../numbers.js";

/** @typedef {{ x0: number, x1: number, y0: number, y1: number }} Zoom */
/** @typedef {{ left: number, top: number, width: number, height: number }} Area */
/** @typedef {ReturnType<typeof placement>} Placement */

/** @type {Zoom} */
export const WHOLE = { x0: 0, x1: 1, y0: 0, y1: 1 };

/** @param {Zoom} zoom */
export const isWhole = ({ x0, x1, y0, y1 }) => x0 === 0 && x1 === 1 && y0 === 0 && y1 === 1;

/**
 * From `zoom`, the rectangle between two points; too small a side stays as it was.
 * @param {Zoom} zoom
 * @param {{ x: number, y: number }} from
 * @param {{ x: number, y: number }} to
 * @param {{ columns: number, timeOnly: boolean }} limits
 */
export function zoomBetween(zoom, from, to, { columns, timeOnly }) {
  const [x0, x1] = [from.x, to.x].sort((a, b) => a - b);
  const [y0, y1] = [from.y, to.y].sort((a, b) => a - b);
  const across = x1 - x0 > 1 / columns ? { x0, x1 } : {};
  const up = !timeOnly && y1 - y0 > 0.02 ? { y0, y1 } : {};
  return { ...zoom, ...across, ...up };
}

/**
 * `factor` times as much as `zoom` shows, around a point and within the picture; at least eight columns and 0.04 of the height.
 * @param {Zoom} zoom
 * @param {number} factor
 * @param {{ x: number, y: number }} centre
 * @param {number} columns
 * @returns {Zoom}
 */
export function zoomAround({ x0, x1, y0, y1 }, factor, centre, columns) {
  const [left, right] = range((x1 - x0) * factor, centre.x, 8 / columns);
  const [bottom, top] = range((y1 - y0) * factor, centre.y, 0.04);
  return { x0: left, x1: right, y0: bottom, y1: top };
}

/** @param {number} length @param {number} centre @param {number} least */
function range(length, centre, least) {
  const half = clamp(length / 2, least / 2, 0.5);
  const at = clamp(centre, half, 1 - half);
  return [at - half, at + half];
}

/**
 * Pixels of the screen for fractions of the picture, and back, where `area` shows what `zoom` leaves of it.
 * @param {Area} area @param {Zoom} zoom
 */
export function placement(area, zoom) {
  const wide = zoom.x1 - zoom.x0;
  const tall = zoom.y1 - zoom.y0;
  return {
    zoom,
    /** @param {number} fraction */
    x: (fraction) => area.left + ((fraction - zoom.x0) / wide) * area.width,
    /** @param {number} fraction */
    y: (fraction) => area.top + (1 - (fraction - zoom.y0) / tall) * area.height,
    /** @param {number} x @param {number} y */
    fractions: (x, y) => ({
      x: zoom.x0 + clamp((x - area.left) / area.width, 0, 1) * wide,
      y: zoom.y0 + clamp(1 - (y - area.top) / area.height, 0, 1) * tall,
    }),
  };
}
