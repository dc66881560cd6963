// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellRanges, paintCells } from "../../widgets/frontear_widgets/browser/picture/cells.js";
import { geometry } from "../../widgets/frontear_widgets/browser/picture/geometry.js";
import { WHOLE } from "../../widgets/frontear_widgets/browser/picture/zoom.js";

const TABLE = Uint32Array.from({ length: 256 }, (_, level) => level); // a pixel tells its level

/** Digits are levels, a slash ends a row: the lowest first in what is painted, the topmost in what is seen. */
function painted(/** @type {string} */ cells, width = cells.indexOf("/"), height = 2, zoom = WHOLE) {
  const rows = cells.split("/");
  const x = { start: 0, step: 1, names: [] };
  const frame = { columns: rows[0].length, x, y: { scale: "linear", names: [] } };
  const grid = geometry(frame, Float32Array.from(rows.keys()));
  const image = { data: new Uint8ClampedArray(4 * width * height), width, height };
  paintCells(image, Uint8Array.from(rows.join(""), Number), TABLE, grid, zoom);
  const seen = new Uint32Array(image.data.buffer).join("");
  return Array.from({ length: height }, (_, line) => seen.slice(line * width, (line + 1) * width)).join("/");
}

test("the lowest row is painted at the bottom, a pixel a cell", () => {
  assert.equal(painted("123/456"), "456/123");
});

test("a cell that is larger than a pixel fills all of its own", () => {
  assert.equal(painted("12/34", 4, 4), "3344/3344/1122/1122");
});

test("no click falls between pixels: a single bright cell is seen wherever it lies, at the edges too", () => {
  const dark = Array.from("1".repeat(100));
  for (const place of dark.keys()) {
    const cells = dark.with(place, "9");
    assert.match(painted(cells.join(""), 13, 1), /9/, `column ${place}`);
    assert.match(painted(cells.join("/"), 1, 7), /9/, `row ${place}`);
  }
});

test("a zoom shows the cells that lie in it and no other", () => {
  assert.equal(painted("1234/5678", 4, 2, { x0: 0.5, x1: 1, y0: 0, y1: 0.5 }), "3344/3344");
  assert.equal(painted("11992222", 2, 1, { x0: 0, x1: 0.25, y0: 0, y1: 1 }), "11");
  assert.equal(painted("111199992222", 2, 1, { x0: 0, x1: 1 / 3, y0: 0, y1: 1 }), "11");
});

test("every cell lies under one pixel where there are more cells than pixels", () => {
  const { first, last } = cellRanges(10, (share) => Math.min(Math.floor(share * 35), 34));
  assert.deepEqual([first[0], last[9]], [0, 34]);
  for (let pixel = 1; pixel < 10; pixel++) assert.equal(first[pixel], last[pixel - 1] + 1);
});

test("of what has a sign the value farther from 0 is seen, below it as well as above", () => {
  const levels = Uint8Array.from([130, 0, 128, 255, 126, 127]);
  const grid = geometry(
    { columns: 6, x: { start: 0, step: 1, names: [] }, y: { scale: "linear", names: [] } },
    Float32Array.of(0),
  );
  const image = { data: new Uint8ClampedArray(4 * 3), width: 3, height: 1 };
  paintCells(image, levels, TABLE, grid, WHOLE, true);
  assert.deepEqual([...new Uint32Array(image.data.buffer)], [0, 255, 126]);
});
