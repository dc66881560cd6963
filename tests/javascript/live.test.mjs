// @ts-check
// A page's own widget manager: messages as they go over the line, models as they come and go.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Comms } from "../../widgets/jupyter/nbconvert/templates/frontear/static/live/comms.js";
import { packed, unpacked } from "../../widgets/jupyter/nbconvert/templates/frontear/static/live/wire.js";
import { filled, speaker } from "../../widgets/jupyter/nbconvert/templates/frontear/static/live/words.js";
import { facing, Model } from "../../widgets/jupyter/nbconvert/templates/frontear/static/manager/model.js";
import { keepClasses } from "../../widgets/jupyter/nbconvert/templates/frontear/static/manager/stock.js";

/** @param {string} msg_type @param {object} content @param {object} [besides] @returns {any} */
const message = (msg_type, content, besides = {}) => ({
  channel: "iopub",
  header: { msg_type, msg_id: "m" },
  parent_header: {},
  metadata: {},
  content,
  buffers: [],
  ...besides,
});

/** @param {ArrayBufferView} view */
const bytes = ({ buffer, byteOffset, byteLength }) => [...new Uint8Array(buffer, byteOffset, byteLength)];

test("a message is the same behind the line, its bytes too", () => {
  const buffers = [new Uint8Array([1, 2, 3]), new Uint8Array(0), new Uint8Array([9, 8, 7, 6]).subarray(1, 3)];
  const sent = message("comm_msg", { words: "−3 dB, Größe" }, { channel: "shell", buffers });
  const heard = unpacked(packed(sent).buffer);
  assert.deepEqual({ ...heard, buffers: [] }, { ...sent, buffers: [] });
  assert.deepEqual(heard.buffers.map(bytes), [[1, 2, 3], [], [8, 7]]);
});

test("a message is laid out as Jupyter server has it: offsets of eight bytes, their number first", () => {
  const whole = new DataView(packed(message("status", {})).buffer);
  /** @param {number} place */
  const number = (place) => Number(whole.getBigUint64(8 * place, true));
  assert.equal(number(0), 6); // channel and four of JSON, and the end
  assert.equal(number(1), 8 * 7);
  assert.equal(number(6), whole.byteLength);
});

test("bytes stand where the message says", () => {
  const data = {
    state: { sounds: [{ samples: null }], pixels: null },
    buffer_paths: [["pixels"], ["sounds", 0, "samples"]],
  };
  const [pixels, samples] = [new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(2))];
  assert.deepEqual(filled(data, [pixels, samples]).state, { sounds: [{ samples }], pixels });
});

test("of values one message is under way, and the latest of what comes meanwhile follows in one", () => {
  /** @type {any[]} */
  const sent = [];
  const kernel = /** @type {any} */ ({
    send: (/** @type {string} */ _, /** @type {any} */ { data }, /** @type {any} */ { done }) =>
      sent.push({ data, done }),
  });
  const { saved } = speaker(kernel, "a");
  saved({ value: 1 });
  saved({ value: 2, moved: 7 });
  saved({ value: 3 });
  assert.deepEqual(
    sent.map(({ data }) => data.state),
    [{ value: 1 }],
  );
  sent[0].done();
  assert.deepEqual(
    sent.map(({ data }) => data.state),
    [{ value: 1 }, { value: 3, moved: 7 }],
  );
  sent[1].done();
  assert.equal(sent.length, 2);
});

test("what a view sets is saved once, what Python sets is not said to Python", () => {
  const model = new Model("a", "Text", { value: "" }, null);
  /** @type {object[]} */
  const said = [];
  model.saved = (values) => said.push(values);
  model.set_state({ value: "from Python" });
  model.save_changes();
  model.set("value", "typed");
  model.save_changes();
  model.save_changes();
  assert.deepEqual(said, [{}, { value: "typed" }, {}]);
});

