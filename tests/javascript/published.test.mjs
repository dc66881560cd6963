// @ts-check
// What a page without a server does by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { judged } from "../../widgets/frontear_widgets/publish/page/acts.js";
import { valueAt, wave } from "../../widgets/frontear_widgets/publish/page/answers.js";
import { keyOf, nearest, placeOf } from "../../widgets/frontear_widgets/publish/page/recorded.js";
import { linkTo } from "../../widgets/frontear_widgets/publish/page/sentences.js";
import { reader } from "../../widgets/frontear_widgets/publish/page/values.js";

const controls = /** @type {any[]} */ ([{ name: "length_ms" }, { name: "shape" }]);

test("a state is known by the places of moved controls, in the order of the controls", () => {
  assert.equal(keyOf(controls, { shape: 2, length_ms: 3 }), "length_ms=3&shape=2");
  assert.equal(keyOf(controls, {}), "");
});

test("of what was not recorded together the control that moved last stays where it was put", () => {
  const known = (/** @type {object} */ places) => Object.keys(places).length < 2;
  assert.deepEqual(nearest({ length_ms: 3, shape: 2 }, "shape", known), { shape: 2 });
  assert.deepEqual(nearest({ length_ms: 3 }, "shape", known), { length_ms: 3 }); // shape is back at its start
  assert.deepEqual(
    nearest({ length_ms: 3, shape: 2 }, "shape", () => true),
    { length_ms: 3, shape: 2 },
  );
  assert.equal(
    nearest({ shape: 2 }, "shape", (places) => !("shape" in places)),
    null,
  );
});

test("a number goes to the nearest place there is, a word to its own or nowhere", () => {
  assert.equal(placeOf([2, 25, 100], 30), 1);
  assert.equal(placeOf([2, 25, 100], 100), 2);
  assert.equal(placeOf(["hann", "hamming"], "hamming"), 1);
  assert.equal(placeOf(["hann", "hamming"], "none"), -1);
});

const task = {
  answer: 12.5,
  within: 0.1,
  unit: "Hz",
  said: { none: "none", strange: "{} is none", high: "{} is too high", low: "{} is too low", right: "right" },
  slips: /** @type {[number, string][]} */ ([[25, "twice"]]),
};

test("a number on paper is right, a known slip, too high, too low or none", () => {
  assert.deepEqual(judged(task, "12,45 Hz"), { solved: true, words: "right" });
  assert.deepEqual(judged(task, "25"), { solved: false, words: "twice" });
  assert.deepEqual(judged(task, "13"), { solved: false, words: "13 is too high" });
  assert.deepEqual(judged(task, "-3"), { solved: false, words: "−3 is too low" });
  assert.deepEqual(judged(task, ""), { solved: false, words: "none" });
  assert.deepEqual(judged(task, "<b>"), { solved: false, words: "&#60;b&#62; is none" });
});

test("a picture's value is what its colour says, and no more", () => {
  const frame = /** @type {any} */ ({ columns: 2, z: { name: "level (dB)", low: -80, high: 0 } });
  const pixels = new DataView(new Uint8Array([0, 51, 204, 255]).buffer);
  assert.equal(valueAt(frame, pixels, { row: 0, column: 0 }), "≤ −80 dB");
  assert.equal(valueAt(frame, pixels, { row: 0, column: 1 }), "≈ −64 dB");
  assert.equal(valueAt(frame, pixels, { row: 1, column: 1 }), "≥ 0 dB");
});

test("a saved sound is a WAV of floats", () => {
  const file = wave(new Float32Array([0, 0.5, -0.5]), 16_000);
  const view = new DataView(file.buffer);
  const letters = (/** @type {number} */ from) => String.fromCharCode(...file.slice(from, from + 4));
  assert.deepEqual([letters(0), letters(8), letters(12), letters(36)], ["RIFF", "WAVE", "fmt ", "data"]);
  assert.deepEqual([view.getUint32(4, true), view.getUint32(40, true), view.getUint32(24, true)], [48, 12, 16_000]);
  assert.equal(view.getFloat32(48, true), 0.5);
});

test("a link to Python names the settings behind the lesson", () => {
  assert.equal(linkTo("https://there/?path=a", {}), "https://there/?path=a");
  assert.equal(
    linkTo("https://there/?path=a", { panel: { length_ms: 64 } }),
    "https://there/?path=a%23panel.length_ms%3D64",
  );
});

test("bytes and the numbers of figures come back as they were", async () => {
  const numbers = new Float32Array([1.5, -2, 3e-5]);
  const bytes = new Uint8Array(numbers.buffer);
  const planes = Uint8Array.from(bytes, (_, i) => bytes[4 * (i % 3) + Math.floor(i / 3)]);
  const value = reader([bytes, planes].map((each) => deflateSync(each).toString("base64")));
  const read = await value({ pixels: { $bytes: 0 }, figure: { $figure: { y: { $numbers: 1 } } }, title: "a" });
  assert.deepEqual(new Uint8Array(read.pixels.buffer), bytes);
  assert.equal(JSON.parse(read.figure).y.bdata, Buffer.from(bytes).toString("base64"));
  assert.equal(read.title, "a");
});
