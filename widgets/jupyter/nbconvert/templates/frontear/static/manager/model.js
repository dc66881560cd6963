// @ts-check
// A widget's model as a page of ours holds it: its traits, and who listens to them. What is behind it, Python or what was
// recorded of it, hears through `saved` and `answer`.

export class Model {
  /** @param {string} id @param {string} kind @param {Record<string, any>} state @param {any} manager */
  constructor(id, kind, state, manager) {
    this.id = id;
    this.kind = kind;
    this.state = state;
    this.widget_manager = manager;
    /** What a view sends is sent here. @type {(content: any, buffers?: ArrayBufferView[]) => void} */
    this.answer = () => {};
    /** A person has moved it. @type {(values: Record<string, any>) => void} */
    this.saved = () => {};
    /** @type {Map<string, any>} */
    this.unsaved = new Map();
    /** @type {Map<string, Set<(...about: any[]) => void>>} */
    this.listeners = new Map();
  }

  /** @param {string} trait */
  get(trait) {
    return this.state[trait];
  }

  /** @param {string} trait @param {any} value */
  set(trait, value) {
    this.unsaved.set(trait, value);
    this.put({ [trait]: value });
  }

  save_changes() {
    const values = Object.fromEntries(this.unsaved);
    this.unsaved.clear();
    this.saved(values);
  }

  /** @param {any} content @param {unknown} [_callbacks] @param {ArrayBufferView[]} [buffers] */
  send(content, _callbacks, buffers) {
    this.answer(content, buffers);
  }

  /**
   * @param {string} event @param {(...about: any[]) => void} listener
   * @param {AbortSignal} [ended] until when it listens
   */
  on(event, listener, ended) {
    const listening = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listening.add(listener));
    ended?.addEventListener("abort", () => listening.delete(listener));
  }

  /** @param {string} event @param {any[]} about */
  trigger(event, ...about) {
    for (const listener of this.listeners.get(event) ?? []) listener(...about);
  }

  /** As what comes from Python: none of it goes back there. @param {Record<string, any>} values */
  set_state(values) {
    this.put(values);
  }

  /**
   * Values all at once: a view hears of each that is another, and then that there was a change.
   * @param {Record<string, any>} values
   */
  put(values) {
    const changed = Object.keys(values).filter((trait) => this.state[trait] !== values[trait]);
    Object.assign(this.state, values);
    for (const trait of changed) this.trigger(`change:${trait}`);
    if (changed.length) this.trigger("change");
  }

  /** @param {string} name */
  addClass(name) {
    const classes = this.get("_dom_classes") ?? [];
    if (!classes.includes(name)) this.put({ _dom_classes: [...classes, name] });
  }
}

/**
 * A model as one view has it: what listens through it is forgotten with the view.
 * @param {Model} model @param {AbortSignal} ended @returns {Model}
 */
export const facing = (model, ended) =>
  Object.create(model, {
    on: { value: (/** @type {string} */ event, /** @type {() => void} */ then) => model.on(event, then, ended) },
  });
