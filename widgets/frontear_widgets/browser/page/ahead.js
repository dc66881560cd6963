// @ts-check
// States that Python has sent before they are asked for. A slider that a person moves shows its own in the frame of the
// step. From then on until Python has answered that move, what it says of older ones is held back; then all that it has
// the views show takes the place of what was shown ahead.

/** @typedef {Record<string, unknown>} Traits */
/**
 * @typedef {object} Shown a view
 * @property {Holder} model
 * @property {(traits: Traits) => void} set past what is held back
 * @property {Traits} python what Python has it show, while something else is shown ahead
 */
/**
 * @typedef {object} Panel
 * @property {{ model: Holder, place: string }[]} sliders
 * @property {Map<string, Shown>} views
 * @property {Map<string, Traits>} parts by their digests
 * @property {Map<string, Record<string, string>>} states digests of the views, by where the sliders stand
 * @property {number} ahead the move that Python has not answered and the page shows; 0 if there is none
 */

/** @type {Map<string, Panel>} */
const panels = new Map();
const counted = { shown: 0, asked: 0, kept: 0, bytes: 0 };
globalThis.frontearAhead = counted;

let last = 0;

/**
 * A person moves a slider: Python hears of it, and what is there already is shown.
 * @param {Pick<Model<any>, "set" | "save_changes">} model @param {string} name of the trait @param {number} place
 */
export function moveTo(model, name, place) {
  last = Math.max(last + 1, Date.now()); // of two pages of one kernel too the later is larger
  model.set(name, place);
  model.set("moved", last);
  model.save_changes();
  const panel = [...panels.values()].find(({ sliders }) => sliders.some((each) => each.model.get("moved") === last));
  const state = panel?.states.get(placeOf(panel));
  if (panel && state) show(panel, state);
  else counted.asked += 1;
}

/** @param {Panel} panel */
const placeOf = ({ sliders }) => sliders.map(({ model, place }) => model.get(place)).join();

/** @param {Panel} panel @param {Record<string, string>} state */
function show(panel, state) {
  const wanted = Object.entries(state).map(([id, digest]) => ({
    view: /** @type {Shown} */ (panel.views.get(id)),
    traits: /** @type {Traits} */ (panel.parts.get(digest)),
  }));
  if (!panel.ahead)
    for (const { view, traits } of wanted)
      view.python = Object.fromEntries(Object.keys(traits).map((name) => [name, view.model.get(name)]));
  panel.ahead = last;
  for (const { view, traits } of wanted) view.set(others(view.model, traits));
  counted.shown += 1;
}

/**
 * Those that the model has not: it would compare bytes one by one, slowly.
 * @param {Holder} model @param {Traits} traits
 */
function others(model, traits) {
  return Object.fromEntries(Object.entries(traits).filter(([name, value]) => !isSame(value, model.get(name))));
}

/** @param {unknown} one @param {unknown} other */
function isSame(one, other) {
  if (one === other || !(one instanceof DataView && other instanceof DataView)) return one === other;
  const [ours, theirs] = [one, other].map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return ours.length === theirs.length && ours.every((byte, index) => byte === theirs[index]);
}

/**
 * A panel whose slider moves; what the page has of others goes.
 * @param {{ panel: string, sliders?: [id: string, place: string][], views?: string[] }} message
 * @param {(id: string) => Promise<Holder>} modelOf
 */
export async function introduce({ panel: id, sliders = [], views = [] }, modelOf) {
  for (const known of panels.keys()) forget(known);
  if (panels.has(id)) return;
  /** @type {Panel} */
  const panel = { sliders: [], views: new Map(), parts: new Map(), states: new Map(), ahead: 0 };
  panels.set(id, panel);
  for (const view of views) panel.views.set(view, heldBack(panel, await modelOf(view)));
  panel.sliders = await Promise.all(sliders.map(async ([slider, place]) => ({ model: await modelOf(slider), place })));
}

/**
 * Python's words reach the model as always, but while a state is shown ahead, those that are about it are noted only.
 * @param {Panel} panel @param {Holder} model
 */
function heldBack(panel, model) {
  const set = model.set_state.bind(model);
  /** @type {Shown} */
  const view = { model, set, python: {} };
  model.set_state = (traits) => {
    if (!panel.ahead) return set(traits);
    const names = Object.keys(traits);
    for (const name of names) if (name in view.python) view.python[name] = traits[name];
    set(Object.fromEntries(names.filter((name) => !(name in view.python)).map((name) => [name, traits[name]])));
  };
  return view;
}

/**
 * A state for later.
 * @param {{ panel: string, places?: number[], digests?: Record<string, string>, parts?: AheadPart[] }} message
 * @param {DataView<ArrayBuffer>[]} buffers
 */
export function keep({ panel: id, places = [], digests = {}, parts = [] }, buffers) {
  const panel = panels.get(id);
  if (!panel) return;
  const left = [...buffers];
  for (const { digest, traits, binary } of parts)
    panel.parts.set(digest, { ...traits, ...Object.fromEntries(binary.map((name) => [name, left.shift()])) });
  panel.states.set(places.join(), digests);
  counted.kept = panel.states.size;
  counted.bytes += buffers.reduce((sum, { byteLength }) => sum + byteLength, JSON.stringify(parts).length);
}

/** @param {string} id of a panel that has changed in another way than by its sliders */
export function forget(id) {
  panels.get(id)?.states.clear();
  panels.get(id)?.parts.clear();
  counted.kept = 0;
}

/** @param {string} id of a panel that is closed */
export function close(id) {
  panels.delete(id);
}

/**
 * Python has answered all moves up to this one: what it has the views show is shown, if nothing later is.
 * @param {string} id @param {number} move
 */
export function settle(id, move) {
  const panel = panels.get(id);
  if (!panel?.ahead || move < panel.ahead) return;
  panel.ahead = 0;
  for (const { model, set, python } of panel.views.values()) {
    set(others(model, python));
    model.trigger("settled");
  }
}
