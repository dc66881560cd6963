// @ts-check
// Samples: as they arrive, how loud they are, and together.

import { bytesOf } from "./numbers.js";

/**
 * Full scale is `scale`, in steps of 16 bits: each sample less the one before, all low bytes, then all high ones.
 * @param {DataView<ArrayBuffer>} packed @param {number} scale
 */
export function samplesOf(packed, scale) {
  const bytes = new Uint8Array(bytesOf(packed));
  const samples = new Float32Array(bytes.length / 2);
  let steps = 0;
  for (let i = 0; i < samples.length; i++) {
    steps = ((steps + bytes[i] + 256 * bytes[samples.length + i]) << 16) >> 16;
    samples[i] = (steps / 32_768) * scale;
  }
  return samples;
}

/**
 * The largest magnitude in all of them.
 * @param {{ samples: Float32Array }[]} sounds
 */
export function peakOf(sounds) {
  let peak = 0;
  for (const { samples } of sounds) for (const sample of samples) if (Math.abs(sample) > peak) peak = Math.abs(sample);
  return peak;
}

const MOMENT_S = 0.4; // as meters of loudness (ITU-R BS.1770) hear a moment
const LEVEL = 10 ** (-17 / 20); // of the loudest moment
const MOST_LOUDER = 10 ** (24 / 20); // what is quieter still is silence, or noise
const HEADROOM = 0.9; // about -1 dB: resampling may overshoot between samples
const TINY = 1e-9;

/**
 * The rms of the loudest moment in all of them: silence around a sound does not count.
 * @param {{ samples: Float32Array, rate: number }[]} sounds
 */
export function levelOf(sounds) {
  let loudest = 0;
  for (const { samples, rate } of sounds) {
    const length = Math.min(Math.round(MOMENT_S * rate), samples.length);
    let energy = 0;
    for (let i = 0; i < samples.length; i++) {
      energy += samples[i] ** 2 - (i < length ? 0 : samples[i - length] ** 2);
      if (i >= length - 1) loudest = Math.max(loudest, energy / length);
    }
  }
  return Math.sqrt(loudest);
}

/**
 * The gain for sounds that are heard side by side: the loudest of them is as loud as that of any other player, as far as
 * its peaks stay below full scale, and the others are so much quieter than it as they are. Silence stays what it is.
 * @param {{ samples: Float32Array, rate: number }[]} sounds
 */
export function playbackGain(sounds) {
  const [level, peak] = [levelOf(sounds), peakOf(sounds)];
  return peak < TINY ? 1 : Math.min(LEVEL / Math.max(level, TINY), HEADROOM / peak, MOST_LOUDER);
}

/**
 * The lowest and highest sample under each of `width` pixels.
 * @param {Float32Array} samples @param {number} width
 */
export function extremes(samples, width) {
  return Array.from({ length: width }, (_, x) => {
    const end = Math.max(Math.ceil(((x + 1) * samples.length) / width), 1);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = Math.floor((x * samples.length) / width); i < end; i++) {
      low = Math.min(low, samples[i]);
      high = Math.max(high, samples[i]);
    }
    return [low, high];
  });
}

/**
 * One after the other.
 * @param {Float32Array[]} parts
 */
export function joined(parts) {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The mean of the channels, its first `length` samples.
 * @param {Float32Array[]} channels @param {number} length
 */
export function mono(channels, length) {
  const samples = new Float32Array(length);
  for (const channel of channels) {
    for (let i = 0; i < length; i++) samples[i] += channel[i] / channels.length;
  }
  return samples;
}
