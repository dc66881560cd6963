// @ts-check
// One audio context a page, opened by the first press of a button; one player sounds at a time, and all equally loud.

import { clamp } from "../numbers.js";
import { read, write } from "./store.js";

const VOLUME = "frontear volume";
const FIRST_VOLUME = 0.7;

globalThis.frontearAudio ??= { context: null, output: null, stop: null, volume: keptVolume() };
export const audio = globalThis.frontearAudio;

function keptVolume() {
  const kept = read(VOLUME);
  return typeof kept === "number" && kept >= 0 && kept <= 1 ? kept : FIRST_VOLUME;
}

/** @param {number} volume of the page and of those opened later, 0 to 1 */
export function setVolume(volume) {
  audio.volume = volume;
  if (audio.output) audio.output.gain.value = volume;
  write(VOLUME, volume);
  dispatchEvent(new CustomEvent("frontear-volume"));
}

/** Rejects where there is no device, or none that answers within eight seconds: on a slow machine it takes some. */
export async function openAudio() {
  audio.context ??= new AudioContext();
  audio.output ??= outputOf(audio.context);
  const late = new Promise((_, reject) => setTimeout(reject, 8_000));
  await Promise.race([audio.context.resume(), late]);
}

/** @param {AudioContext} context */
function outputOf(context) {
  const output = context.createGain();
  output.gain.value = audio.volume;
  output.connect(context.destination);
  return output;
}

/**
 * A source that fades in. Web Audio takes 8 kHz and more everywhere; slower arrays play a faster buffer slowly.
 * @param {Sound} sound @param {{ seconds: number, loop: boolean, gain: number }} how
 */
export function playing({ samples, rate }, { seconds, loop, gain }) {
  const { context, output } = audio;
  if (!context || !output) return null;
  const bufferRate = clamp(rate, 8_000, 96_000);
  const buffer = context.createBuffer(1, samples.length, bufferRate);
  const source = context.createBufferSource();
  const fade = context.createGain();
  buffer.copyToChannel(samples, 0);
  Object.assign(source, { buffer, loop });
  source.playbackRate.value = rate / bufferRate;
  source.connect(fade).connect(output);
  fade.gain.setValueAtTime(0, context.currentTime);
  fade.gain.linearRampToValueAtTime(gain, context.currentTime + 0.01);
  source.start(0, (seconds * rate) / bufferRate);
  return { context, source, fade, since: context.currentTime - seconds };
}
