// @ts-check
// The microphone through a gate, heard at once: a button, a meter of level and gain over the last seconds.

import { paintLooks } from "./gate/looks.js";
import { address } from "./gate/worklet.js";
import { bytesOf, clamp, readable } from "./numbers.js";
import { audio } from "./page/audio.js";
import { sharpCanvas } from "./page/canvas.js";
import { element, inks } from "./page/elements.js";
import { closeMicrophone, openMicrophone } from "./page/microphone.js";

const SHOWN_S = 5;
const START = "● Start";
const NO_WORKLET = "This browser cannot run the gate: it has no audio worklet.";
const LEARNED_RATE = 16_000; // Hz, of all that has learned
const LEAST_DB = -80;

/**
 * Opens the microphone and lets it be heard through a gate; returns what tells the gate its controls, and ends all.
 * @param {LiveGateTraits["controls"]} controls @param {Network | null} network
 * @param {(look: GateLook, seconds: number) => void} onLook @param {() => void} onEnd
 */
async function through(controls, network, onLook, onEnd) {
  const stream = await openMicrophone();
  /** @type {AudioContext | undefined} */
  let context;
  /** @type {GainNode | undefined} */
  let output;
  const volume = () => output?.gain.setTargetAtTime(audio.volume, output.context.currentTime, 0.02);
  const close = () => {
    closeMicrophone(stream);
    removeEventListener("frontear-volume", volume);
    context?.close();
  };
  try {
    context = new AudioContext({ latencyHint: "interactive", ...(network ? { sampleRate: LEARNED_RATE } : {}) });
    if (!context.audioWorklet) throw new Error(NO_WORKLET);
    await context.audioWorklet.addModule(address);
    const gate = new AudioWorkletNode(context, "frontear-gate", {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
      processorOptions: { controls, network },
    });
    const { currentTime: begun } = context;
    const now = () => /** @type {AudioContext} */ (context).currentTime - begun;
    gate.port.onmessage = (/** @type {MessageEvent<GateLook>} */ { data }) => onLook(data, now());
    output = new GainNode(context, { gain: audio.volume });
    context.createMediaStreamSource(stream).connect(gate).connect(output).connect(context.destination);
    addEventListener("frontear-volume", volume);
    for (const track of stream.getTracks()) track.onended = onEnd;
    await context.resume();
    const ahead = network ? network.look_ahead / LEARNED_RATE : 0;
    const late_ms = 1_000 * (context.baseLatency + (context.outputLatency || 0) + ahead);
    return { close, late_ms, set: (/** @type {object} */ other) => gate.port.postMessage(other) };
  } catch (error) {
    close(); // or it stays open, with nobody to close it
    throw error;
  }
}

/** @param {Widget<LiveGateTraits, NetworkSent>} widget */
function render({ model, el }) {
  /** @type {{ heard: Awaited<ReturnType<typeof through>> | null, busy: boolean, closed: boolean, looks: (GateLook & { at: number })[] }} */
  const state = { heard: null, busy: false, closed: false, looks: [] };
  const scale = () => model.get("scale");
  const controls = () => model.get("controls");
  const button = element("button", { textContent: START, onclick: () => (state.heard ? stop() : start()) });
  const told = element("span", { className: "frontear-told" });
  const level = meter(scale());
  const gain = meter({ name: "gain", unit: " dB", low: LEAST_DB, high: 0 });
  const stage = element("div", { className: "frontear-stage" });
  told.setAttribute("role", "status");
  const what = `What the gate hears: ${scale().name}${scale().unit && " (dBFS)"}, of the last ${SHOWN_S} s`;
  const title = element("div", { className: "frontear-title", textContent: what });
  const tools = element("div", { className: "frontear-tools" }, button, level.node, gain.node, told);
  el.append(element("div", { className: "frontear-live-gate" }, tools, title, stage));
  const picture = sharpCanvas(
    stage,
    () => model.get("height"),
    (context, width, height) =>
      paintLooks(context, width, height, { looks: state.looks, scale: scale(), seconds: SHOWN_S, ink: inks(el) }),
  );
  picture.canvas.setAttribute("role", "img");
  /** @type {((network: Network) => void) | null} */
  let taken = null;

  /** @param {string} words */
  function say(words, wrong = false) {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  }

  /** What has learned, sent when it is wanted; nothing where nobody has. @returns {Promise<Network> | null} */
  function network() {
    if (!model.get("who")) return null;
    model.send({ asked: model.get("who") });
    return new Promise((resolve) => {
      taken = resolve;
    });
  }

  async function start() {
    if (state.busy) return;
    state.busy = true;
    say("Waiting for the microphone …");
    audio.stop?.();
    try {
      const heard = await through(controls(), await network(), look, () => stop("The microphone is gone."));
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
    say(
      `You hear yourself at least ${Math.round(heard.late_ms)} ms late: so long the browser and the gate hold the sound.`,
    );
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
  function look({ level: now, position }, at) {
    if (!state.heard) return;
    state.looks.push({ level: now, position, at });
    while (state.looks[0].at < at - SHOWN_S) state.looks.shift();
    level.show(now);
    gain.show(gainDb(position));
    picture.redraw();
  }

  /** @param {number} position */
  function gainDb(position) {
    const closed = 10 ** (controls().range_db / 20);
    return 20 * Math.log10(Math.max(closed + (1 - closed) * position, 1e-9));
  }

  function changed() {
    state.heard?.set(controls());
    const { name, unit, opens, closes } = scale();
    const words = `The ${name} of the last ${SHOWN_S} s: opens at ${opens}${unit}, closes under ${closes}${unit}`;
    picture.canvas.setAttribute("aria-label", words);
    picture.redraw();
  }

  for (const trait of ["controls", "scale"]) model.on(`change:${trait}`, changed);
  model.on("change:who", () => stop("Another one listens now: press Start."));
  model.on("msg:custom", ({ network }, [bytes]) => {
    if (network) taken?.({ ...network, numbers: new Float32Array(bytesOf(bytes)) }); // "whole" is for pictures
  });
  changed();
  return () => {
    state.closed = true;
    stop();
    picture.close();
  };
}

/**
 * A number, for eyes and for others.
 * @param {{ name: string, unit: string, low: number, high: number }} scale
 */
function meter({ name, unit, low, high }) {
  const node = element("span", { className: "frontear-meter" });
  const label = name[0].toUpperCase() + name.slice(1);
  node.setAttribute("role", "meter");
  node.setAttribute("aria-label", label);
  node.setAttribute("aria-valuemin", String(low));
  node.setAttribute("aria-valuemax", String(high));
  /** @param {number | null} value */
  const show = (value) => {
    const held = clamp(value ?? low, low, high);
    const words = value === null ? "–" : `${readable(unit ? Math.round(held) : Number(held.toFixed(2)))}${unit}`;
    node.textContent = `${label} ${words}`;
    node.setAttribute("aria-valuenow", String(held));
    node.setAttribute("aria-valuetext", words);
  };
  show(null);
  return { node, show };
}

export default { render };
