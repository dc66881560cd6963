// @ts-check
// Models without a kernel: what anywidget's are to a view, and what a person's hand on them calls.

/** @typedef {{ kind: string, state: Record<string, any> }} Written */

export class PageModel {
  /** @param {string} name @param {string} kind @param {Record<string, any>} state @param {any} manager */
  constructor(name, kind, state, manager) {
    Object.assign(this, { name, kind, widget_manager: manager });
    this.name = name;
    this.kind = kind;
    this.state = state;
    /** What a view asks of Python is asked of this. @type {(content: any) => void} */
    this.answer = () => {};
    /** A person has moved it. @type {() => void} */
    this.moved = () => {};
    /** @type {Map<string, Set<(...arguments_: any[]) => void>>} */
    this.listeners = new Map();
  }

  /** @param {string} trait */
  get(trait) {
    return this.state[trait];
  }

  /** @param {string} trait @param {any} value */
  set(trait, value) {
    this.take({ [trait]: value });
  }

  save_changes() {
    this.moved();
  }

  /** @param {any} content */
  send(content) {
    this.answer(content);
  }

  /** @param {string} event @param {(...arguments_: any[]) => void} listener */
  on(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  /** @param {string} event @param {any[]} about */
  tell(event, ...about) {
    for (const listener of this.listeners.get(event) ?? []) listener(...about);
  }

  /**
   * Values all at once: a view hears of each that is another, and then that there was a change.
   * @param {Record<string, any>} values
   */
  take(values) {
    const changed = Object.keys(values).filter((trait) => this.state[trait] !== values[trait]);
    Object.assign(this.state, values);
    for (const trait of changed) this.tell(`change:${trait}`);
    if (changed.length) this.tell("change");
  }

  /** @param {string} message @param {any[]} about */
  say(message, ...about) {
    this.tell("msg:custom", message, ...about);
  }

  /** @param {string} name */
  addClass(name) {
    const classes = this.get("_dom_classes") ?? [];
    if (!classes.includes(name)) this.set("_dom_classes", [...classes, name]);
  }
}

/**
 * All models of a page by name, made when they are first wanted.
 * @param {Record<string, Written>} written @param {(written: any) => Promise<any>} value
 */
export function manager(written, value) {
  /** @type {Map<string, Promise<PageModel>>} */
  const made = new Map();
  const manager = {
    has_model: (/** @type {string} */ name) => name in written,
    /** @param {string} name */
    get_model(name) {
      const found = made.get(name) ?? make(name);
      made.set(name, found);
      return found;
    },
  };
  /** @param {string} name */
  async function make(name) {
    const { kind, state } = written[name];
    return new PageModel(name, kind, await value(state), manager);
  }
  return manager;
}
