// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, introduce, keep, moveTo, settle } from "../../widgets/frontear_widgets/browser/page/ahead.js";

/**
 * A model as ipywidgets has it, that notes what it is told.
 * @param {Record<string, unknown>} traits
 */
function model(traits) {
  /** @type {Record<string, unknown>[]} */
  const told = [];
  /** @type {string[]} */
  const events = [];
  return {
    told,
    events,
    traits,
    get: (/** @type {string} */ name) => /** @type {any} */ (traits[name]),
    set: (/** @type {any} */ name, /** @type {any} */ value) => void Object.assign(traits, { [name]: value }),
    set_state: (/** @type {Record<string, unknown>} */ state) => {
      told.push(state);
      Object.assign(traits, state);
    },
    trigger: (/** @type {string} */ event) => events.push(event),
    save_changes: () => {},
  };
}

let count = 0;

/** A panel of two sliders and a view, with a state ahead at 5 and 2. */
async function panel() {
  const models = {
    slider: model({ value: 4 }),
    other: model({ index: 2 }),
    view: model({ title: "at 4", stale: false }),
  };
  const id = `panel ${count++}`;
  await introduce(
    {
      panel: id,
      sliders: [
        ["slider", "value"],
        ["other", "index"],
      ],
      views: ["view"],
    },
    async (name) => models[/** @type {keyof typeof models} */ (name)],
  );
  keep({ panel: id, places: [5, 2], digests: { view: "d5" }, parts: [part("d5", "at 5")] }, []);
  return { id, ...models, title: () => models.view.traits.title };
}

/** @param {string} digest @param {string} title */
const part = (digest, title) => ({ digest, traits: { title }, binary: [] });

test("a move whose state is there is shown at once, and Python hears of it", async () => {
  const { slider, title } = await panel();
  moveTo(slider, "value", 5);
  assert.equal(title(), "at 5");
  assert.equal(slider.traits.value, 5);
  assert.ok(Number(slider.traits.moved) > 0);
});

test("what Python says of older moves is held back, and other traits are not", async () => {
  const { id, slider, view, title } = await panel();
  moveTo(slider, "value", 5);
  const move = Number(slider.traits.moved);
  view.set_state({ title: "at 4½", stale: true });
  settle(id, move - 1);
  assert.equal(title(), "at 5");
  assert.equal(view.traits.stale, true);
});

test("the answer of the move takes the place of what was shown, in one go, whatever it is", async () => {
  const { id, slider, view, title } = await panel();
  moveTo(slider, "value", 5);
  view.set_state({ title: "at 5 exactly" });
  assert.equal(title(), "at 5");
  settle(id, Number(slider.traits.moved));
  assert.equal(title(), "at 5 exactly");
  assert.deepEqual(view.events, ["settled"]);
  view.set_state({ title: "later" });
  assert.equal(title(), "later");
});

test("where Python refuses the move, what it had shown last comes back", async () => {
  const { id, slider, title } = await panel();
  moveTo(slider, "value", 5);
  settle(id, Number(slider.traits.moved)); // nothing was said of the view
  assert.equal(title(), "at 4");
});

test("a move whose state is not there waits for Python, whose answers to moves before are shown meanwhile", async () => {
  const { id, slider, view, title } = await panel();
  moveTo(slider, "value", 5);
  const shown = Number(slider.traits.moved);
  moveTo(slider, "value", 9);
  assert.equal(title(), "at 5");
  view.set_state({ title: "at 5 exactly" });
  settle(id, shown);
  view.set_state({ title: "at 8" });
  assert.equal(title(), "at 8");
});

test("a state counts where all sliders stand as it says", async () => {
  const { slider, other, title } = await panel();
  moveTo(other, "index", 3);
  moveTo(slider, "value", 5);
  assert.equal(title(), "at 4");
});

test("what is forgotten is not shown, and what is shown ahead goes on waiting for its answer", async () => {
  const { id, slider, title } = await panel();
  moveTo(slider, "value", 5);
  forget(id);
  assert.equal(title(), "at 5");
  settle(id, Number(slider.traits.moved));
  moveTo(slider, "value", 4);
  moveTo(slider, "value", 5);
  assert.equal(title(), "at 4");
});

test("only the panel that moves has states", async () => {
  const { slider, title } = await panel();
  await panel();
  moveTo(slider, "value", 5);
  assert.equal(title(), "at 4");
});

test("bytes that a view has already are not set again, and others are", async () => {
  const bytes = (/** @type {number[]} */ ...numbers) => new DataView(new Uint8Array(numbers).buffer);
  const { id, slider, view } = await panel();
  view.traits.pixels = bytes(1, 2);
  for (const [place, last] of [
    [6, 2],
    [7, 3],
  ]) {
    const about = { digest: `d${place}`, traits: {}, binary: ["pixels"] };
    keep({ panel: id, places: [place, 2], digests: { view: about.digest }, parts: [about] }, [bytes(1, last)]);
    moveTo(slider, "value", place);
  }
  assert.deepEqual(
    view.told.map((traits) => Object.keys(traits)),
    [[], ["pixels"]],
  );
});
