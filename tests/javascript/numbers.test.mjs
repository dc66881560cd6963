// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, clamp, readable } from "../../widgets/frontear_widgets/browser/numbers.js";
import { fileName } from "../../widgets/frontear_widgets/browser/page/elements.js";

test("a clamped value stays within its bounds", () => {
  assert.deepEqual(
    [-1, 0, 0.5, 1, 2].map((value) => clamp(value, 0, 1)),
    [0, 0, 0.5, 1, 1],
  );
});

test("numbers have no more digits than a person reads, and a comma before thousands from 10,000 on, and the minus of print", () => {
  assert.deepEqual(
    [0.0523, 1.25, 440, -2.34567, 0].map((value) => readable(value)),
    ["0.0523", "1.25", "440", "−2.346", "0"],
  );
  assert.deepEqual(
    [9_999, 12_000.4, -44_100].map((value) => readable(value)),
    ["9999", "12,000", "−44,100"],
  );
});

test("bytes from the middle of a message can be read as floats", () => {
  const message = new ArrayBuffer(9);
  new DataView(message).setFloat32(1, 0.5, true);
  assert.deepEqual([...new Float32Array(bytesOf(new DataView(message, 1, 4)))], [0.5]);
});

test("a title becomes the name of a file, and a minus before a number stays a minus", () => {
  assert.equal(fileName("Any sound: −20 dB"), "frontear-any-sound-minus-20-db");
  assert.equal(fileName("…"), "frontear-picture");
});
