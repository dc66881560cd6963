// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { inLines, powersApart } from "../../widgets/frontear_widgets/browser/page/lettering.js";

test("a name that has room stands in one line", () => {
  assert.deepEqual(inLines("frequency (Hz)", 300), ["frequency (Hz)"]);
});

test("a name that has none is broken between words, and no word is lost", () => {
  const name = "value, from the lowest (0) to the highest (1)";
  const lines = inLines(name, 160);
  assert.equal(lines.join(" "), name);
  assert.ok(lines.length > 1 && lines.every((line) => line.length * 7 <= 160));
});

test("a word longer than the room stands alone", () => {
  assert.deepEqual(inLines("an unspeakablylongword", 40), ["an", "unspeakablylongword"]);
});

test("every power of ten has a tick where there is room, and where there is little every second or third", () => {
  assert.deepEqual(
    [600, 250, 150].map((room) => powersApart(7, room)),
    [1, 2, 3],
  );
});
