// @ts-check
// What a page answers by itself where a live one asks Python: a picture's value, a sound as a file.

import { bytesOf, readable } from "../../browser/numbers.js";
import { samplesOf } from "../../browser/sound.js";

/**
 * A cell's value as its colour tells it: one of 256 steps.
 * @param {Frame} frame @param {DataView<ArrayBuffer>} pixels @param {{ row: number, column: number }} cell
 */
export function valueAt({ columns, z }, pixels, { row, column }) {
  const step = pixels.getUint8(row * columns + column);
  const unit = z.name.match(/\(([^()]*)\)$/)?.[1] ?? "";
  const sign = step === 0 ? "≤" : step === 255 ? "≥" : "≈";
  return `${sign} ${readable(z.low + (step / 255) * (z.high - z.low), 3)} ${unit}`.trim();
}

/**
 * A sound of a player as a file of 32-bit floats.
 * @param {any} model @param {number} index
 */
export async function waveFile(model, index) {
  const { name, sample_rate, scale, samples } = model.get("sounds")[index];
  const steps = typeof samples === "string" ? await held(model, samples) : samples;
  return { name, file: wave(samplesOf(steps, scale), sample_rate) };
}

/** @param {any} model @param {string} reference @returns {Promise<DataView<ArrayBuffer>>} */
async function held(model, reference) {
  return (await model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""))).get("steps");
}

/**
 * RIFF WAVE, IEEE floats, one channel.
 * @param {Float32Array<ArrayBuffer>} samples @param {number} rate
 */
export function wave(samples, rate) {
  const bytes = bytesOf(new DataView(samples.buffer));
  const head = new DataView(new ArrayBuffer(44));
  const letters = new TextEncoder().encode("RIFF....WAVEfmt ....................data....");
  new Uint8Array(head.buffer).set(letters);
  head.setUint32(4, 36 + bytes.byteLength, true);
  head.setUint32(16, 16, true);
  head.setUint16(20, 3, true); // floats
  head.setUint16(22, 1, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, 4 * rate, true);
  head.setUint16(32, 4, true);
  head.setUint16(34, 32, true);
  head.setUint32(40, bytes.byteLength, true);
  return new Uint8Array([...new Uint8Array(head.buffer), ...new Uint8Array(bytes)]);
}
