// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { sendPieces } from "../../widgets/frontear_widgets/browser/page/pieces.js";
import {
  extremes,
  joined,
  levelOf,
  mono,
  peakOf,
  playbackGain,
  samplesOf,
} from "../../widgets/frontear_widgets/browser/sound.js";

const floats = (/** @type {number[]} */ ...samples) => Float32Array.from(samples);

test("samples are sums of 16-bit steps, low bytes first, which wrap, in shares of the scale", () => {
  const rises = [0, 16_384, -32_768 - 16_384, 65_535, 1 - 32_767];
  const low = rises.map((rise) => rise & 255);
  const high = rises.map((rise) => (rise >> 8) & 255);
  const packed = new DataView(Uint8Array.from([...low, ...high]).buffer);
  assert.deepEqual(samplesOf(packed, 2), floats(0, 1, -2, 2 - 2 ** -14, 2 ** -14));
});

test("the peak is the largest magnitude of all sounds", () => {
  assert.equal(peakOf([{ samples: floats(0.25, -0.5) }, { samples: floats(0.125) }]), 0.5);
  assert.equal(peakOf([{ samples: floats() }]), 0);
});

const RATE = 8_000;

/** @param {number} amplitude @param {{ seconds?: number, silence?: number }} how long, in seconds */
function tone(amplitude, { seconds = 1, silence = 0 } = {}) {
  const samples = new Float32Array((seconds + silence) * RATE);
  for (let i = 0; i < seconds * RATE; i++) samples[i] = amplitude * Math.sin((2 * Math.PI * 500 * i) / RATE);
  return { samples, rate: RATE };
}

/** @param {number} gain */
const decibels = (gain) => 20 * Math.log10(gain);

test("a tone's level is its amplitude over the root of two, however short it is and whatever silence is around it", () => {
  for (const how of [{}, { seconds: 0.1 }, { silence: 3 }])
    assert.ok(Math.abs(levelOf([tone(0.5, how)]) - 0.5 / Math.SQRT2) < 1e-6);
  assert.equal(levelOf([tone(0)]), 0);
});

test("all tones are played equally loud, 17 dB below full scale, and what is beside one keeps its distance", () => {
  for (const amplitude of [0.02, 0.1, 0.8, 5]) {
    const gain = playbackGain([tone(amplitude), tone(amplitude / 10)]);
    assert.ok(Math.abs(decibels((gain * amplitude) / Math.SQRT2) + 17) < 0.01);
  }
});

test("no sound is played beyond full scale, nor noise made of silence", () => {
  const click = { samples: floats(...Array(999).fill(0), 0.5), rate: RATE };
  assert.equal(playbackGain([click, tone(0.001)]) * 0.5, 0.9);
  assert.ok(Math.abs(decibels(playbackGain([tone(1e-6)])) - 24) < 1e-9);
  assert.equal(playbackGain([tone(0)]), 1);
});

test("several channels become their mean, cut to a length", () => {
  assert.deepEqual(mono([floats(1, 0, 0.5), floats(0, 0.5, 0.5)], 2), floats(0.5, 0.25));
});

test("parts of a recording follow each other", () => {
  assert.deepEqual(joined([floats(1, 2), floats(), floats(3)]), floats(1, 2, 3));
});

test("a drawn wave shows every click, with more samples than pixels and with fewer", () => {
  const samples = new Float32Array(1_000);
  samples[613] = 1;
  samples[614] = -1;
  const pixels = extremes(samples, 77);
  assert.equal(pixels.length, 77);
  assert.equal(Math.max(...pixels.map(([, high]) => high)), 1);
  assert.equal(Math.min(...pixels.map(([low]) => low)), -1);
  assert.deepEqual(extremes(floats(3, 4), 4), [
    [3, 3],
    [3, 3],
    [4, 4],
    [4, 4],
  ]);
});

test("a long message goes in numbered pieces of at most 4 MB, which together are the message", () => {
  const bytes = new Uint8Array(9_000_001);
  for (let at = 0; at < bytes.length; at += 999) bytes[at] = at % 251;
  /** @type {any[]} */
  const sent = [];
  const model = { send: (/** @type {any[]} */ ...message) => sent.push(message) };
  sendPieces(/** @type {any} */ (model), { kind: "file" }, bytes);
  assert.deepEqual(
    sent.map(([about]) => about),
    [0, 1, 2].map((piece) => ({ kind: "file", piece, pieces: 3 })),
  );
  assert.ok(sent.every(([, , [piece]]) => piece.length <= 4_000_000));
  assert.deepEqual(Buffer.concat(sent.map(([, , [piece]]) => piece)).compare(bytes), 0);
});

test("an empty message is one piece", () => {
  /** @type {any[]} */
  const sent = [];
  sendPieces(/** @type {any} */ ({ send: (/** @type {any} */ about) => sent.push(about) }), {}, new Uint8Array());
  assert.deepEqual(sent, [{ piece: 0, pieces: 1 }]);
});
