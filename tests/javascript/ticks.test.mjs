// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, logTicks, niceTicks, spread } from "../../widgets/frontear_widgets/browser/ticks.js";

/** @type {[low: number, high: number][]} */
const RANGES = [
  [0, 1],
  [-80, 0],
  [0.003, 0.0171],
  [-1e-6, 2e-6],
  [0, 44_100],
  [999, 1_001],
  [-0.005, 0.995],
];

test("ticks are multiples of 1, 2 or 5 times a power of ten, all within the range", () => {
  for (const [low, high] of RANGES)
    for (const most of [2, 3, 5, 8, 13]) {
      const ticks = niceTicks(low, high, most);
      const step = (high - low) / most;
      assert.ok(ticks.every((tick) => tick >= low - 1e-9 * step && tick <= high + 1e-9 * step));
      const gaps = ticks.slice(1).map((tick, i) => tick - ticks[i]);
      for (const gap of gaps) {
        const factor = gap / 10 ** Math.floor(Math.log10(gap * 1.0001));
        assert.ok(
          [1, 2, 5].some((nice) => Math.abs(factor - nice) < 1e-6),
          `${gap} between ticks`,
        );
      }
      assert.ok(
        gaps.every((gap) => gap >= step * 0.998),
        "more than were wanted",
      );
      assert.ok(
        gaps.every((gap) => gap <= step * 2.5 * 1.001),
        "fewer than there is room for",
      );
    }
});

test("ticks carry no rounding noise and hold both ends where those are round", () => {
  assert.deepEqual(niceTicks(0, 0.6, 6), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  assert.deepEqual(niceTicks(-80, 0, 4), [-80, -60, -40, -20, 0]);
});

test("a scale of ratios is marked at 1, 2 and 5 of every power of ten, ends included", () => {
  assert.deepEqual(logTicks(60, 7_800), [100, 200, 500, 1_000, 2_000, 5_000]);
  assert.deepEqual(logTicks(100, 2_000), [100, 200, 500, 1_000, 2_000]);
});

test("a mel scale, which begins at zero, is marked from 1 Hz on", () => {
  assert.deepEqual(logTicks(0, 20), [1, 2, 5, 10, 20]);
});

test("labels that would touch are left out, the first one stays", () => {
  const mel = (/** @type {number} */ hz) => 60 * Math.log1p(hz / 700);
  const kept = spread(logTicks(0, 8_000), mel, 18);
  assert.equal(kept[0], 1);
  for (let i = 1; i < kept.length; i++) assert.ok(mel(kept[i]) - mel(kept[i - 1]) >= 18);
  assert.deepEqual(
    spread([1, 2, 3], (tick) => 100 * tick, 18),
    [1, 2, 3],
  );
});

test("values inside a range include its ends", () => {
  assert.deepEqual(inside([0, 1, 2, 3, 4], 1, 3), [1, 2, 3]);
});
