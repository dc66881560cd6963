// @ts-check
// The microphone through a gate, heard at once: a button, a meter of level and gain over the last seconds.

import { address } from "./gate/worklet.js";
import { clamp, readable } from "./numbers.js";
import { audio } from "./page/audio.js";
import { sharpCanvas } from "./page/canvas.js";
import { element, inks } from "./page/elements.js";
import { closeMicrophone, openMicrophone } from "./page/microphone.js";

const SHOWN_S = 5;
const LEAST_DB = -80;
const TITLE = `What the gate hears: the level of its side chain (dBFS), of the last ${SHOWN_S} s`;
const START = "● Start";
const NO_WORKLET = "This browser cannot run the gate: it has no audio worklet.";

/**
 * Opens the microphone and lets it be heard through a gate; returns what tells the gate its controls, and ends all.
 * @param {GateControls} controls @param {(look: GateLook, seconds: number) => void} onLook @param {() => void} onEnd
 */
async function through(controls, onLook, onEnd) {
  const stream = await openMicrophone();
  /** @type {AudioContext | undefined} */
  let context;
  const volume = () => output?.gain.setTargetAtTime(audio.volume, output.context.currentTime, 0.02);
  /** @type {GainNode | undefined} */
  let output;
  const close = () => {
    closeMicrophone(stream);
    removeEventListener("frontear-volume", volume);
    context?.close();
  };
  try {
    context = new AudioContext({ latencyHint: "interactive" });
    if (!context.audioWorklet) throw new Error(NO_WORKLET);
    await context.audioWorklet.addModule(address);
    const gate = new AudioWorkletNode(context, "frontear-gate", {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
      processorOptions: { controls },
    });
    const { currentTime: begun } = context;
    const now = () => /** @type {AudioContext} */ (context).currentTime - begun;
    gate.port.onmessage = (/** @type {MessageEvent<GateLook>} */ { data }) => onLook(data, now());
    output = new GainNode(context, { gain: audio.volume });
    context.createMediaStreamSource(stream).connect(gate).connect(output).connect(context.destination);
    addEventListener("frontear-volume", volume);
    for (const track of stream.getTracks()) track.onended = onEnd;
    await context.resume();
    const late_ms = 1_000 * (context.baseLatency + (context.outputLatency || 0));
    return { close, late_ms, set: (/** @type {GateControls} */ other) => gate.port.postMessage(other) };
  } catch (error) {
    close(); // or it stays open, with nobody to close it
    throw error;
  }
}

