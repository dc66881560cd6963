// @ts-check
// While a control moves, curves within axes that stand still are moved by hand: plotly takes ten times as long, and draws
// the chart whole when it rests.

import { fromBase64 } from "./numbers.js";

/** @typedef {{ data: Record<string, any>[], layout: Record<string, any> }} Figure */

const FARTHEST = 10_000; // pixels: what lies farther out is nowhere to be seen

/**
 * Shows the curves of a figure in the place of those that plotly has drawn, if nothing else is another.
 * @param {any} host plotly's element @param {Figure} drawn what it shows @param {Figure} wanted
 * @returns {boolean} whether it could; else only plotly can
 */
export function moveCurves(host, drawn, wanted) {
  if (!canMove(drawn, wanted)) return false;
  const { _fullData: traces, _fullLayout: axes } = host;
  const paths = traces?.map((/** @type {any} */ { uid, visible }) =>
    visible === true ? host.querySelector(`.scatterlayer .trace${uid} path.js-line`) : null,
  );
  if (paths?.length !== wanted.data.length || paths.includes(null)) return false;
  for (const [number, { x, y, yaxis = "y" }] of wanted.data.entries()) {
    const [across, up] = [axes.xaxis, axes[yaxis.replace("y", "yaxis")]];
    paths[number].setAttribute("d", path(numbers(x), numbers(y), across, up));
  }
  return true;
}

/**
 * Lines alone, as many and looking the same, in a layout that is the same, with axes whose ends are given.
 * @param {Figure} drawn @param {Figure} wanted
 */
export function canMove(drawn, wanted) {
  const fixed = Object.entries(wanted.layout).every(([name, part]) => !/^[xy]axis/.test(name) || part.range);
  const lines = wanted.data.every(({ mode }) => mode === "lines");
  return fixed && lines && looks(drawn) === looks(wanted);
}

/** @param {Figure} figure */
function looks({ data, layout }) {
  return JSON.stringify([layout, data.map(({ x: _, y: __, ...rest }) => rest)]);
}

/** @param {{ bdata: string }} packed plotly's typed array of float32 */
export function numbers({ bdata }) {
  return new Float32Array(fromBase64(bdata).buffer);
}

/**
 * A line through points, in pieces where a number is none.
 * @param {Float32Array} x @param {Float32Array} y @param {any} across @param {any} up plotly's axes
 */
export function path(x, y, across, up) {
  const words = [];
  let pen = "M";
  for (let n = 0; n < x.length; n++) {
    const [left, down] = [across.d2p(x[n]), up.d2p(y[n])];
    if (Number.isFinite(left) && Number.isFinite(down)) {
      words.push(`${pen}${within(left)},${within(down)}`);
      pen = "L";
    } else pen = "M";
  }
  return words.join("") || "M0,0";
}

/** @param {number} pixels */
const within = (pixels) => Math.round(100 * Math.min(Math.max(pixels, -FARTHEST), FARTHEST)) / 100;
