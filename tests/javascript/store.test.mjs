// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { tooMany } from "../../widgets/frontear_widgets/browser/page/own_sounds.js";
import {
  cleaned,
  decoded,
  encoded,
  isNothing,
  merged,
  nothing,
  readLesson,
  withSound,
  writeLesson,
} from "../../widgets/frontear_widgets/browser/page/store.js";

const settings = {
  "two-tones": { length_ms: 64.5, shape: "hann", fast: true, norm: null },
  "a-sound-2": { name: "birds & co: owl/1=2 #%.wav", level: -3e-7, year: "1984", odd: '"', yes: "true", not: "" },
};

test("settings in an address come out as they went in", () => {
  assert.deepEqual(decoded(`#${encoded(settings)}`), { section: "", settings });
});

test("a lesson begins with the sound that was chosen last on any page, and nothing else of it changes", () => {
  const kept = { ...nothing(), settings: { ...settings, page: { sound: "yes" } } };
  assert.deepEqual(withSound(kept, "owl.wav").settings, { ...settings, page: { sound: "owl.wav" } });
  assert.deepEqual(withSound(kept, null), kept);
  for (const wrong of [{}, ["yes"], "x".repeat(401)]) assert.deepEqual(withSound(kept, wrong), kept);
});

test("an address can be read by a person", () => {
  assert.equal(
    encoded({ resolution: { length_ms: 64, name: "fsdd: 7/1" } }),
    "resolution.length_ms=64&resolution.name=fsdd:%207/1",
  );
});

test("a section and settings stand in one address, whatever signs the section has", () => {
  for (const section of ["Windows", "Q&A=1.5", "01-%C2%B7-Windowing"]) {
    const found = decoded(`#${encoded(settings, section)}`);
    assert.deepEqual(found, { section, settings });
  }
});

test("the address of a section alone holds no settings", () => {
  assert.deepEqual(decoded("#The-window.-Why=it-matters"), { section: "The-window.-Why=it-matters", settings: {} });
  assert.deepEqual(decoded(""), { section: "", settings: {} });
});

test("what an address cannot mean is left out, the rest is taken", () => {
  const hostile = [
    "a.b=1",
    "__proto__.polluted=1",
    "a.__proto__=1",
    "a.constructor.prototype=1",
    "a.c=1e999",
    'a.d="open',
    "a.e=%7B%22x%22:1%7D",
    'a.f={"x":1}',
    `a.g=${"x".repeat(401)}`,
    'a.h="[1]"',
    "a.b=2",
  ].join("&");
  assert.deepEqual(decoded(hostile).settings, { a: { b: 2, e: '{"x":1}', f: '{"x":1}', h: "[1]" } });
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
});

test("an address of any length is read to a bound", () => {
  const long = Array.from({ length: 50_000 }, (_, i) => `p${i}.x=1`).join("&");
  assert.ok(Object.keys(decoded(long).settings).length <= 200);
});

test("of what was stored only names, numbers and words are taken", () => {
  const found = {
    settings: { a: { x: [1], y: {}, z: Number.NaN, ok: 1 }, B: { x: 1 }, "a b": { x: 1 }, empty: {}, list: [1] },
    choices: { q: "yes", r: 3, s: "", t: ["yes"] },
    solved: { e: true, f: "true", g: 1, h: false },
    other: 1,
  };
  assert.deepEqual(cleaned(found), {
    settings: { a: { ok: 1 } },
    choices: { q: "yes" },
    right: {},
    solved: { e: true },
  });
  for (const broken of [null, undefined, 3, "text", [], [{}]]) assert.ok(isNothing(cleaned(broken)));
});

test("what Python keeps now takes the place of what was kept, and panels that are not there yet keep theirs", () => {
  const kept = { settings: { a: { x: 1 }, b: { x: 2 }, later: { x: 3 } }, choices: { q: "yes" }, solved: { e: true } };
  const now = {
    settings: { a: { x: 9 }, b: {} },
    choices: {},
    right: { q: true },
    solved: { e: true, f: false },
    back: true,
  };
  assert.deepEqual(merged(/** @type {any} */ (kept), /** @type {any} */ (now)), {
    settings: { a: { x: 9 }, later: { x: 3 } },
    choices: { q: "yes" },
    right: { q: true },
    solved: { e: true },
  });
});

/** @param {Partial<Storage>} storage */
function withStorage(storage) {
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
}

test("a lesson is stored and read again, another lesson has nothing, and what is empty is not stored", () => {
  /** @type {Map<string, string>} */
  const drawers = new Map();
  withStorage({
    getItem: (name) => drawers.get(name) ?? null,
    setItem: (name, text) => void drawers.set(name, text),
    removeItem: (name) => void drawers.delete(name),
  });
  const kept = { ...nothing(), settings };
  writeLesson("a.ipynb", kept);
  assert.deepEqual(readLesson("a.ipynb"), kept);
  assert.ok(isNothing(readLesson("b.ipynb")));
  drawers.set("frontear lesson b.ipynb", JSON.stringify({ ...kept, form: 0 }));
  assert.ok(isNothing(readLesson("b.ipynb")), "of another form");
  drawers.set("frontear lesson b.ipynb", "{ broken");
  assert.ok(isNothing(readLesson("b.ipynb")));
  writeLesson("a.ipynb", nothing());
  assert.ok(!drawers.has("frontear lesson a.ipynb"));
});

test("blocked and full storage keep nothing and say nothing", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  withStorage({ getItem: refuse, setItem: refuse, removeItem: refuse });
  writeLesson("a.ipynb", { ...nothing(), settings });
  assert.ok(isNothing(readLesson("a.ipynb")));
  Object.defineProperty(globalThis, "localStorage", { get: refuse, configurable: true });
  writeLesson("a.ipynb", { ...nothing(), settings });
  assert.ok(isNothing(readLesson("a.ipynb")));
});

test("the oldest sounds make room, for sixteen of them and 32 MB in all", () => {
  assert.equal(tooMany([], 1e6), 0);
  assert.equal(tooMany(Array(15).fill(1), 1), 0);
  assert.equal(tooMany(Array(16).fill(1), 1), 1);
  assert.equal(tooMany([10e6, 10e6, 10e6], 5e6), 1);
  assert.equal(tooMany([10e6, 10e6, 10e6], 16e6), 2);
});
