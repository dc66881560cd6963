// @ts-check
// What a press does: a prediction is uncovered, an exercise checked, a hint shown.

import { numberIn } from "../../browser/scale.js";

/** @typedef {{ kind: "choices" | "right" | "solved", stored: string, value: any }} Keeping */

/**
 * @param {any} act @param {any} manager @param {(keeping: Keeping) => void} keep
 * @returns {Promise<{ recall(choice: string): void }>}
 */
export async function predict(act, manager, keep) {
  const [choice, button, cover] = await models(manager, act.choice, act.button, act.cover);
  choice.saved = () => button.set("disabled", choice.get("index") === null);
  button.on("press", commit);

  async function commit() {
    const index = choice.get("index");
    if (choice.get("disabled") || index === null) return;
    choice.set("disabled", true);
    cover.set("value", act.verdicts[index]);
    for (const [name, traits] of Object.entries(act.after)) (await manager.get_model(name)).set_state(traits);
    keep({ kind: "choices", stored: act.stored, value: act.options[index] });
    if (index === act.right) keep({ kind: "right", stored: act.stored, value: true });
  }

  return {
    recall(said) {
      const index = act.options.indexOf(said);
      if (index < 0 || choice.get("disabled")) return;
      choice.set("index", index);
      commit();
    },
  };
}

/** @param {any} act @param {any} manager */
export async function hints(act, manager) {
  const [button] = await models(manager, act.button);
  let pressed = 0;
  button.on("press", async () => {
    const states = act.presses[Math.min(pressed++, act.presses.length - 1)];
    for (const [name, traits] of Object.entries(states)) (await manager.get_model(name)).set_state(traits);
  });
}

/**
 * @param {any} act @param {any} manager @param {(keeping: Keeping) => void} keep
 * @param {Map<string, any>} panels what `recorded` gave, by panel
 * @param {() => string} elsewhere HTML of where it goes on, if no recorded state solves it
 */
export async function exercise(act, manager, keep, panels, elsewhere) {
  const [button, feedback] = await models(manager, act.check, act.feedback);
  const live = panels.get(act.live);
  const mark = marking(act, manager, keep);
  const solvable = async () => (await live.everyState()).some((/** @type {any} */ state) => state[""]?.solved);
  button.on("press", async () => {
    const { solved, words } = (await live.state())?.[""] ?? act.begin;
    feedback.set("value", solved || (await solvable()) ? words : words + elsewhere());
    if (solved) mark();
  });
  live.onState(() => feedback.set("value", ""));
  return { recall: (/** @type {boolean} */ solved) => solved && mark() };
}

/** @param {any} act @param {any} manager @param {(keeping: Keeping) => void} keep */
export async function paper(act, manager, keep) {
  const [field, feedback] = await models(manager, act.number, act.feedback);
  const mark = marking(act, manager, keep);
  field.saved = () => {
    const { solved, words } = judged(act, String(field.get("value")).trim());
    feedback.set("value", words);
    if (solved) mark();
  };
  return { recall: (/** @type {boolean} */ solved) => solved && mark() };
}

/**
 * What is said of a number on paper.
 * @param {{ answer: number, within: number, unit: string, said: Record<string, string>, slips: [number, string][] }} task
 * @param {string} written
 */
export function judged({ answer, within, unit, said, slips }, written) {
  const number = numberIn(written, unit);
  /** @param {number} other */
  const near = (other) => Math.abs(number - other) <= within;
  if (!written) return { solved: false, words: said.none };
  if (Number.isNaN(number)) return { solved: false, words: filled(said.strange, written) };
  if (near(answer)) return { solved: true, words: said.right };
  const slip = slips.find(([other]) => near(other));
  const plain = String(Number(number.toPrecision(6))).replace("-", "−");
  return { solved: false, words: slip?.[1] ?? filled(number > answer ? said.high : said.low, plain) };
}

/** @param {string} words @param {string} name */
function filled(words, name) {
  const safe = name.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return words.replace("{}", () => safe);
}

/** @param {any} act @param {any} manager @param {(keeping: Keeping) => void} keep */
function marking(act, manager, keep) {
  return async () => {
    const [panel, head] = await models(manager, act.panel, act.head);
    panel.addClass("frontear-done");
    head.set("value", act.solved);
    keep({ kind: "solved", stored: act.stored, value: true });
  };
}

/** @param {any} manager @param {string[]} names @returns {Promise<any[]>} */
const models = (manager, ...names) => Promise.all(names.map((name) => manager.get_model(name)));