test("of an element's classes those are taken off that the model names no more, and no other", () => {
  const model = new Model("m", "Box", { _dom_classes: ["frontear-panel"] }, null);
  /** @type {string[]} */
  const done = [];
  const classList = {
    add: (/** @type {string[]} */ ...names) => done.push(`+${names}`),
    remove: (/** @type {string[]} */ ...names) => done.push(`-${names}`),
  };
  keepClasses(model, /** @type {any} */ ({ classList }));
  model.set_state({ _dom_classes: ["frontear-panel", "frontear-busy"] });
  model.set_state({ _dom_classes: ["frontear-panel"] });
  assert.deepEqual(done, [
    "-",
    "+frontear-panel",
    "-",
    "+frontear-panel,frontear-busy",
    "-frontear-busy",
    "+frontear-panel",
  ]);
});

test("a view hears of what is another now, until it has ended", () => {
  const ended = new AbortController();
  const whole = new Model("a", "HTML", { value: "a", title: "b" }, null);
  const model = facing(whole, ended.signal);
  /** @type {string[]} */
  const heard = [];
  for (const event of ["change:value", "change:title", "change"]) model.on(event, () => heard.push(event));
  whole.set_state({ value: "c", title: "b" });
  assert.deepEqual(heard, ["change:value", "change"]);
  ended.abort();
  whole.set_state({ value: "d" });
  assert.equal(heard.length, 2);
});

// ---- a kernel at the other end of the line ----

class Line {
  static OPEN = 1;
  /** @type {Line} */
  static last;
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  /** @type {() => void} */
  onopen = () => {};
  /** @type {(event: { data: ArrayBuffer }) => void} */
  onmessage = () => {};
  onclose = () => {};

  /** @param {URL} place */
  constructor(place) {
    this.place = String(place);
    Line.last = this;
  }
  /** @param {Uint8Array<ArrayBuffer>} whole */
  send(whole) {
    this.sent.push(unpacked(whole.slice().buffer));
  }
  open() {
    this.readyState = Line.OPEN;
    this.onopen();
  }
  /** @param {any} said */
  say(said) {
    this.onmessage({ data: packed(said).buffer });
  }
  /** @param {string} type */
  asked = (type) => this.sent.filter(({ header }) => header.msg_type === type);
}

const INFO = message("kernel_info_reply", {});
const BUSY = message("status", { execution_state: "busy" });

/** @param {(model: Model) => Promise<void>} [begun] */
function opened(begun = async () => {}) {
  Object.assign(globalThis, { WebSocket: Line, location: { href: "http://here/voila/render/a.ipynb" } });
  const comms = new Comms("k", "/user/ann/", begun);
  Line.last.open();
  return { comms, line: Line.last };
}

/** @param {string} comm_id @param {object} state */
const open = (comm_id, state) =>
  message("comm_open", {
    comm_id,
    target_name: "jupyter.widget",
    data: { state: { _model_name: "HTMLModel", ...state } },
  });

/** @param {string} comm_id @param {object} data */
const tells = (comm_id, data) => message("comm_msg", { comm_id, data });

test("the line goes to the server of the page, under its base", () => {
  const { line } = opened();
  assert.match(line.place, /^ws:\/\/here\/user\/ann\/api\/kernels\/k\/channels\?session_id=\w+$/);
});

test("all widgets are asked for when what the kernel publishes is heard, not before", () => {
  const { line } = opened();
  line.say(INFO); // the answers' way is open, the other not yet
  assert.equal(line.asked("comm_open").length, 0);
  assert.equal(line.asked("kernel_info_request").length, 2);
  line.say(BUSY);
  line.say(INFO);
  return Promise.resolve().then(() => {
    assert.equal(line.asked("comm_open")[0].metadata.version, "1.0.0"); // ipywidgets closes what has another
    assert.deepEqual(line.asked("comm_msg")[0].content.data, { method: "request_states" });
  });
});

test("a model that is wanted before it has come is given when it does, with what was said of it since", async () => {
  const { comms, line } = opened();
  const wanted = comms.get_model("a");
  line.say(open("a", { value: "first" }));
  line.say(tells("a", { method: "update", state: { value: "second" } }));
  line.say(tells("a", { method: "echo_update", state: { value: "an echo" } }));
  const model = await wanted;
  assert.equal(model.kind, "HTML");
  await new Promise(setImmediate);
  assert.equal(model.get("value"), "second");
});

