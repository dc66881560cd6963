// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { colourTable } from "../../widgets/frontear_widgets/browser/picture/colours.js";

// As matplotlib and the R package viridis publish them, for levels 0, 1/4, 1/2, 3/4, 1.
const VIRIDIS = ["440154", "3b528b", "21908c", "5dc863", "fde725"];

/** @param {string} name @returns {number[][]} */
function pixels(name) {
  const bytes = [...new Uint8Array(colourTable(name).buffer)];
  return Array.from({ length: 256 }, (_, level) => bytes.slice(4 * level, 4 * level + 4));
}

/** @param {number[]} pixel */
const hexOf = (pixel) =>
  pixel
    .slice(0, 3)
    .map((part) => part.toString(16).padStart(2, "0"))
    .join("");

test("both tables begin and end as matplotlib's do", () => {
  assert.deepEqual(
    [0, 255].map((level) => hexOf(pixels("viridis")[level])),
    ["440154", "fde725"],
  );
  assert.deepEqual(
    [0, 255].map((level) => hexOf(pixels("cividis")[level])),
    ["00224e", "fee838"],
  );
});

test("viridis is matplotlib's between its anchors as well, to 4 of 255", () => {
  VIRIDIS.forEach((hex, i) => {
    const expected = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    const [low, high] = [Math.floor(63.75 * i), Math.ceil(63.75 * i)].map((level) => pixels("viridis")[level]);
    expected.forEach((part, at) => {
      assert.ok(
        Math.abs((low[at] + high[at]) / 2 - part) <= 4,
        `level ${i}/4: ${low} to ${high}, expected ${expected}`,
      );
    });
  });
});

test("what has a sign is nearly white at 0, and darkens evenly to blue below and to red above", () => {
  const table = pixels("signed");
  const lightness = table.map(
    ([red, green, blue]) => 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2,
  );
  assert.ok(Math.min(...table[127].slice(0, 3), ...table[128].slice(0, 3)) > 240);
  for (let level = 5; level < 128; level++) assert.ok(lightness[level] > lightness[level - 5]);
  for (let level = 133; level < 256; level++) assert.ok(lightness[level] < lightness[level - 5]);
  assert.ok(table[0][2] > table[0][0] && table[255][0] > table[255][2]);
});

test("every level is opaque, and a higher one is lighter", () => {
  for (const name of ["viridis", "cividis"]) {
    const lightness = pixels(name).map(
      ([red, green, blue]) => 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2,
    );
    assert.ok(pixels(name).every((pixel) => pixel[3] === 255));
    for (let level = 5; level < 256; level++) assert.ok(lightness[level] > lightness[level - 5], `${name} at ${level}`);
  }
});
