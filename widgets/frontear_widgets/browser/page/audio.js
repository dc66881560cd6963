// @ts-check
// One audio context a page, opened by the first press of a button; one player sounds at a time.

import { clamp } from "../numbers.js";

globalThis.frontearAudio ??= { context: null, output: null, stop: null };
export const audio = globalThis.frontearAudio;

/** Rejects where there is no device, or none that answers within two seconds. */
export async function openAudio() {
  audio.context ??= new AudioContext();
  audio.output ??= outputOf(audio.context);
  const late = new Promise((_, reject) => setTimeout(reject, 2_000));
  await Promise.race([audio.context.resume(), late]);
}

/** @param {AudioContext} context */
function outputOf(context) {
  const output = context.createGain();
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
