// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isWhole,
  placement,
  WHOLE,
  zoomAround,
  zoomBetween,
} from "../../widgets/frontear_widgets/browser/picture/zoom.js";

const AREA = { left: 62, top: 8, width: 800, height: 272 };
const PART = { x0: 0.25, x1: 0.5, y0: 0.1, y1: 0.9 };

/** @param {object} actual @param {Record<string, number>} expected */
function close(actual, expected) {
  const rounded = Object.entries(actual).map(([name, value]) => [name, Number(value.toFixed(9))]);
  assert.deepEqual(Object.fromEntries(rounded), expected);
}

test("what is shown fills the area, the lower left corner lowest and leftmost", () => {
  const { x, y } = placement(AREA, PART);
  assert.deepEqual([x(0.25), x(0.5), x(0.375)], [62, 862, 462]);
  assert.deepEqual([y(0.1), y(0.9)].map(Math.round), [280, 8]);
});

test("a pixel's place and a place's pixel are inverse to each other", () => {
  const { x, y, fractions } = placement(AREA, PART);
  close(fractions(x(0.3), y(0.7)), { x: 0.3, y: 0.7 });
});

test("a pointer beside the area points at its edge", () => {
  const { fractions } = placement(AREA, PART);
  close(fractions(0, 0), { x: 0.25, y: 0.9 });
  close(fractions(2_000, 2_000), { x: 0.5, y: 0.1 });
});

test("a rectangle may be drawn from any corner", () => {
  const [a, b] = [
    { x: 0.2, y: 0.8 },
    { x: 0.6, y: 0.3 },
  ];
  const limits = { columns: 100, timeOnly: false };
  assert.deepEqual(zoomBetween(WHOLE, a, b, limits), { x0: 0.2, x1: 0.6, y0: 0.3, y1: 0.8 });
  assert.deepEqual(zoomBetween(WHOLE, b, a, limits), zoomBetween(WHOLE, a, b, limits));
});

test("a side that is less than a cell long, or a height that a finger drew, changes nothing", () => {
  const from = { x: 0.2, y: 0.3 };
  assert.deepEqual(zoomBetween(PART, from, { x: 0.205, y: 0.31 }, { columns: 100, timeOnly: false }), PART);
  const across = zoomBetween(PART, from, { x: 0.4, y: 0.8 }, { columns: 100, timeOnly: true });
  assert.deepEqual(across, { ...PART, x0: 0.2, x1: 0.4 });
});

test("zooming by a half shows half as much around the point, and twice brings it back", () => {
  const half = zoomAround(WHOLE, 0.5, { x: 0.5, y: 0.4 }, 1_000);
  close(half, { x0: 0.25, x1: 0.75, y0: 0.15, y1: 0.65 });
  assert.ok(isWhole(zoomAround(half, 2, { x: 0.5, y: 0.4 }, 1_000)));
});

test("a zoom never leaves the picture, nor shows less than eight columns", () => {
  let zoom = WHOLE;
  for (let press = 0; press < 20; press++) {
    zoom = zoomAround(zoom, 0.5, { x: 0.001, y: 0.999 }, 100);
    assert.ok(zoom.x0 >= 0 && zoom.x1 <= 1 && zoom.y0 >= 0 && zoom.y1 <= 1);
  }
  close(zoom, { x0: 0, x1: 0.08, y0: 0.96, y1: 1 });
});

test("the whole picture is whole, a part is not", () => {
  assert.ok(isWhole(WHOLE) && !isWhole(PART) && !isWhole({ ...WHOLE, y1: 0.5 }));
});
