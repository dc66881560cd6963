// @ts-check
// Sounds of one's own: from the microphone as plain samples, from files, or from a zip with a folder for each class.

import { element } from "./page/elements.js";
import { closeMicrophone, openMicrophone } from "./page/microphone.js";
import { keepSound } from "./page/own_sounds.js";
import { sendPieces } from "./page/pieces.js";
import { joined, mono } from "./sound.js";

const LONGEST = 30; // seconds
const LARGEST = 50e6; // bytes of all files that are opened at once
const READ_BY_KERNEL = /\.(wav|flac|ogg|oga|opus|mp3|zip)$/i;
const KINDS = "WAV, FLAC, OGG, Opus and MP3, and where this browser plays them M4A, MP4 and WebM";
const WHAT_OPENS = `${KINDS}; or a zip with a folder of WAV, FLAC, OGG or MP3 for each class`;
const NO_SOUND = `no sound that can be read here; allowed are ${KINDS}.`;

const RECORDER = `registerProcessor("frontear-recorder", class extends AudioWorkletProcessor {
  process([[samples]]) { if (samples) this.port.postMessage(samples.slice()); return true; }
});`;

/**
 * Opens the microphone; returns a function that closes it and gives what was heard.
 * @param {(seconds: number, peak: number) => void} onProgress
 */
async function record(onProgress) {
  const stream = await openMicrophone().catch((error) => {
    throw new Error(`${error.message} You can open a file instead.`);
  });
  /** @type {AudioContext | undefined} */
  let context;
  const close = () => {
    closeMicrophone(stream);
    context?.close();
  };
  try {
    context = new AudioContext();
    const heard = await recording(stream, context, onProgress);
    return () => {
      close();
      return heard();
    };
  } catch (error) {
    close(); // or it stays open, with nobody to close it
    throw error;
  }
}

/**
 * Lets a stream be heard; returns a function that gives what was.
 * @param {MediaStream} stream @param {AudioContext} context
 * @param {(seconds: number, peak: number) => void} onProgress
 */
async function recording(stream, context, onProgress) {
  const code = URL.createObjectURL(new Blob([RECORDER], { type: "text/javascript" }));
  await context.audioWorklet.addModule(code).finally(() => URL.revokeObjectURL(code));
  /** @type {Float32Array[]} */
  const parts = [];
  const recorder = new AudioWorkletNode(context, "frontear-recorder");
  /** @param {MessageEvent<Float32Array>} message */
  recorder.port.onmessage = ({ data }) => {
    parts.push(data);
    const peak = data.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    onProgress((parts.length * data.length) / context.sampleRate, peak);
  };
  context.createMediaStreamSource(stream).connect(recorder);
  return () => ({ samples: joined(parts), rate: context.sampleRate });
}

/**
 * What the kernel cannot read (m4a, webm) the browser decodes.
 * @param {File} file
 */
async function decodeHere(file) {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const sound = await context.decodeAudioData(await file.arrayBuffer());
  const length = Math.min(sound.length, LONGEST * sound.sampleRate);
  const channels = Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
  return { samples: mono(channels, length), rate: sound.sampleRate, cut: sound.length > length };
}

/**
 * A file as the kernel takes it: what it is told, and the bytes.
 * @param {File} file
 */
