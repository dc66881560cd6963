// @ts-check
// What a person did in a page, for what keeps it in the browser: the other side of `browser/kept.js`, where Python is else.

import kept from "../../browser/kept.js";

/**
 * @param {string} lesson what the browser keeps it under
 * @param {Map<string, any>} panels what `recorded` gave, by panel
 */
export function keeper(lesson, panels) {
  /** @type {Pick<Kept, "choices" | "right" | "solved">} */
  const done = { choices: {}, right: {}, solved: {} };
  /** @type {Map<string, any>} */
  const acts = new Map();
  /** @type {() => void} */
  let changed = () => {};
  let back = false;

  /** @param {Record<string, Record<string, any>>} besides settings that are wanted */
  function settings(besides = {}) {
    const own = [...panels.values()].map(({ panel, settings }) => [panel.stored, settings()]);
    const all = Object.entries({ ...Object.fromEntries(own), ...besides });
    return Object.fromEntries(all.filter(([name, values]) => name && Object.keys(values).length));
  }

  /** @param {{ restore?: Kept }} message */
  function restore({ restore }) {
    for (const { panel, take } of panels.values()) {
      const values = restore?.settings[panel.stored];
      if (values) take(values);
    }
    for (const [name, act] of acts) act.recall?.(restore?.choices[name] ?? restore?.solved[name]);
    back = true;
    changed();
  }

  const model = {
    get: (/** @type {string} */ name) => (name === "state" ? { settings: settings(), ...done, back } : false),
    on(/** @type {string} */ event, /** @type {() => void} */ listener) {
      if (event === "change:state") changed = listener;
    },
    send: restore,
  };

  return {
    settings,
    changed: () => changed(),
    /** @param {any} act @param {any} begun what it has begun */
    join: (act, begun) => act.stored && acts.set(act.stored, begun),
    /** @param {import("./acts.js").Keeping} keeping */
    keep({ kind, stored, value }) {
      done[kind][stored] = /** @type {never} */ (value);
      changed();
    },
    begin() {
      document.body.dataset.feLesson = lesson;
      kept.begin(/** @type {any} */ (model));
    },
  };
}
