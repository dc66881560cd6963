// @ts-check
// A live panel without Python: its controls move among the states that were recorded.

import { unpackedJson } from "./values.js";

/** @typedef {import("../../../jupyter/nbconvert/templates/frontear/static/manager/model.js").Model} Model */
/**
 * @typedef {object} Control
 * @property {string} name
 * @property {string} label
 * @property {string} model
 * @property {"value" | "index"} trait
 * @property {any[]} places what the trait is at each place
 * @property {any[]} values what the setting is there
 * @property {number} first
 * @property {string} [back] a button that leads to the first place
 */
/**
 * @typedef {object} Panel
 * @property {string} panel
 * @property {string} stored what the browser keeps its settings under
 * @property {string} reset a button that leads to the start
 * @property {string[]} cells pictures whose cells can be chosen: row and column are controls
 * @property {boolean} silent whether other sounds than the first are left out
 * @property {Control[]} controls
 */
/** @typedef {Record<string, number>} Places by control, of those that are not at their first */
/** @typedef {Record<string, Record<string, any>>} State by model */

const MOST_TOGETHER = 10; // controls of a link that are looked for: none is recorded with so many

/**
 * The largest part of what is wanted that was recorded, with the control that moved last, if it is not at its first place.
 * @param {Places} wanted @param {string} last @param {(places: Places) => boolean} known
 * @returns {Places | null}
 */
export function nearest(wanted, last, known) {
  const names = Object.keys(wanted).slice(-MOST_TOGETHER);
  const parts = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((__, at) => bits & (1 << at)));
  parts.sort((one, other) => other.length - one.length);
  for (const part of parts) {
    const places = Object.fromEntries(part.map((name) => [name, wanted[name]]));
    if ((last in places || !(last in wanted)) && known(places)) return places;
  }
  return null;
}

/**
 * The place whose value is nearest; of values that are no numbers, the same.
 * @param {any[]} places @param {any} value
 */
export function placeOf(places, value) {
  const same = places.indexOf(value);
  if (same >= 0 || typeof value !== "number" || typeof places[0] !== "number") return same;
  const far = places.map((each) => Math.abs(each - value));
  return far.indexOf(Math.min(...far));
}

/**
 * What it is known by: each moved control's place, in the controls' order.
 * @param {Control[]} controls @param {Places} places
 */
export const keyOf = (controls, places) =>
  controls
    .filter(({ name }) => name in places)
    .map(({ name }) => `${name}=${places[name]}`)
    .join("&");

/**
 * @param {Panel} panel @param {string} recording @param {any} manager @param {(written: any) => Promise<any>} value
 * @param {(told: { wanted: Record<string, any>, lost: string[], refused: boolean }) => void} told
 */
export async function recorded(panel, recording, manager, value, told) {
  const { controls } = panel;
  /** @type {Promise<Record<string, State>> | undefined} */
  let unpacking;
  const states = () => {
    unpacking ??= unpackedJson(recording);
    return unpacking;
  };
  /** @type {State} */
  const start = {};
  /** @type {Places} */
  let now = {};
  let turn = 0;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const models = new Map();
  for (const control of controls) models.set(control.name, await manager.get_model(control.model));

  /** @param {Places} wanted @param {string} last */
  async function go(wanted, last) {
    const mine = ++turn;
    const all = await states();
    const found = nearest(wanted, last, (places) => !keyOf(controls, places) || keyOf(controls, places) in all);
    if (mine !== turn) return;
    const lost = found ? Object.keys(wanted).filter((name) => !(name in found)) : [last];
    told({ wanted: settingsOf(wanted), lost, refused: !found });
    if (found) now = found;
    await show(all[keyOf(controls, now)] ?? {}, mine);
    for (const listener of listeners) listener();
  }

  /** What differs from the start, and what differed before back at it, all at once. @param {State} state @param {number} mine */
  async function show(state, mine) {
    /** @type {[Model, Record<string, any>][]} */
    const due = [];
    for (const name of new Set([...Object.keys(start), ...Object.keys(state)])) {
      if (!name) continue;
      const model = await manager.get_model(name);
      const traits = Object.keys(state[name] ?? {});
      start[name] ??= {};
      for (const trait of traits) if (!(trait in start[name])) start[name][trait] = model.get(trait);
      due.push([model, { ...start[name], ...(await value(state[name] ?? {})) }]);
    }
    if (mine !== turn) return;
    place();
    for (const [model, values] of due) model.set_state(values);
  }

  /** Brings the controls to where they stand now. */
  function place() {
    for (const { name, trait, places, first } of controls) models.get(name).set(trait, places[now[name] ?? first]);
  }

  /** @param {string} name @param {any} value */
  const placeIn = (name, value) => placeOf(controls.find((each) => each.name === name)?.values ?? [], value);

  /** @param {Places} places */
  const settingsOf = (places) =>
    Object.fromEntries(
      controls.filter(({ name }) => name in places).map(({ name, values }) => [name, values[places[name]]]),
    );

  /** @param {Record<string, number>} moves @param {string} last */
  function move(moves, last) {
    const wanted = { ...now, ...moves };
    for (const { name, first } of controls) if (wanted[name] === first) delete wanted[name];
    return go(wanted, last);
  }

  for (const { name, trait, places, first, back } of controls) {
    models.get(name).saved = () => move({ [name]: placeOf(places, models.get(name).get(trait)) }, name);
    if (back) (await manager.get_model(back)).on("press", () => move({ [name]: first }, name));
  }
  for (const name of panel.cells)
    (await manager.get_model(name)).on("choose", (/** @type {number[]} */ [row, column]) => {
      const moves = Object.entries({ row, column }).map(([name, value]) => [name, placeIn(name, value)]);
      move(Object.fromEntries(moves), "row");
    });
  (await manager.get_model(panel.reset)).on("press", () => go({}, ""));

  return {
    panel,
    settings: () => settingsOf(now),
    /** Calls it whenever the panel shows another state. @param {() => void} listener */
    onState: (listener) => listeners.add(listener),
    state: async () => (await states())[keyOf(controls, now)],
    everyState: async () => Object.values(await states()),
    /** Settings by their values, as a link names them. @param {Record<string, any>} settings */
    take(settings) {
      const known = controls.filter(({ name }) => name in settings);
      const moves = Object.fromEntries(known.map(({ name, values }) => [name, placeOf(values, settings[name])]));
      for (const name in moves) if (moves[name] < 0) delete moves[name];
      return move(moves, known.at(-1)?.name ?? "");
    },
    /** @param {Record<string, number>} moves @param {string} last */
    move,
  };
}
