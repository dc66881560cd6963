// @ts-check
// Where the cells of a picture lie: values <-> fractions 0…1 of the whole picture, bottom left first.

import { clamp } from "../numbers.js";

/** @type {Record<string, { place: (value: number) => number, value: (place: number) => number }>} */
const SCALES = {
  linear: { place: (value) => value, value: (place) => place },
  mel: { place: (hz) => Math.log1p(Math.max(hz, 0) / 700), value: (place) => 700 * Math.expm1(place) },
  log: { place: (hz) => Math.log(Math.max(hz, 1e-6)), value: Math.exp },
};

/**
 * Cells meet halfway between their centres.
 * @param {ArrayLike<number>} centres
 */
export function edgesOf(centres) {
  const last = centres.length - 1;
  if (last === 0) return [centres[0] - 0.5, centres[0] + 0.5];
  const between = Array.from({ length: last }, (_, i) => (centres[i] + centres[i + 1]) / 2);
  return [2 * centres[0] - between[0], ...between, 2 * centres[last] - between[last - 1]];
}

/**
 * The first visible value: a logarithmic scale cannot begin at zero, a frequency not below it.
 * @param {number[]} edges @param {string} scale
 */
function lowest(edges, scale) {
  if (scale === "linear") return edges[0];
  return scale === "mel" || edges[0] > 0 ? Math.max(edges[0], 0) : edges[1];
}

/**
 * Columns are centred on `start + step * column`, so the picture begins half a cell before `start`.
 * @typedef {ReturnType<typeof geometry>} Grid
 * @param {Pick<Frame, "columns"> & { x: Omit<AxisFrame, "name" | "unit" | "pace">, y: { scale: string, names: string[] } }} frame
 * @param {Float32Array} centres
 */
export function geometry({ x, y, columns }, centres) {
  const scale = SCALES[y.scale];
  const edges = edgesOf(centres);
  const bottom = scale.place(lowest(edges, y.scale));
  const tall = scale.place(edges[centres.length]) - bottom || 1;
  const left = x.start - x.step / 2;
  const wide = columns * x.step;
  /** @param {number} fraction */
  const yAt = (fraction) => scale.value(bottom + fraction * tall);
  return {
    columns,
    centres,
    edges,
    yAt,
    /** @param {number} fraction */
    xAt: (fraction) => left + fraction * wide,
    /** @param {number} value */
    xFraction: (value) => (value - left) / wide,
    /** @param {number} value */
    yFraction: (value) => (scale.place(value) - bottom) / tall,
    /** @param {number} column */
    xCentre: (column) => x.start + column * x.step,
    /** @param {number} value */
    xName: (value) => x.names[Math.round((value - x.start) / x.step)],
    /** @param {number} value */
    yName: (value) => y.names[centres.indexOf(value)],
    /** @param {number} fraction */
    columnAt: (fraction) => clamp(Math.floor(fraction * columns), 0, columns - 1),
    /** @param {number} fraction */
    rowAt: (fraction) => {
      const value = yAt(fraction);
      let low = 0;
      let high = centres.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle + 1] > value) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}
