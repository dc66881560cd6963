// @ts-check
// From a level to a gain, sample by sample, as `frontear.gates` defines it: a trigger with two thresholds, hold, ramp.

/** @typedef {{ opens: number, closes: number, hold: number, up: number, down: number }} Rule */

/** What a gate remembers of opening: whether it is triggered, for how many samples it is held, 0 closed … 1 open. */
export class Switch {
  triggered = false;
  left = 0;
  position = 0;

  /**
   * Where it stands at a sample of that level.
   * @param {number} level @param {Rule} rule
   */
  moved(level, { opens, closes, hold, up, down }) {
    if (level >= opens) this.triggered = true;
    else if (level < closes) this.triggered = false;
    const on = this.triggered || this.left > 0;
    this.left = this.triggered ? hold : Math.max(this.left - 1, 0);
    this.position = on ? Math.min(this.position + up, 1) : Math.max(this.position - down, 0);
    return this.position;
  }
}

/**
 * What a gate does at which level, and in how many samples.
 * @param {number} opens @param {number} closes
 * @param {{ attack_ms: number, hold_ms: number, release_ms: number }} times @param {number} rate
 * @returns {Rule}
 */
export function ruleOf(opens, closes, { attack_ms, hold_ms, release_ms }, rate) {
  const [attack, hold, release] = [attack_ms, hold_ms, release_ms].map((ms) => (ms * rate) / 1_000);
  return { opens, closes, hold: rounded(hold), up: stepOf(attack), down: stepOf(release) };
}

const FINEST = 2 ** 40; // steps are whole numbers of 1 / FINEST, as Python's

/**
 * How far a ramp of so many samples moves in one.
 * @param {number} samples
 */
export const stepOf = (samples) => Math.ceil(FINEST / Math.max(samples, 1)) / FINEST;

/**
 * A whole number, and of two that are as near the even one, as Python has it.
 * @param {number} value
 */
export function rounded(value) {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 ? up - 1 : up;
}

const TURN_MS = 5; // in which a range that is moved becomes another

/** The gain of a gate that stands somewhere; another range comes without a click. */
export class Gain {
  /** @param {number} rangeDb @param {number} rate */
  constructor(rangeDb, rate) {
    this.closed = this.wanted = 10 ** (rangeDb / 20);
    this.share = 1 / ((TURN_MS / 1_000) * rate);
  }

  /** @param {number} rangeDb */
  set(rangeDb) {
    this.wanted = 10 ** (rangeDb / 20);
  }

  /** @param {number} position */
  at(position) {
    this.closed += this.share * (this.wanted - this.closed);
    return this.closed + (1 - this.closed) * position;
  }
}
