// @ts-check
// The line to a kernel that already runs: what is sent waits until it is open, and it opens again when it is asked to.

import { PROTOCOL, packed, unpacked } from "./wire.js";

const VERSION = "5.3"; // of Jupyter's messages
const AGAIN_MS = 1_000;

/** Those who want to hear of something. */
class Signal {
  /** @type {((sender: unknown, said: string) => void)[]} */
  #listeners = [];

  /** @param {(sender: unknown, said: string) => void} listener */
  connect(listener) {
    this.#listeners.push(listener);
  }

  get isHeard() {
    return this.#listeners.length > 0;
  }

  /** @param {unknown} sender @param {string} said */
  tell(sender, said) {
    for (const listener of this.#listeners) listener(sender, said);
  }
}

export class Kernel {
  connectionStatusChanged = new Signal();
  statusChanged = new Signal();
  #session = anId();
  /** @type {WebSocket | undefined} */
  #line;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #unsent = [];
  /** @type {Map<string, () => void>} what waits until the kernel is done with a message */
  #unfinished = new Map();
  #hears = false;
  #answered = () => {};

  /**
   * @param {string} id
   * @param {string} baseUrl of the server
   * @param {(message: import("./wire.js").Message & { buffers: DataView<ArrayBuffer>[] }) => void} heard
   */
  constructor(id, baseUrl, heard) {
    this.id = id;
    this.serverSettings = { baseUrl };
    this.heard = heard;
    this.reconnect();
  }

  /** Opens the line, unless it is open. */
  async reconnect() {
    if (this.#line && this.#line.readyState <= WebSocket.OPEN) return;
    const place = new URL(`api/kernels/${this.id}/channels`, new URL(this.serverSettings.baseUrl, location.href));
    place.protocol = place.protocol.replace("http", "ws");
    place.searchParams.set("session_id", this.#session); // what it missed meanwhile the server has kept for it
    const line = new WebSocket(place, PROTOCOL);
    this.#line = line;
    line.binaryType = "arraybuffer";
    line.onopen = () => this.#opened(line);
    line.onmessage = ({ data }) => this.#hear(unpacked(data));
    line.onclose = () => {
      if (this.connectionStatusChanged.isHeard) this.connectionStatusChanged.tell(this, "connecting");
      else setTimeout(() => this.reconnect(), AGAIN_MS); // nobody looks after it yet: page/lost.js
    };
  }

  /** @param {WebSocket} line */
  #opened(line) {
    for (const done of this.#unfinished.values()) done(); // that they are done may have been said to nobody
    this.#unfinished.clear();
    for (const message of this.#unsent.splice(0)) line.send(message);
    this.connectionStatusChanged.tell(this, "connected");
  }

  /**
   * @param {string} type @param {Record<string, any>} content
   * @param {{ buffers?: ArrayBufferView[], metadata?: object, done?: () => void }} besides `done` is called when the
   * kernel has finished with it
   */
  send(type, content, { buffers = [], metadata = {}, done } = {}) {
    const [msg_id, date] = [anId(), new Date().toISOString()];
    const header = { msg_id, session: this.#session, username: "", date, msg_type: type, version: VERSION };
    const message = packed({ channel: "shell", header, parent_header: {}, metadata, content, buffers });
    if (this.#line?.readyState === WebSocket.OPEN) this.#line.send(message);
    else this.#unsent.push(message);
    if (done) this.#unfinished.set(msg_id, done);
  }

  /**
   * When all that the kernel says from now on is heard: what it publishes comes by a way of its own, which may open later
   * than the one for answers.
   * @returns {Promise<void>}
   */
  listening() {
    return new Promise((resolve) => {
      const ask = () => this.send("kernel_info_request", {});
      this.#answered = () => (this.#hears ? resolve() : ask());
      ask();
    });
  }

  /** @param {import("./wire.js").Message & { buffers: DataView<ArrayBuffer>[] }} message */
  #hear(message) {
    if (message.header.msg_type === "kernel_info_reply") return this.#answered();
    this.#hears = true;
    if (message.header.msg_type !== "status") return this.heard(message);
    const { execution_state: state } = message.content;
    const { msg_id } = message.parent_header;
    if (state === "idle" && this.#unfinished.has(msg_id)) {
      const done = this.#unfinished.get(msg_id);
      this.#unfinished.delete(msg_id);
      done?.();
    }
    this.statusChanged.tell(this, state);
  }
}

/** Not `randomUUID`, which a page without encryption has not. */
export function anId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
