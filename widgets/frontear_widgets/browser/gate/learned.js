// @ts-check
// The gate that learned, `frontear.gates.LearnedGate` with log-mel, for one channel at its rate that never ends.

import { Gain, ruleOf, Switch } from "./switch.js";

export const BUFFER = 100; // samples that are answered at once
const DILATIONS = [1, 2, 4, 8, 16, 32];
const FLOOR = 1e-5; // of the logarithm
const NEVER = -1; // less than any probability

export class LearnedGate {
  /** @param {LearnedControls} controls @param {Network} network @param {number} rate in Hz */
  constructor(controls, network, rate) {
    this.rate = rate;
    this.listener = new Listener(network);
    this.switch = new Switch();
    this.gain = new Gain(controls.range_db, rate);
    this.level = NEVER; // how likely a word is in the buffer that comes out
    this.rule = triggered(controls, rate);
    this.lookAhead = network.look_ahead;
    this.sound = new Float64Array(network.win_length); // a ring; a window is longer than what is heard ahead
    this.at = 0; // samples heard
  }

  /** @param {LearnedControls} controls */
  set(controls) {
    this.gain.set(controls.range_db);
    this.rule = triggered(controls, this.rate);
  }

  /**
   * What comes out for a sample: the one heard `lookAhead` samples before it.
   * @param {number} sample
   */
  passed(sample) {
    const { sound, at, lookAhead } = this;
    sound[at % sound.length] = sample;
    if (at >= lookAhead && (at - lookAhead) % BUFFER === 0) this.level = this.listener.probability(sound, at + 1);
    this.at = at + 1;
    const late = at < lookAhead ? 0 : sound[(at - lookAhead) % sound.length];
    return this.gain.at(this.switch.moved(this.level, this.rule)) * late;
  }
}

/** @param {LearnedControls} controls @param {number} rate */
const triggered = (controls, rate) =>
  ruleOf(controls.threshold, controls.threshold - controls.hysteresis, controls, rate);

/** A window of sound in, how likely a word is out; six convolutions remember what they heard. */
class Listener {
  /** @param {Network} network */
  constructor({ win_length, n_fft, n_rows, width, numbers }) {
    let at = 0;
    /** @param {number} length */
    const next = (length) => {
      at += length;
      return numbers.subarray(at - length, at);
    };
    this.window = next(win_length);
    this.mel = next(n_rows * (n_fft / 2 + 1));
    this.mean = next(n_rows);
    this.deviation = next(n_rows);
    this.enter = { weights: next(width * n_rows), biases: next(width) };
    this.layers = DILATIONS.map((dilation) => ({
      weights: next(3 * width * width),
      biases: next(width),
      past: Array.from({ length: 2 * dilation }, () => new Float64Array(width)), // a ring
      dilation,
    }));
    this.answer = { weights: next(width), biases: next(1) };
    this.spectrum = new Spectrum(n_fft);
    this.frames = 0;
  }

  /**
   * Of the window that ends at a sample of a ring.
   * @param {Float64Array} ring @param {number} end
   */
  probability(ring, end) {
    const framed = this.window.map((weight, i) => weight * ring[(end + i) % ring.length]);
    const features = product(this.mel, this.spectrum.energies(framed));
    const scaled = features.map((energy, row) => (Math.log(energy + FLOOR) - this.mean[row]) / this.deviation[row]);
    let x = linear(this.enter, scaled);
    for (const layer of this.layers) x = this.heard(layer, x);
    this.frames += 1;
    return 1 / (1 + Math.exp(-linear(this.answer, x)[0]));
  }

  /** @param {Listener["layers"][0]} layer @param {Float64Array<ArrayBuffer>} x */
  heard(layer, x) {
    const { past, dilation } = layer;
    const oldest = this.frames % past.length;
    const taps = [past[oldest], past[(oldest + dilation) % past.length], x];
    const seen = Float64Array.from(taps.flatMap((tap) => [...tap]));
    const out = linear(layer, seen).map((value, i) => x[i] + Math.max(value, 0));
    past[oldest] = x;
    return out;
  }
}

/** @param {Float32Array} matrix rows one behind the other @param {Float64Array} vector */
function product(matrix, vector) {
  const out = new Float64Array(matrix.length / vector.length);
  for (let row = 0, at = 0; row < out.length; row++) {
    for (let i = 0; i < vector.length; i++) out[row] += matrix[at++] * vector[i];
  }
  return out;
}

/** @param {{ weights: Float32Array, biases: Float32Array }} layer @param {Float64Array} x */
const linear = ({ weights, biases }, x) => product(weights, x).map((value, i) => value + biases[i]);

/** The energies |FFT|² of real samples, padded with zeros to a power of two: radix 2, in place. */
export class Spectrum {
  /** @param {number} length */
  constructor(length) {
    const turns = Array.from({ length: length / 2 }, (_, k) => (2 * Math.PI * k) / length);
    this.cos = Float64Array.from(turns, Math.cos);
    this.sin = Float64Array.from(turns, Math.sin);
    this.reversed = new Uint32Array(length);
    for (let i = 1; i < length; i++) this.reversed[i] = (this.reversed[i >> 1] >> 1) | (i & 1 ? length >> 1 : 0);
  }

  /** @param {ArrayLike<number>} samples */
  energies(samples) {
    const length = this.reversed.length;
    const real = Float64Array.from(this.reversed, (place) => samples[place] ?? 0);
    const imaginary = new Float64Array(length);
    for (let half = 1; half < length; half *= 2) {
      for (let begin = 0; begin < length; begin += 2 * half) {
        for (let k = 0; k < half; k++) this.turned(real, imaginary, begin + k, half, (k * length) / (2 * half));
      }
    }
    return real.slice(0, length / 2 + 1).map((value, bin) => value ** 2 + imaginary[bin] ** 2);
  }

  /** @param {Float64Array} real @param {Float64Array} imaginary @param {number} low @param {number} half @param {number} turn */
  turned(real, imaginary, low, half, turn) {
    const high = low + half;
    const [cos, sin] = [this.cos[turn], this.sin[turn]];
    const across = cos * real[high] + sin * imaginary[high];
    const up = cos * imaginary[high] - sin * real[high];
    real[high] = real[low] - across;
    imaginary[high] = imaginary[low] - up;
    real[low] += across;
    imaginary[low] += up;
  }
}
