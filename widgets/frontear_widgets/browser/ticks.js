// @ts-check
// Where an axis is marked.

/**
 * Ticks at 1, 2 or 5 times a power of ten, at most about `most` of them.
 * @param {number} low @param {number} high @param {number} most
 */
export function niceTicks(low, high, most) {
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/**
 * 1, 2 and 5 times every power of ten from 1, for mel and logarithmic scales.
 * @param {number} low @param {number} high
 */
export function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(Math.max(low, 1))); 10 ** power <= high; power++)
    for (const factor of [1, 2, 5]) ticks.push(factor * 10 ** power);
  return inside(ticks, low, high);
}

/** @type {(values: Iterable<number>, low: number, high: number) => number[]} */
export const inside = (values, low, high) => [...values].filter((value) => value >= low && value <= high);

/**
 * Labels that would touch the one before are left out.
 * @param {number[]} ticks @param {(tick: number) => number} placeOf @param {number} apart
 */
export function spread(ticks, placeOf, apart) {
  let last = Number.NEGATIVE_INFINITY;
  return ticks.filter((tick) => {
    const free = Math.abs(placeOf(tick) - last) >= apart;
    if (free) last = placeOf(tick);
    return free;
  });
}
