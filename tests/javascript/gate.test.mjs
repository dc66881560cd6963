// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClassicalGate } from "../../widgets/frontear_widgets/browser/gate/classical.js";
import { Spectrum } from "../../widgets/frontear_widgets/browser/gate/learned.js";
import { Gain, rounded, Switch, stepOf } from "../../widgets/frontear_widgets/browser/gate/switch.js";

const RULE = { opens: -20, closes: -30, hold: 3, up: 0.25, down: 0.5 };

/** @param {number[]} levels @param {object} other rules */
function positions(levels, other = {}) {
  const gate = new Switch();
  return levels.map((level) => gate.moved(level, { ...RULE, ...other }));
}

test("it opens at the upper threshold, stays over the lower one, is held, and closes", () => {
  const levels = [-40, -20, -25, -30, -30.1, -40, -40, -40, -40, -40];
  assert.deepEqual(positions(levels), [0, 0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0, 0]);
});

test("without a hold and a hysteresis it turns at once", () => {
  assert.deepEqual(
    positions([-20, -21, -20, -21, -21], { closes: -20, hold: 0, down: 0.125 }),
    [0.25, 0.125, 0.375, 0.25, 0.125],
  );
});

test("a ramp of less than a sample takes one, and no ramp is longer than it is set", () => {
  assert.equal(stepOf(0), 1);
  for (const samples of [3, 48, 4_800]) {
    assert.ok(stepOf(samples) >= 1 / samples);
    assert.ok(stepOf(samples) - 1 / samples < 1e-12);
  }
});

test("half a sample goes to the even number", () => {
  assert.deepEqual([0.5, 1.5, 220.5, 220.4, 220.6, 3].map(rounded), [0, 2, 220, 220, 221, 3]);
});

test("a range that is moved comes without a jump", () => {
  const gain = new Gain(-80, 48_000);
  assert.ok(Math.abs(gain.at(0) - 1e-4) < 1e-12);
  gain.set(0);
  const gains = Array.from({ length: 4_800 }, () => gain.at(0));
  const jumps = gains.map((each, i) => Math.abs(each - (gains[i - 1] ?? 1e-4)));
  assert.ok(Math.max(...jumps) < 1 / 200);
  assert.ok(Math.abs((gains.at(-1) ?? 0) - 1) < 1e-8);
});

const CONTROLS = {
  threshold_db: -24,
  hysteresis_db: 6,
  attack_ms: 0,
  hold_ms: 0,
  release_ms: 0,
  range_db: -60,
  key_hz: null,
  key_q: 1,
  detector_ms: 10,
};

test("other controls hold from the next sample on", () => {
  const gate = new ClassicalGate(CONTROLS, 48_000);
  assert.equal(gate.passed(0.01), 1e-3 * 0.01);
  gate.set({ ...CONTROLS, threshold_db: -60 });
  assert.equal(gate.passed(0.01), 0.01);
});

test("silence is 200 dB below full scale and no number less", () => {
  const gate = new ClassicalGate(CONTROLS, 48_000);
  for (let i = 0; i < 100; i++) assert.equal(gate.passed(0), 0);
  assert.equal(gate.level, -200);
});

test("energies are those of the sums that define the transform", () => {
  const [length, samples] = [16, Array.from({ length: 13 }, (_, i) => Math.sin(i * i))];
  const energies = new Spectrum(length).energies(samples);
  assert.equal(energies.length, length / 2 + 1);
  energies.forEach((energy, bin) => {
    const turn = (2 * Math.PI * bin) / length;
    const real = samples.reduce((sum, sample, i) => sum + sample * Math.cos(turn * i), 0);
    const imaginary = samples.reduce((sum, sample, i) => sum + sample * Math.sin(turn * i), 0);
    assert.ok(Math.abs(energy - real ** 2 - imaginary ** 2) < 1e-12);
  });
});
