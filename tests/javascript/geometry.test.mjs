// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { edgesOf, geometry } from "../../widgets/frontear_widgets/browser/picture/geometry.js";

/** @param {{ scale?: string, centres?: number[], columns?: number, start?: number, step?: number }} about */
function grid({ scale = "linear", centres = [0, 1, 2, 3], columns = 100, start = 0, step = 0.01 }) {
  return geometry({ columns, x: { start, step, names: [] }, y: { scale, names: [] } }, Float32Array.from(centres));
}

/** @param {number} actual @param {number} expected */
function close(actual, expected, tolerance = 1e-9) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `got ${actual}, expected ${expected}`);
}

const melOf = (/** @type {number} */ hz) => 2595 * Math.log10(1 + hz / 700); // O'Shaughnessy
const BINS = Array.from({ length: 257 }, (_, bin) => bin * 31.25);
const OCTAVES = [125, 250, 500, 1_000, 2_000, 4_000];

test("a column's centre lies half a cell inside the picture, for a frame is centred on its time", () => {
  const { xAt, xFraction, xCentre } = grid({ columns: 100, step: 0.01 });
  close(xAt(0), -0.005);
  close(xAt(1), 0.995);
  close(xFraction(0), 0.5 / 100);
  close(xFraction(xCentre(99)), 99.5 / 100);
});

test("a pixel in a column's cell reads that column, up to the seam and from it on", () => {
  const { columnAt, xFraction, xCentre } = grid({ columns: 100, start: 3, step: 0.5 });
  for (let column = 0; column < 100; column++) {
    assert.equal(columnAt(xFraction(xCentre(column))), column);
    assert.equal(columnAt(xFraction(xCentre(column) - 0.249)), column);
    assert.equal(columnAt(xFraction(xCentre(column) + 0.249)), column);
  }
});

test("what lies outside reads the first and the last cell", () => {
  const { columnAt, rowAt } = grid({ columns: 7 });
  assert.deepEqual([-0.1, 0, 1, 1.1].map(columnAt), [0, 0, 6, 6]);
  assert.deepEqual([-0.1, 0, 1, 1.1].map(rowAt), [0, 0, 3, 3]);
});

test("cells meet halfway between their centres, and the outer ones are as wide on both sides", () => {
  assert.deepEqual(edgesOf([0, 10, 30]), [-5, 5, 20, 40]);
  assert.deepEqual(edgesOf([7]), [6.5, 7.5]);
});

test("a row's centre reads that row on every scale, and places come back as values", () => {
  for (const scale of ["linear", "mel", "log"])
    for (const centres of [BINS, OCTAVES]) {
      const { rowAt, yAt, yFraction } = grid({ scale, centres });
      centres.forEach((centre, row) => {
        if (scale !== "linear" && centre === 0) return; // below the picture
        assert.equal(rowAt(yFraction(centre)), row);
        close(yAt(yFraction(centre)), centre, 1e-6 * centre);
      });
    }
});

test("on a linear scale equal steps are equally tall", () => {
  const { yFraction } = grid({ centres: [0, 1, 2, 3] });
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => yFraction(row)),
    [0.125, 0.375, 0.625, 0.875],
  );
});

test("on a mel scale equal steps in mel are equally tall, from 0 Hz on", () => {
  const { yFraction, yAt, edges } = grid({ scale: "mel", centres: BINS });
  const top = edges[BINS.length];
  close(yAt(0), 0);
  close(yAt(1), top, 1e-6);
  for (const hz of [100, 700, 1_000, 4_000]) close(yFraction(hz), melOf(hz) / melOf(top));
});

test("on a logarithmic scale octaves are equally tall", () => {
  const { yFraction } = grid({ scale: "log", centres: OCTAVES });
  const places = OCTAVES.map((hz) => yFraction(hz));
  for (let i = 2; i < places.length; i++) close(places[i] - places[i - 1], places[1] - places[0]);
});

test("a logarithmic scale whose first cell reaches zero begins above that cell", () => {
  const { yAt } = grid({ scale: "log", centres: BINS });
  close(yAt(0), 31.25 / 2, 1e-9);
});
