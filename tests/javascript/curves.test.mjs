// @ts-check
// Curves that are moved by hand: when, and where to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { canMove, moveCurves, numbers, path } from "../../widgets/frontear_widgets/browser/curves.js";

/** @param {number[]} values */
const packed = (...values) => ({ dtype: "f4", bdata: Buffer.from(new Float32Array(values).buffer).toString("base64") });
/** @param {number} scale */
const axis = (scale) => ({ d2p: (/** @type {number} */ value) => scale * value });
/** @param {object} [trace] @param {object} [layout] */
const figure = (trace = {}, layout = {}) => ({
  data: [{ mode: "lines", name: "a", x: packed(0, 1), y: packed(2, 3), ...trace }],
  layout: { xaxis: { range: [0, 1] }, yaxis: { range: [0, 5] }, ...layout },
});

test("only numbers may be others, of lines, within axes whose ends are given", () => {
  assert.ok(canMove(figure(), figure({ y: packed(4, 5) })));
  assert.ok(!canMove(figure(), figure({ name: "b" })));
  assert.ok(!canMove(figure(), figure({}, { shapes: [{ x0: 1 }] })));
  assert.ok(!canMove(figure({ mode: "markers" }), figure({ mode: "markers" })));
  const free = { yaxis: { title: "level" } };
  assert.ok(!canMove(figure({}, free), figure({}, free)));
});

test("a line is lifted where a number is none, and ends where nobody looks", () => {
  const [x, y] = [new Float32Array([0, 1, 2, 3, 4]), new Float32Array([0, 1, Number.NaN, 3, 1e9])];
  assert.equal(path(x, y, axis(10), axis(-1)), "M0,0L10,-1M30,-3L40,-10000");
  assert.equal(path(new Float32Array([0]), new Float32Array([Number.NaN]), axis(1), axis(1)), "M0,0");
});

test("numbers are those that Python has packed", () => {
  assert.deepEqual([...numbers(packed(0.5, -80))], [0.5, -80]);
});

/** @param {string[]} uids @param {unknown} [visible] */
function drawn(uids, visible = true) {
  /** @type {Record<string, string>} */
  const shown = {};
  const host = {
    _fullData: uids.map((uid) => ({ uid, visible })),
    _fullLayout: { xaxis: axis(1), yaxis: axis(1), yaxis2: axis(100) },
    querySelector: (/** @type {string} */ place) => ({
      setAttribute: (/** @type {string} */ _, /** @type {string} */ value) => {
        shown[place] = value;
      },
    }),
  };
  return { host, shown };
}

test("each curve is moved in its own place and by its own axis", () => {
  const { host, shown } = drawn(["u1", "u2"]);
  const wanted = figure();
  wanted.data.push({ ...wanted.data[0], ...{ yaxis: "y2" } });
  assert.ok(moveCurves(host, structuredClone(wanted), wanted));
  assert.deepEqual(shown, {
    ".scatterlayer .traceu1 path.js-line": "M0,2L1,3",
    ".scatterlayer .traceu2 path.js-line": "M0,200L1,300",
  });
});

test("a curve that somebody has put out of sight is plotly's to draw", () => {
  const { host, shown } = drawn(["u1"], "legendonly");
  assert.ok(!moveCurves(host, figure(), figure()));
  assert.deepEqual(shown, {});
});
