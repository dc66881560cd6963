// @ts-check
// The classical gate of `frontear.gates.Gate` with a peak detector and a linear ramp, for one channel that never ends.

import { Gain, ruleOf, Switch } from "./switch.js";

const SILENCE_DB = -200;

/** @param {number} amplitude */
const decibels = (amplitude) => 20 * Math.log10(amplitude);

export class ClassicalGate {
  /** @param {GateControls} controls @param {number} rate in Hz */
  constructor(controls, rate) {
    this.rate = rate;
    this.switch = new Switch();
    this.gain = new Gain(controls.range_db, rate);
    this.level = SILENCE_DB;
    this.ear = earOf(controls, rate);
    this.rule = triggered(controls, rate);
  }

  /**
   * Other controls from the next sample on; what it remembers stays, but of a key that is another.
   * @param {GateControls} controls
   */
  set(controls) {
    this.gain.set(controls.range_db);
    if (heardBy(controls) !== this.ear.by) this.ear = earOf(controls, this.rate);
    this.rule = triggered(controls, this.rate);
  }

  /**
   * What comes out for a sample.
   * @param {number} sample
   */
  passed(sample) {
    const heard = this.ear.key ? this.ear.key.filtered(sample) : sample;
    this.level = Math.max(decibels(Math.abs(heard)), this.level - this.ear.fall, SILENCE_DB);
    return this.gain.at(this.switch.moved(this.level, this.rule)) * sample;
  }
}

/**
 * What the level is of, and by how many dB it falls in a sample.
 * @param {GateControls} controls @param {number} rate
 */
function earOf(controls, rate) {
  const { key_hz, key_q, detector_ms } = controls;
  const fall = 20 / Math.LN10 / ((detector_ms * rate) / 1_000);
  return { by: heardBy(controls), key: key_hz === null ? null : new BandPass(key_hz, key_q, rate), fall };
}

/** @param {GateControls} controls */
const heardBy = ({ key_hz, key_q, detector_ms }) => [key_hz, key_q, detector_ms].join();

/** @param {GateControls} controls @param {number} rate */
const triggered = (controls, rate) =>
  ruleOf(controls.threshold_db, controls.threshold_db - controls.hysteresis_db, controls, rate);

/** A gain of 1 at hz, half the power at a width of hz / q: a biquad of R. Bristow-Johnson's cookbook. */
class BandPass {
  /** @param {number} hz @param {number} q @param {number} rate */
  constructor(hz, q, rate) {
    const angle = (2 * Math.PI * hz) / rate;
    const alpha = Math.sin(angle) / (2 * q);
    this.first = alpha / (1 + alpha);
    this.back = [(-2 * Math.cos(angle)) / (1 + alpha), (1 - alpha) / (1 + alpha)];
    this.state = [0, 0];
  }

  /** @param {number} sample */
  filtered(sample) {
    const out = this.first * sample + this.state[0];
    this.state[0] = this.state[1] - this.back[0] * out;
    this.state[1] = -this.first * sample - this.back[1] * out;
    return out;
  }
}