/** @param {Widget<LiveGateTraits>} widget */
function render({ model, el }) {
  /** @type {{ heard: Awaited<ReturnType<typeof through>> | null, busy: boolean, closed: boolean, looks: (GateLook & { at: number })[] }} */
  const state = { heard: null, busy: false, closed: false, looks: [] };
  const button = element("button", { textContent: START, onclick: () => (state.heard ? stop() : start()) });
  const told = element("span", { className: "frontear-told" });
  const level = meter("Level", LEAST_DB, 0);
  const gain = meter("Gain", LEAST_DB, 0);
  const stage = element("div", { className: "frontear-stage" });
  told.setAttribute("role", "status");
  const tools = element("div", { className: "frontear-tools" }, button, level.node, gain.node, told);
  const title = element("div", { className: "frontear-title", textContent: TITLE });
  el.append(element("div", { className: "frontear-live-gate" }, tools, title, stage));
  const picture = sharpCanvas(stage, () => model.get("height"), paint);
  picture.canvas.setAttribute("role", "img");
  const controls = () => model.get("controls");

  /** @param {string} words */
  function say(words, wrong = false) {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  }

  async function start() {
    if (state.busy) return;
    state.busy = true;
    say("Waiting for the microphone …");
    audio.stop?.();
    try {
      const heard = await through(controls(), look, () => stop("The microphone is gone."));
      if (state.closed) heard.close();
      else begun(heard);
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    state.busy = false;
  }

  /** @param {Awaited<ReturnType<typeof through>>} heard */
  function begun(heard) {
    audio.stop?.();
    audio.stop = stopForAnother;
    Object.assign(state, { heard, looks: [] });
    heard.set(controls()); // they may have been moved meanwhile
    button.textContent = "■ Stop";
    say(`You hear yourself at least ${Math.round(heard.late_ms)} ms late: so long the browser holds the sound.`);
  }

  const stopForAnother = () => stop();

  function stop(why = "") {
    if (!state.heard) return;
    state.heard.close();
    state.heard = null;
    if (audio.stop === stopForAnother) audio.stop = null;
    button.textContent = START;
    say(why, Boolean(why));
    level.show(null);
    gain.show(null);
    picture.redraw();
  }

  /** @param {GateLook} look @param {number} at */
  function look({ level: db, position }, at) {
    if (!state.heard) return;
    state.looks.push({ level: db, position, at });
    while (state.looks[0].at < at - SHOWN_S) state.looks.shift();
    level.show(db);
    gain.show(gainDb(position));
    picture.redraw();
  }

  /** @param {number} position */
  function gainDb(position) {
    const closed = 10 ** (controls().range_db / 20);
    return 20 * Math.log10(Math.max(closed + (1 - closed) * position, 1e-9));
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function paint(context, width, height) {
    const ink = inks(el);
    const [left, right, bottom] = [44, width - 6, height - 24];
    /** @param {number} db */
    const y = (db) => 8 + (bottom - 8) * (clamp(db, LEAST_DB, 0) / LEAST_DB);
    const last = state.looks.at(-1)?.at ?? 0;
    /** @param {number} at */
    const x = (at) => right - ((last - at) / SHOWN_S) * (right - left);
    context.clearRect(0, 0, width, height);
    Object.assign(context, { font: "12px system-ui, sans-serif", textBaseline: "middle", lineWidth: 1 });
    for (let db = 0; db >= LEAST_DB; db -= 20) {
      Object.assign(context, { fillStyle: ink.text, strokeStyle: ink.line, textAlign: "right" });
      context.fillText(readable(db), left - 6, y(db));
      line(context, left, right, y(db));
    }
    paintOpen(context, x, bottom, ink);
    paintThresholds(context, left, right, y, ink);
    paintLevel(context, x, y, ink);
  }

  /** The strip below: as tall as the gate is open. @param {CanvasRenderingContext2D} context @param {(at: number) => number} x @param {number} bottom @param {Inks} ink */
  function paintOpen(context, x, bottom, ink) {
    Object.assign(context, { fillStyle: ink.text, textAlign: "right" });
    context.fillText("open", 38, bottom + 15);
    context.fillStyle = ink.accent;
    state.looks.slice(1).forEach(({ at, position }, before) => {
      const from = x(state.looks[before].at);
      context.fillRect(from, bottom + 22 - 14 * position, x(at) - from + 0.5, 14 * position + 1);
    });
  }

  /** @param {CanvasRenderingContext2D} context @param {number} left @param {number} right @param {(db: number) => number} y @param {Inks} ink */
  function paintThresholds(context, left, right, y, ink) {
    const { threshold_db, hysteresis_db } = controls();
    Object.assign(context, { strokeStyle: ink.text, fillStyle: ink.text, textAlign: "left", lineWidth: 1.5 });
    context.fillText("opens at", left + 4, y(threshold_db) - 8);
    line(context, left, right, y(threshold_db));
    context.setLineDash([5, 4]);
    line(context, left, right, y(threshold_db - hysteresis_db));
    context.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} context @param {(at: number) => number} x @param {(db: number) => number} y @param {Inks} ink */
  function paintLevel(context, x, y, ink) {
    Object.assign(context, { strokeStyle: ink.accent, lineWidth: 2 });
    context.beginPath();
    for (const { at, level } of state.looks) context.lineTo(x(at), y(level));
    context.stroke();
  }

  function changed() {
    state.heard?.set(controls());
    const { threshold_db, hysteresis_db } = controls();
    const closes = threshold_db - hysteresis_db;
    const what = `The level of the last ${SHOWN_S} s: opens at ${threshold_db} dBFS, closes under ${closes} dBFS`;
    picture.canvas.setAttribute("aria-label", what);
    picture.redraw();
  }

  model.on("change:controls", changed);
  changed();
  return () => {
    state.closed = true;
    stop();
    picture.close();
  };
}

/** @param {CanvasRenderingContext2D} context @param {number} from @param {number} to @param {number} y */
function line(context, from, to, y) {
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}

/**
 * A number in dB, for eyes and for others.
 * @param {string} name @param {number} low @param {number} high
 */
function meter(name, low, high) {
  const node = element("span", { className: "frontear-meter" });
  node.setAttribute("role", "meter");
  node.setAttribute("aria-label", name);
  node.setAttribute("aria-valuemin", String(low));
  node.setAttribute("aria-valuemax", String(high));
  /** @param {number | null} db */
  const show = (db) => {
    const words = db === null ? "–" : `${readable(Math.round(Math.max(db, low)))} dB`;
    node.textContent = `${name} ${words}`;
    node.setAttribute("aria-valuenow", String(clamp(db ?? low, low, high)));
    node.setAttribute("aria-valuetext", words);
  };
  show(null);
  return { node, show };
}

export default { render };
