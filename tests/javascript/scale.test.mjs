// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn, rungs, steps, understood } from "../../widgets/frontear_widgets/browser/scale.js";

const length = steps({ min: 2, max: 100, step: 0.5, unit: "ms" });
const level = steps({ min: -30, max: 30, step: 1, unit: "dB" });
const size = rungs({ labels: ["256", "512", "1024"], unit: "samples" });
const parts = rungs({ labels: ["as it is", "halves", "20 ms"], unit: "" });

test("numbers are understood as people in many countries type them", () => {
  const typed = ["25", " 2.5 ", "2,5", "0,125", "16,000", "16 000", "16\u202f000", "-3", "−3", "+3", ".5", "1e-5"];
  assert.deepEqual(
    typed.map((text) => numberIn(text)),
    [25, 2.5, 2.5, 0.125, 16_000, 16_000, 16_000, -3, -3, 3, 0.5, 1e-5],
  );
  assert.equal(numberIn("25 ms", "ms"), 25);
  for (const text of ["", "long", "2.5.1", "1-2", "Infinity", "0x10", "25 Hz"])
    assert.equal(numberIn(text, "ms"), Number.NaN);
});

test("a typed number is held within the range and goes to the nearest step", () => {
  assert.deepEqual(
    [25.3, 25.2, 500, -4, 100].map((number) => length.nearest(number)),
    [25.5, 25, 100, 2, 100],
  );
  const fine = steps({ min: 0.05, max: 0.5, step: 0.01, unit: "" });
  assert.equal(fine.nearest(0.37), 0.37); // not 0.37000000000000005
});

test("the end of a range is reached though its steps miss it", () => {
  assert.equal(steps({ min: 0, max: 10, step: 4, unit: "" }).nearest(10), 10);
});

test("numbers are written with as many places as their steps have, and with a minus sign", () => {
  assert.deepEqual([length.written(25), length.written(25.25), level.written(-30)], ["25.0", "25.25", "−30"]);
  assert.equal(steps({ min: 0, max: 16_000, step: 50, unit: "Hz" }).written(16_000), "16000");
});

test("on a ladder of numbers the nearest is taken, and one of words is not typed", () => {
  assert.deepEqual(
    [100, 400, 600, 9_999].map((number) => size.written(size.nearest(number))),
    ["256", "512", "512", "1024"],
  );
  assert.deepEqual([size.typed, parts.typed], [true, false]);
});

test("what could not be taken as it was typed is said in a sentence", () => {
  assert.deepEqual(understood("30", length, "ms"), { place: 30, told: "" });
  assert.deepEqual(understood("long", level, "dB"), {
    place: null,
    told: "“long” is no number; allowed: −30 to 30 dB.",
  });
  assert.equal(understood("500", length, "ms").told, "100.0 is nearest; allowed: 2.0 to 100.0 ms in steps of 0.5.");
  assert.equal(understood("500", size, "samples").told, "512 is nearest; allowed: 256, 512, 1024 samples.");
});