async function taken(file) {
  if (!file.size) throw new Error(`${file.name} is empty.`);
  const { name } = file;
  if (!READ_BY_KERNEL.test(name)) return decoded(file);
  const about = { kind: /\.zip$/i.test(name) ? "zip" : "file", name };
  return { about, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/**
 * A file as samples.
 * @param {File} file
 */
async function decoded(file) {
  const { samples, rate, cut } = await decodeHere(file).catch(() => {
    throw new Error(`${file.name}: ${NO_SOUND}`);
  });
  return { about: { kind: "samples", name: file.name, rate, cut }, bytes: bytesOf(samples) };
}

/** @param {Float32Array} samples */
const bytesOf = (samples) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

const RECORD = /** @type {const} */ (["●", " Record"]);

/**
 * What a button says: its first word, and one that only readers have where there is little room.
 * @param {string} first @param {string} more
 */
const worded = (first, more) => [first, element("span", { className: "frontear-word", textContent: more })];

/** @param {unknown} error */
const sentence = (error) => /** @type {Error} */ (error).message;

/** @param {Widget<unknown, Told & { asked?: Asked, kept?: { id: string, name: string } }>} widget */
function render({ model, el }) {
  /** @type {{ stop: Awaited<ReturnType<typeof record>> | null, busy: boolean, closed: boolean, unread: string[], sent: File[] }} */
  const state = { stop: null, busy: false, closed: false, unread: [], sent: [] };
  const mic = element("button", { onclick: () => attempt(state.stop ? finish : begin) });
  const open = element("button", { title: WHAT_OPENS, onclick: () => input.click() }, ...worded("Open", " a file"));
  const input = element("input", { type: "file", multiple: true, hidden: true, onchange: () => attempt(takeFiles) });
  const told = element("span", { className: "frontear-told" });
  mic.append(...worded(...RECORD));
  input.accept = "audio/*,.wav,.flac,.mp3,.ogg,.oga,.opus,.m4a,.mp4,.webm,.zip";
  told.setAttribute("role", "status");
  input.setAttribute("aria-label", "Sound file");
  el.classList.add("frontear-opens");
  el.append(element("div", { className: "frontear-own frontear-tools" }, mic, open, input, told));

  /** @type {Map<string, Omit<KeptSound, "name">>} What Python may take, to be kept then. */
  const sent = new Map();

  /** @param {object} about @param {Uint8Array} bytes @param {object} place */
  function send(about, bytes, place = {}) {
    const id = `${Date.now()} ${Math.random()}`;
    sent.set(id, { id, about, bytes });
    sendPieces(model, { ...about, ...place, id }, bytes);
  }

  /** @param {{ id: string, name: string }} taken */
  function keep({ id, name }) {
    const sound = sent.get(id);
    if (sound) keepSound({ ...sound, name, bytes: sound.bytes.slice() });
  }

  /** @param {string} words */
  function say(words, wrong = false) {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  }

  /** @param {() => void | Promise<void>} act */
  async function attempt(act) {
    if (state.busy) return;
    state.busy = true;
    try {
      await act();
    } catch (error) {
      say(sentence(error), true);
    }
    state.busy = false;
  }

  async function begin() {
    say("Waiting for the microphone …");
    const stop = await record((seconds, peak) => {
      if (!state.stop) return;
      say(`${seconds.toFixed(1)} s of ${LONGEST}, peak ${(20 * Math.log10(Math.max(peak, 1e-5))).toFixed(0)} dB`);
      if (seconds >= LONGEST) attempt(finish);
    });
    if (state.closed) return void stop();
    state.stop = stop;
    mic.replaceChildren(...worded("■", " Stop"));
  }

  function finish() {
    if (!state.stop) return;
    const { samples, rate } = state.stop();
    state.stop = null;
    mic.replaceChildren(...worded(...RECORD));
    if (!samples.length) throw new Error("Nothing was recorded: keep recording for a moment before you stop.");
    state.unread = [];
    sent.clear();
    send({ kind: "samples", name: "my recording", rate }, bytesOf(samples.subarray(0, LONGEST * rate)));
  }

  async function takeFiles() {
    const files = [...(input.files ?? [])];
    input.value = "";
    if (!files.length) return;
    const size = files.reduce((size, file) => size + file.size, 0);
    const what = files.length > 1 ? `${files.length} files` : files[0].name;
    if (size > LARGEST) {
      const has = files.length > 1 ? "have" : "has";
      throw new Error(`${what} ${has} ${Math.round(size / 1e6)} MB; allowed: up to ${LARGEST / 1e6} MB.`);
    }
    say(`Reading ${what} …`);
    const read = [];
    state.unread = [];
    state.sent = [];
    for (const file of files) {
      try {
        read.push(await taken(file));
        state.sent.push(file);
      } catch (error) {
        if (files.length === 1) throw error;
        const words = sentence(error);
        state.unread.push(words.startsWith(file.name) ? words : `${file.name}: ${words}`);
      }
    }
    if (!read.length) throw new Error(state.unread.join(" "));
    sent.clear();
    for (const [file, { about, bytes }] of read.entries()) send(about, bytes, { file, files: read.length });
  }

  /**
   * What the kernel does not know is tried here, whatever its name says.
   * @param {Asked} asked
   */
  async function decodeAsked({ file, files }) {
    const answer = { file, files, again: true };
    try {
      const { about, bytes } = await decoded(state.sent[file]);
      send(about, bytes, answer);
    } catch {
      const about = { kind: "refused", name: state.sent[file]?.name ?? "", problem: NO_SOUND };
      sendPieces(model, { ...about, ...answer }, new Uint8Array());
    }
  }

  model.on("msg:custom", ({ words, wrong, asked, kept }) => {
    if (kept) keep(kept);
    else if (asked) decodeAsked(asked);
    else say([words, ...state.unread].join(" "), wrong || state.unread.length > 0);
  });
  return () => {
    state.closed = true;
    state.stop?.();
  };
}

export default { render };
