// @ts-check
// Where a slider's handle may stand, how that is written, and which place is nearest to what a person types.

import { clamp } from "./numbers.js";

/**
 * @typedef {object} Scale
 * @property {number} low
 * @property {number} high
 * @property {number} step
 * @property {boolean} typed whether numbers can be typed
 * @property {string} allowed in words
 * @property {number} width of the longest number, in characters
 * @property {(place: number) => string} written
 * @property {(number: number) => number} nearest
 */

/**
 * Every number from low to high in steps.
 * @param {{ min: number, max: number, step: number, unit: string }} range
 * @returns {Scale}
 */
export function steps({ min, max, step, unit }) {
  const places = String(step).split(".")[1]?.length ?? 0;
  /** @param {number} number */
  const written = (number) => withMinus(formOf(places).format(number));
  /** @param {number} number */
  const nearest = (number) => {
    const count = Math.round((clamp(number, min, max) - min) / step);
    return clamp(Number((min + count * step).toFixed(10)), min, max);
  };
  const pace = step === 1 ? "" : ` in steps of ${step}`;
  const allowed = `${written(min)} to ${withUnit(written(max), unit)}${pace}`;
  const width = Math.max(written(min).length, written(max).length);
  return { low: min, high: max, step, typed: true, allowed, width, written, nearest };
}

/**
 * The places of some given values: 0, 1, 2 and so on.
 * @param {{ labels: string[], unit: string }} ladder
 * @returns {Scale}
 */
export function rungs({ labels, unit }) {
  const numbers = labels.map((label) => numberIn(label));
  /** @param {number} number */
  const nearest = (number) => {
    const far = numbers.map((each) => Math.abs(each - number));
    return far.indexOf(Math.min(...far));
  };
  return {
    low: 0,
    high: labels.length - 1,
    step: 1,
    typed: numbers.every(Number.isFinite),
    allowed: withUnit(labels.join(", "), unit),
    width: Math.max(...labels.map((label) => label.length)),
    written: (place) => withMinus(labels[place]),
    nearest,
  };
}

const PLAIN = { useGrouping: false, maximumFractionDigits: 10 };
/** @type {Map<number, Intl.NumberFormat>} one for all sliders: to make one takes a millisecond */
const forms = new Map();

/** @param {number} places */
function formOf(places) {
  const form = forms.get(places) ?? new Intl.NumberFormat("en", { ...PLAIN, minimumFractionDigits: places });
  forms.set(places, form);
  return form;
}

/** @param {string} text */
const withMinus = (text) => text.replace(/^-/, "−");

/** @param {string} text @param {string} unit */
export const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

/**
 * A number as people type it: 16000, 16,000 or 16 000; 0.5 or 0,5; -3 or −3, with its unit or without. NaN if it is none.
 * @param {string} text
 */
export function numberIn(text, unit = "") {
  const bare = text.trim();
  const number = (unit && bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare).replace(/\s/g, "");
  const grouped = /^[-−–+]?[1-9]\d{0,2}(,\d{3})+(\.|$)/.test(number);
  const plain = number.replaceAll(",", grouped ? "" : ".").replace(/^[−–]/, "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/**
 * The place that typed words mean, null where they are no number, and what there is to say of it.
 * @param {string} text @param {Scale} scale @param {string} unit
 */
export function understood(text, scale, unit) {
  const number = numberIn(text, unit);
  if (Number.isNaN(number)) return { place: null, told: `“${text.trim()}” is no number; allowed: ${scale.allowed}.` };
  const place = scale.nearest(number);
  const taken = scale.written(place);
  const told = numberIn(taken) === number ? "" : `${taken} is nearest; allowed: ${scale.allowed}.`;
  return { place, told };
}
