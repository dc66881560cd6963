// @ts-check
// Plays arrays at their own rate: several sounds, one place in time, as loud as those of other players.

import { clamp, readable } from "./numbers.js";
import { audio, openAudio, playing, setVolume } from "./page/audio.js";
import { sharpCanvas } from "./page/canvas.js";
import { hear, tell } from "./page/clock.js";
import { download, element, fileName, inks } from "./page/elements.js";
import { extremes, peakOf, playbackGain, samplesOf } from "./sound.js";
import { niceTicks } from "./ticks.js";

/**
 * @param {Model<PlayerTraits, Saved>} model
 * @returns {Promise<Sound[]>}
 */
function soundsOf(model) {
  return Promise.all(
    model.get("sounds").map(async ({ name, sample_rate, scale, samples: sent }) => {
      const samples = samplesOf(await stepsOf(model, sent), scale);
      return { name, rate: sample_rate, samples, seconds: samples.length / sample_rate };
    }),
  );
}

/**
 * What a player begins with, another model holds, for others that begin with it too.
 * @param {Model<PlayerTraits, Saved>} model @param {DataView<ArrayBuffer> | string} sent
 */
async function stepsOf(model, sent) {
  if (typeof sent !== "string") return sent;
  const holder = await model.widget_manager?.get_model(sent.replace("IPY_MODEL_", ""));
  if (!holder) throw Error("no model holds the samples");
  return holder.get("steps");
}

const NO_DEVICE = "No sound device answers: check that one is connected, then press Play again.";

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.2, PageUp: 0.2 };

