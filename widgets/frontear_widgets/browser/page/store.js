// @ts-check
// What the browser keeps of a lesson: settings, choices of predictions, exercises solved. In its storage, and the
// settings in the page's address as well. Whatever comes from there is nothing but names, numbers and words.

const FORM = 1; // of what is stored; what has another is not read
const PANEL_NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;
const SETTING_NAME = /^[a-z]\w{0,39}$/i;
const SETTING_PART = /^([a-z0-9][a-z0-9-]*)\.(\w+)=(.*)$/i;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const MOST_ENTRIES = 200;
const LONGEST_TEXT = 400;
const LONGEST_ADDRESS = 20_000;

/** @returns {Kept} */
export const nothing = () => ({ settings: {}, choices: {}, right: {}, solved: {} });

/** @param {Kept} kept */
export const isNothing = (kept) => Object.values(kept).every((of) => !Object.keys(of).length);

/**
 * What of it has the right form; empty entries are left out.
 * @param {unknown} found
 * @returns {Kept}
 */
export function cleaned(found) {
  const { settings, choices, right, solved } = record(found);
  return {
    settings: entries(settings, PANEL_NAME, (of) => some(entries(of, SETTING_NAME, scalar))),
    choices: entries(choices, PANEL_NAME, (text) => (typeof text === "string" ? text || undefined : undefined)),
    right: entries(right, PANEL_NAME, isTrue),
    solved: entries(solved, PANEL_NAME, isTrue),
  };
}

/** @param {unknown} is @returns {true | undefined} */
const isTrue = (is) => (is === true ? is : undefined);

/**
 * What was kept, and what Python keeps now of the panels there are.
 * @param {Kept} kept @param {Partial<Kept>} now
 */
export function merged(kept, now) {
  return cleaned({
    settings: { ...kept.settings, ...now.settings },
    choices: { ...kept.choices, ...now.choices },
    right: { ...kept.right, ...now.right },
    solved: { ...kept.solved, ...now.solved },
  });
}

/**
 * What was kept of a lesson, with the sound that was chosen last on any page.
 * @param {Kept} kept @param {unknown} sound
 */
export function withSound(kept, sound) {
  return sound ? merged(kept, { settings: cleaned({ settings: { page: { sound } } }).settings }) : kept;
}

/** @param {unknown} found @returns {Record<string, unknown>} */
const record = (found) => /** @type {any} */ (found && typeof found === "object" && !Array.isArray(found) ? found : {});

/**
 * @template Value
 * @param {unknown} found @param {RegExp} names @param {(value: unknown) => Value | undefined} read
 * @returns {Record<string, Value>}
 */
function entries(found, names, read) {
  /** @type {[string, Value][]} */
  const good = [];
  for (const [name, value] of Object.entries(record(found)).slice(0, MOST_ENTRIES)) {
    const taken = names.test(name) ? read(value) : undefined;
    if (taken !== undefined) good.push([name, taken]);
  }
  return Object.fromEntries(good);
}

/** @template {object} Value @param {Value} of */
const some = (of) => (Object.keys(of).length ? of : undefined);

/** @param {unknown} value @returns {Scalar | undefined} */
function scalar(value) {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return typeof value === "string" && value.length <= LONGEST_TEXT ? value : undefined;
}

/**
 * Settings as they stand in an address behind "#", after the section that it may name: `a-panel.length_ms=64&…`
 * @param {Kept["settings"]} settings @param {string} section
 */
export function encoded(settings, section = "") {
  const parts = Object.entries(settings).flatMap(([panel, values]) =>
    Object.entries(values).map(([name, value]) => `${panel}.${name}=${inAddress(value)}`),
  );
  return [...(section ? [section] : []), ...parts].join("&");
}

/** @param {Scalar} value */
function inAddress(value) {
  const plain = typeof value === "string" && writtenValue(value) !== value ? JSON.stringify(value) : String(value);
  return encodeURIComponent(plain).replace(/%(?:3A|2F|2C)/g, decodeURIComponent);
}

/** @param {string} text @returns {Scalar | undefined} */
function writtenValue(text) {
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  if (NUMBER.test(text)) return Number(text);
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The section and the settings that an address names behind "#".
 * @param {string} hash
 * @returns {{ section: string, settings: Kept["settings"] }}
 */
export function decoded(hash) {
  const parts = hash.replace(/^#/, "").slice(0, LONGEST_ADDRESS).split("&");
  /** @type {Map<string, Map<string, unknown>>} */
  const found = new Map();
  for (const part of parts) {
    const [, panel, name, text] = part.match(SETTING_PART) ?? [];
    if (!panel) continue;
    const values = found.get(panel) ?? new Map();
    found.set(panel, values.set(name, writtenValue(percentDecoded(text))));
  }
  const settings = Object.fromEntries([...found].map(([panel, values]) => [panel, Object.fromEntries(values)]));
  const section = parts.filter((part) => !SETTING_PART.test(part)).join("&");
  return { section, settings: cleaned({ settings }).settings };
}

/**
 * As it is where it has a sign that stands for nothing.
 * @param {string} text
 */
export function percentDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} lesson */
const drawer = (lesson) => `frontear lesson ${lesson}`;

/**
 * What was kept of a lesson; nothing where storage is blocked.
 * @param {string} lesson
 */
export function readLesson(lesson) {
  const stored = record(read(drawer(lesson)));
  return stored.form === FORM ? cleaned(stored) : nothing();
}

/** @param {string} lesson @param {Kept} kept */
export function writeLesson(lesson, kept) {
  write(drawer(lesson), isNothing(kept) ? null : { form: FORM, ...kept });
}

/**
 * A value from the browser's storage; null where there is none.
 * @param {string} name @returns {unknown}
 */
export function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null; // blocked, or written by another
  }
}

/** @param {string} name @param {unknown} value null takes it away */
export function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // blocked or full: the page works, and keeps nothing
  }
}
