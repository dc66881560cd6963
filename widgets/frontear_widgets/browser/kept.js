// @ts-check
// Between Python and what the browser keeps: gives it back once, at the start, and stores what Python says from then on.

import { forgetSounds, ownSounds } from "./page/own_sounds.js";
import { sendPieces } from "./page/pieces.js";
import { forgetPlace, keepPlace } from "./page/place.js";
import {
  decoded,
  encoded,
  isNothing,
  merged,
  nothing,
  percentDecoded,
  read,
  readLesson,
  withSound,
  write,
  writeLesson,
} from "./page/store.js";

const SOUND = "frontear sound"; // last chosen on any page: the next one begins with it

let forgotten = false; // nothing is written any more

/** @param {Model<KeptTraits>} model */
function begin(model) {
  const inLab = model.widget_manager?.context?.path;
  const lesson = inLab ?? document.body.dataset.feLesson ?? lessonAt(location.pathname);
  const asked = inLab === undefined ? decoded(location.hash) : { section: "", settings: {} };
  const stored = withSound(readLesson(lesson), read(SOUND));
  const given = Object.keys(asked.settings).length ? { ...stored, settings: asked.settings } : stored;
  let kept = history.state?.frontear ? withSound(given, read(SOUND)) : given; // our own address may be an older choice
  let sound = kept.settings.page?.sound;
  const giving = !isNothing(kept);

  function store() {
    const now = model.get("state");
    if (forgotten || (giving && !now.back)) return; // Python does not know yet what was kept
    kept = merged(kept, now);
    writeLesson(lesson, kept);
    const chosen = kept.settings.page?.sound;
    if (chosen && chosen !== sound) write(SOUND, chosen); // what a link names is this lesson's alone
    sound = chosen;
    if (inLab === undefined) address(kept.settings);
  }

  model.on("change:state", store);
  store();
  model.on("change:parcels", async () => giveSounds(model, await ownSounds()));
  giveBack(model, kept, giving);
  if (globalThis.frontearPage) globalThis.frontearPage.store = { lesson, startAfresh };
  if (inLab !== undefined) return;
  keepPlace(lesson, asked.section);
  addEventListener("hashchange", () => followAddress(kept.settings));
}

/**
 * The notebook's path, wherever the server is.
 * @param {string} path
 */
function lessonAt(path) {
  return percentDecoded(path.split("/render/").at(-1) ?? path);
}

/**
 * Own sounds come first where a setting may name one.
 * @param {Model<KeptTraits>} model @param {Kept} kept @param {boolean} giving
 */
async function giveBack(model, kept, giving) {
  const words = Object.values(kept.settings).flatMap((values) => Object.values(values));
  if (model.get("parcels") && words.some((word) => typeof word === "string")) {
    const sounds = await ownSounds();
    const first = words.some((word) => sounds.some(({ name }) => `${word}: `.startsWith(`${name}: `)));
    if (first) giveSounds(model, sounds);
    model.send({ restore: kept });
    if (!first) giveSounds(model, sounds);
  } else {
    if (giving) model.send({ restore: kept });
    if (model.get("parcels")) giveSounds(model, await ownSounds());
  }
}

/** @param {Model<KeptTraits>} model @param {KeptSound[]} sounds */
function giveSounds(model, sounds) {
  for (const { id, name, about, bytes } of sounds) sendPieces(model, { ...about, parcel: id, kept: name }, bytes);
}

/** @param {Kept["settings"]} settings */
function address(settings) {
  const wanted = encoded(settings, decoded(location.hash).section);
  if (wanted === location.hash.slice(1)) return;
  history.replaceState({ frontear: true }, "", wanted ? `#${wanted}` : location.pathname + location.search);
}

/**
 * A section takes the settings along; settings that a person wrote or followed begin anew.
 * @param {Kept["settings"]} settings
 */
function followAddress(settings) {
  const asked = encoded(decoded(location.hash).settings);
  const ours = history.state?.frontear;
  if (asked && !ours && asked !== encoded(settings)) location.reload();
  else address(settings);
}

/**
 * Forgets what is kept of a lesson, and loads the page again; own sounds go where asked.
 * @param {string} lesson @param {{ sounds?: boolean }} also
 */
async function startAfresh(lesson, { sounds = false } = {}) {
  forgotten = true;
  writeLesson(lesson, nothing());
  write(SOUND, null);
  history.replaceState(null, "", location.pathname + location.search);
  if (sounds) await forgetSounds();
  forgetPlace(lesson);
  location.reload();
}

export default { begin };
