// @ts-check
// A kernel's widgets in the page, by ipywidgets' protocol (version 2.1): each is a comm, whose state is the model's.

import { Model } from "../manager/model.js";
import { anId, Kernel } from "./kernel.js";
import { filled, speaker } from "./words.js";

const WIDGET = "jupyter.widget";
const CONTROL = "jupyter.widget.control"; // tells of all that there are
const VERSION = { version: "1.0.0" }; // of that

/** @typedef {import("./wire.js").Message & { buffers: DataView<ArrayBuffer>[] }} Message */
/** @typedef {{ promise: Promise<Model>, resolve(model: Model): void, reject(why: Error): void, there: boolean }} Wanted */

/** What ipywidgets calls the manager: models by their ids, which are their comms' as well. */
export class Comms {
  /** @type {Map<string, Wanted>} */
  #wanted = new Map();
  /** @type {Map<string, Promise<unknown>>} What a model is still being told, one thing after another. */
  #told = new Map();
  #control = anId();
  /** @type {Promise<void>} */
  #asked;

  /**
   * @param {string} kernel its id
   * @param {string} baseUrl of the server
   * @param {(model: Model) => Promise<void>} begun is waited for before a model hears more
   */
  constructor(kernel, baseUrl, begun) {
    this.begun = begun;
    this.kernel = new Kernel(kernel, baseUrl, (message) => this.#hear(message));
    this.#asked = this.kernel.listening().then(() => this.#askForAll());
  }

  /** When the kernel has told of all widgets that there are by now. @returns {Promise<void>} */
  async heard() {
    await this.#asked;
    return new Promise((done) => this.kernel.send("kernel_info_request", {}, { done }));
  }

  /** Of a kernel that has no widget yet nothing comes: all will be heard of. */
  #askForAll() {
    const comm_id = this.#control;
    this.kernel.send("comm_open", { comm_id, target_name: CONTROL, data: {} }, { metadata: VERSION });
    this.kernel.send("comm_msg", { comm_id, data: { method: "request_states" } });
  }

  /** @param {string} id */
  has_model(id) {
    return this.#of(id).there;
  }

  /**
   * A model, as soon as it has come.
   * @param {string} id
   */
  get_model(id) {
    return this.#of(id).promise;
  }

  /** @param {string} id */
  #of(id) {
    const found = this.#wanted.get(id) ?? wanted();
    this.#wanted.set(id, found);
    return found;
  }

  /** @param {Message} message */
  #hear({ header, content, buffers }) {
    const { comm_id: id, data } = content;
    if (header.msg_type === "comm_open" && content.target_name === WIDGET) this.#make(id, data, buffers);
    else if (header.msg_type === "comm_close") this.#then(id, (model) => this.#close(id, model));
    else if (header.msg_type !== "comm_msg") return;
    else if (id === this.#control) this.#makeAll(data, buffers);
    else this.#then(id, (model) => tell(model, data, buffers));
  }

  /** Those of before the line was open. @param {any} data @param {DataView<ArrayBuffer>[]} buffers */
  #makeAll({ states, buffer_paths }, buffers) {
    const paths = /** @type {string[][]} */ (buffer_paths);
    for (const [id, about] of Object.entries(/** @type {Record<string, any>} */ (states))) {
      const own = paths.flatMap((path, place) => (path[0] === id ? [{ path: path.slice(2), place }] : []));
      const data = { state: about.state, buffer_paths: own.map(({ path }) => path) };
      this.#make(
        id,
        data,
        own.map(({ place }) => buffers[place]),
      );
    }
  }

  /** @param {string} id @param {any} data @param {DataView<ArrayBuffer>[]} buffers */
  #make(id, data, buffers) {
    if (this.has_model(id)) return;
    const { state } = filled(data, buffers);
    const model = new Model(id, state._model_name.replace(/Model$/, ""), state, this);
    Object.assign(model, speaker(this.kernel, id));
    const { resolve, reject } = Object.assign(this.#of(id), { there: true });
    const begun = this.begun(model).then(() => resolve(model), reject);
    this.#told.set(id, begun);
  }

  /**
   * A message that a view fails over is told of, and later ones come all the same.
   * @param {string} id @param {(model: Model) => void} what
   */
  #then(id, what) {
    if (!this.has_model(id)) return;
    const told = Promise.resolve(this.#told.get(id)).then(async () => what(await this.get_model(id)));
    this.#told.set(id, told.catch(console.error));
  }

  /** @param {string} id @param {Model} model */
  #close(id, model) {
    this.#told.delete(id);
    const closed = wanted();
    closed.promise.catch(() => {});
    closed.reject(Error(`the widget ${id} is closed`));
    this.#wanted.set(id, closed);
    model.trigger("close");
  }
}

/** @returns {Wanted} */
function wanted() {
  const found = /** @type {any} */ ({ there: false });
  found.promise = new Promise((resolve, reject) => Object.assign(found, { resolve, reject }));
  return found;
}

/** @param {Model} model @param {any} data @param {DataView<ArrayBuffer>[]} buffers */
function tell(model, data, buffers) {
  if (data.method === "update") model.set_state(filled(data, buffers).state);
  else if (data.method === "custom") model.trigger("msg:custom", data.content, buffers);
}