/** @param {Widget<PlayerTraits, Saved>} widget */
async function render({ model, el }) {
  const first = model.get("sounds");
  const sounds = await soundsOf(model);
  /** @type {{ sounds: Sound[], gain: number, chosen: number, seconds: number, playing: ReturnType<typeof playing>, closed: boolean }} */
  const state = { sounds, gain: playbackGain(sounds), chosen: 0, seconds: 0, playing: null, closed: false };
  const play = element("button", { onclick: toggle });
  const choices = element("span", { className: "frontear-tools" });
  const loop = element("input", { type: "checkbox", checked: model.get("loop"), onchange: goOn });
  const volume = element("input", {
    type: "range",
    min: "0",
    max: "1",
    step: "0.01",
    oninput: () => setVolume(Number(volume.value)),
  });
  const save = element("button", { className: "frontear-save", textContent: "Save WAV", onclick: saveSound });
  const time = element("span", { className: "frontear-quiet" });
  const note = element("div", { className: "frontear-quiet" });
  const stage = element("div", { className: "frontear-stage" });
  const labels = [element("label", {}, loop, "Loop"), element("label", {}, "Volume", volume)];
  const besides = element("span", { className: "frontear-tools" }, ...labels, save); // one line, or the next, with all
  const tools = element("div", { className: "frontear-tools" }, play, choices, time, besides);
  const root = element("div", { className: "frontear-player" }, tools, stage, note);
  volume.setAttribute("aria-label", "Volume");
  el.append(root);

  const wave = sharpCanvas(stage, () => model.get("height"), paintWave);
  const cursor = sharpCanvas(stage, () => model.get("height"), paintCursor);
  wave.canvas.tabIndex = 0;
  wave.canvas.setAttribute("role", "slider");
  wave.canvas.setAttribute("aria-valuemin", "0");

  const current = () => state.sounds[state.chosen];

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function paintWave(context, width, height) {
    const ink = inks(root);
    const { samples, seconds } = current();
    const middle = (height - 16) / 2;
    const tall = middle / Math.max(peakOf(state.sounds), 1e-9);
    context.clearRect(0, 0, width, height);
    context.fillStyle = ink.accent;
    extremes(samples, width).forEach(([low, high], x) => {
      context.fillRect(x, middle - high * tall, 1, Math.max((high - low) * tall, 1));
    });
    Object.assign(context, { fillStyle: ink.text, font: "11px system-ui, sans-serif", textAlign: "center" });
    for (const tick of niceTicks(0, seconds, width / 90).slice(1)) {
      const x = (tick / seconds) * width;
      if (x < width - 20) context.fillText(`${readable(tick)} s`, x, height - 3);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function paintCursor(context, width, height) {
    context.clearRect(0, 0, width, height);
    context.fillStyle = inks(root).text;
    context.fillRect((state.seconds / current().seconds) * width - 1, 0, 2, height - 16);
  }

  async function toggle() {
    if (state.playing) return stop();
    try {
      await openAudio();
    } catch {
      note.textContent = NO_DEVICE;
      return;
    }
    if (!state.closed) start(); // it may have been closed meanwhile
  }

  function start() {
    release();
    audio.stop?.();
    audio.stop = stop;
    if (state.seconds >= current().seconds - 0.001) state.seconds = 0;
    const now = playing(current(), { seconds: state.seconds, loop: loop.checked, gain: state.gain });
    state.playing = now;
    if (!now) return;
    now.source.onended = () => {
      if (state.playing === now) ended();
    };
    tick(now);
    showPlay();
  }

  /** What plays goes on as it is now: another sound, place or loop. */
  function goOn() {
    if (state.playing) start();
  }

  /** Let the old source fade out, so that a change of sound does not click. */
  function release() {
    if (!state.playing) return;
    const { source, fade, context } = state.playing;
    state.playing = null;
    fade.gain.cancelScheduledValues(context.currentTime);
    fade.gain.setTargetAtTime(0, context.currentTime, 0.004);
    source.stop(context.currentTime + 0.03);
  }

  function stop() {
    release();
    if (audio.stop === stop) audio.stop = null;
    showPlay();
  }

  function ended() {
    stop();
    place(0);
  }

  /** @param {NonNullable<ReturnType<typeof playing>>} now */
  function tick(now) {
    if (state.playing !== now) return;
    const passed = now.context.currentTime - now.since;
    const { seconds } = current();
    place(loop.checked ? passed % seconds : Math.min(passed, seconds));
    requestAnimationFrame(() => tick(now));
  }

  /** @param {number} seconds */
  function place(seconds) {
    state.seconds = clamp(seconds, 0, current().seconds);
    const shown = state.seconds.toFixed(2);
    time.textContent = `${shown} of ${current().seconds.toFixed(2)} s`;
    wave.canvas.setAttribute("aria-valuenow", shown);
    wave.canvas.setAttribute("aria-valuetext", `${shown} seconds`);
    cursor.redraw();
    tell("time", model.get("channel"), state.seconds);
  }

  /** @param {number} seconds */
  function jump(seconds) {
    place(seconds);
    if (state.playing && state.seconds >= current().seconds) stop();
    else goOn();
  }

  /** @param {number} index */
  function choose(index) {
    state.chosen = index;
    showSound();
    goOn();
  }

  function showVolume() {
    volume.value = String(audio.volume);
  }

  /** The page has its samples rounded: Python makes the file. */
  function saveSound() {
    model.send({ save: state.chosen });
  }

  function showPlay() {
    play.textContent = state.playing ? "❚❚ Pause" : "▶ Play";
  }

  function showSound() {
    const { name, seconds } = current();
    choices.replaceChildren(...(state.sounds.length < 2 ? [] : state.sounds.map(choiceOf)));
    wave.canvas.setAttribute("aria-label", `Place in the sound ${name}`);
    wave.canvas.setAttribute("aria-valuemax", seconds.toFixed(2));
    const louder = Math.round(20 * Math.log10(state.gain));
    const how = `${Math.abs(louder)} dB ${louder > 0 ? "louder" : "quieter"} than it is`;
    note.textContent = louder ? `Played ${how}: all sounds are about equally loud here.` : "";
    place(Math.min(state.seconds, seconds));
    wave.redraw();
  }

  /** @param {Sound} sound @param {number} index */
  function choiceOf({ name }, index) {
    const button = element("button", { textContent: name, onclick: () => choose(index) });
    button.setAttribute("aria-pressed", String(index === state.chosen));
    return button;
  }

  /** New sounds keep the choice, the place and, if one is playing, the playing. */
  async function update() {
    state.sounds = await soundsOf(model);
    state.gain = playbackGain(state.sounds);
    state.chosen = Math.min(state.chosen, state.sounds.length - 1);
    showSound();
    goOn();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { seconds } = current();
    if (STEPS[event.key]) jump(state.seconds + STEPS[event.key] * seconds);
    else if (event.key === "Home" || event.key === "End") jump(event.key === "Home" ? 0 : seconds);
    else if (event.key === " ") toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  wave.canvas.addEventListener("pointerdown", ({ offsetX }) => jump((offsetX / stage.clientWidth) * current().seconds));
  wave.canvas.addEventListener("keydown", onKey);
  model.on("change:sounds", update);
  model.on("msg:custom", (answer, buffers) => {
    if (answer === "whole") return;
    download(new Blob([buffers[0]], { type: "audio/wav" }), `${fileName(answer.name)}.wav`);
  });
  const deaf = hear("seek", model, jump);
  addEventListener("frontear-volume", showVolume);
  showVolume();
  showPlay();
  showSound();
  if (model.get("sounds") !== first) update(); // it came meanwhile
  return () => {
    state.closed = true;
    stop();
    deaf();
    removeEventListener("frontear-volume", showVolume);
    wave.close();
    cursor.close();
  };
}

export default { render };