test("those of before the line was open come with their bytes, and one that is known stays as it is", async () => {
  const { comms, line } = opened();
  line.say(BUSY);
  line.say(INFO);
  await Promise.resolve();
  line.say(open("known", { value: "kept" }));
  const control = line.asked("comm_open")[0].content.comm_id;
  const states = {
    known: { state: { _model_name: "HTMLModel", value: "again" } },
    other: { state: { _model_name: "AnyModel", pixels: null } },
  };
  const data = { method: "update_states", states, buffer_paths: [["other", "state", "pixels"]] };
  line.say({ ...tells(control, data), buffers: [new Uint8Array([5])] });
  assert.equal((await comms.get_model("known")).get("value"), "kept");
  assert.deepEqual(bytes((await comms.get_model("other")).get("pixels")), [5]);
});

test("nothing is told to a model before it has begun", async () => {
  let begin = () => {};
  const begun = new Promise((resolve) => {
    begin = () => resolve(undefined);
  });
  const { comms, line } = opened(async () => void (await begun));
  line.say(open("a", {}));
  /** @type {any[]} */
  const heard = [];
  comms.get_model("a").then((model) => model.on("msg:custom", (content) => heard.push(content)));
  line.say(tells("a", { method: "custom", content: "early" }));
  await new Promise(setImmediate);
  assert.deepEqual(heard, []);
  begin();
  await new Promise(setImmediate);
  assert.deepEqual(heard, ["early"]);
});

test("a message that a view fails over does not keep later ones from it", async () => {
  const told = mock.method(console, "error", () => {});
  const { comms, line } = opened();
  line.say(open("a", {}));
  const model = await comms.get_model("a");
  /** @type {string[]} */
  const heard = [];
  model.on("msg:custom", ({ name }) => heard.push(name.toUpperCase()));
  for (const content of ["no object", { name: "later" }]) line.say(tells("a", { method: "custom", content }));
  await new Promise(setImmediate);
  assert.deepEqual(heard, ["LATER"]);
  assert.equal(told.mock.callCount(), 1);
  told.mock.restore();
});

test("a widget that is closed tells its views, and is there no more", async () => {
  const { comms, line } = opened();
  line.say(open("a", {}));
  const model = await comms.get_model("a");
  let closed = 0;
  model.on("close", () => closed++);
  line.say(message("comm_close", { comm_id: "a", data: {} }));
  await new Promise(setImmediate);
  assert.equal(closed, 1);
  assert.equal(comms.has_model("a"), false);
  await assert.rejects(comms.get_model("a"), /closed/);
});

test("what is said while the line is down is said when it is open again, in the same session", async () => {
  const { comms, line } = opened();
  line.say(open("a", {}));
  const model = await comms.get_model("a");
  line.readyState = 3;
  model.set("value", "typed meanwhile");
  model.save_changes();
  comms.kernel.reconnect();
  assert.notEqual(Line.last, line);
  assert.equal(Line.last.place, line.place);
  Line.last.open();
  assert.deepEqual(
    Line.last.asked("comm_msg").map(({ content }) => content.data.state),
    [{ value: "typed meanwhile" }],
  );
});

test("values that were under way when the line broke do not hold up later ones", async () => {
  const { comms, line } = opened();
  line.say(open("a", {}));
  const model = await comms.get_model("a");
  for (const value of ["sent, never answered", "later"]) {
    model.set("value", value);
    model.save_changes();
  }
  line.readyState = 3;
  comms.kernel.reconnect();
  Line.last.open();
  assert.deepEqual(
    Line.last.asked("comm_msg").map(({ content }) => content.data.state),
    [{ value: "later" }],
  );
});

test("a line that breaks before anybody looks after it opens itself again", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { comms, line } = opened();
  line.readyState = 3;
  line.onclose();
  assert.equal(Line.last, line);
  mock.timers.tick(1_000);
  assert.notEqual(Line.last, line);
  /** @type {string[]} */
  const said = [];
  comms.kernel.connectionStatusChanged.connect((_, status) => said.push(status));
  const again = Line.last;
  again.readyState = 3;
  again.onclose();
  mock.timers.tick(10_000);
  assert.equal(Line.last, again);
  assert.deepEqual(said, ["connecting"]);
  mock.timers.reset();
});
