// @ts-check
// The models of a page without a kernel, as they were written into it.

import { Model } from "../../../jupyter/nbconvert/templates/frontear/static/manager/model.js";

/** @typedef {{ kind: string, state: Record<string, any> }} Written */

/**
 * All models of a page by name, made when they are first wanted.
 * @param {Record<string, Written>} written @param {(written: any) => Promise<any>} value
 */
export function manager(written, value) {
  /** @type {Map<string, Promise<Model>>} */
  const made = new Map();
  const manager = {
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
    const model = new Model(name, kind, await value(state), manager);
    model.answer = ({ event }) => event === "click" && model.trigger("press");
    return model;
  }
  return manager;
}

/** What stands for the page itself, of which no kernel knows. @param {any} manager */
export const ofThePage = (manager) => new Model("page", "", {}, manager);
