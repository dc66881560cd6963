// Plays arrays at their own rate: several sounds, one place in time, never louder than full scale.

/** One audio context a page, opened by the first press of a button; one player sounds at a time. */
const audio = (globalThis.frontearAudio ??= { context: null, output: null, stop: null });

/** Rejects where there is no device, or none that answers within two seconds. */
async function openAudio() {
  if (!audio.context) {
    audio.context = new AudioContext();
    audio.output = audio.context.createGain();
    audio.output.connect(audio.context.destination);
  }
  const late = new Promise((_, reject) => setTimeout(reject, 2_000));
  return Promise.race([audio.context.resume(), late]);
}

const HEADROOM = 0.9; // about -1 dB: resampling may overshoot between samples

const soundsOf = (model) => model.get("sounds").map(({ name, sample_rate, samples }) => ({
  name, rate: sample_rate, samples: new Float32Array(bytesOf(samples)), seconds: samples.byteLength / 4 / sample_rate,
}));

function peakOf(sounds) {
  let peak = 0;
  for (const { samples } of sounds) for (const sample of samples) if (sample > peak) peak = sample; else if (-sample > peak) peak = -sample;
  return peak;
}

/** Web Audio takes 8 kHz and more everywhere; slower arrays play a faster buffer slowly. */
function bufferOf({ samples, rate }) {
  const bufferRate = clamp(rate, 8_000, 96_000), buffer = audio.context.createBuffer(1, samples.length, bufferRate);
  buffer.copyToChannel(samples, 0);
  return { buffer, speed: rate / bufferRate };
}

/** 32-bit float WAV: every sample as it is. */
function wavOf({ samples, rate }) {
  const head = new DataView(new ArrayBuffer(44)), size = samples.length * 4;
  const put = (at, text) => [...text].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  const numbers = [[4, 36 + size], [16, 16], [24, rate], [28, rate * 4], [40, size]];
  put(0, "RIFF"), put(8, "WAVEfmt "), put(36, "data");
  numbers.forEach(([at, value]) => head.setUint32(at, value, true));
  [[20, 3], [22, 1], [32, 4], [34, 32]].forEach(([at, value]) => head.setUint16(at, value, true));
  return new Blob([head, samples], { type: "audio/wav" });
}

function render({ model, el }) {
  keepPage(model);
  const state = { sounds: soundsOf(model), chosen: 0, seconds: 0, source: null, since: 0 };
  const play = element("button", { onclick: toggle });
  const choices = element("span", { className: "frontear-tools" });
  const loop = element("input", { type: "checkbox", checked: model.get("loop"), onchange: () => state.source && start() });
  const volume = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0.7, oninput: setVolume });
  volume.setAttribute("aria-label", "Volume");
  const save = element("button", { textContent: "Save WAV", onclick: () => download(wavOf(current()), `${fileName(current().name)}.wav`) });
  const time = element("span", { className: "frontear-quiet" }), note = element("div", { className: "frontear-quiet" });
  const stage = element("div", { className: "frontear-stage" });
  const root = element("div", { className: "frontear-player" },
    element("div", { className: "frontear-tools" }, play, choices, time,
      element("label", {}, loop, "Loop"), element("label", {}, "Volume", volume), save), stage, note);
  el.append(root);

  const wave = sharpCanvas(stage, () => model.get("height"), paintWave);
  const cursor = sharpCanvas(stage, () => model.get("height"), paintCursor);
  Object.assign(wave.canvas, { tabIndex: 0 });
  wave.canvas.setAttribute("role", "slider");
  wave.canvas.setAttribute("aria-valuemin", 0);

  const current = () => state.sounds[state.chosen];

  function paintWave(context, width, height) {
    const ink = inks(root), { samples } = current(), middle = (height - 16) / 2, tall = middle / Math.max(peakOf(state.sounds), 1e-9);
    context.clearRect(0, 0, width, height);
    context.fillStyle = ink.accent;
    for (let x = 0; x < width; x++) {
      const end = Math.max(Math.ceil(((x + 1) * samples.length) / width), 1);
      let low = Infinity, high = -Infinity;
      for (let i = Math.floor((x * samples.length) / width); i < end; i++) (low = Math.min(low, samples[i])), (high = Math.max(high, samples[i]));
      context.fillRect(x, middle - high * tall, 1, Math.max((high - low) * tall, 1));
    }
    Object.assign(context, { fillStyle: ink.text, font: "11px system-ui, sans-serif", textAlign: "center" });
    const ticks = niceTicks(0, current().seconds, width / 90);
    for (const tick of ticks.slice(1)) if ((tick / current().seconds) * width < width - 20) context.fillText(`${readable(tick)} s`, (tick / current().seconds) * width, height - 3);
  }

  function paintCursor(context, width, height) {
    context.clearRect(0, 0, width, height);
    context.fillStyle = inks(root).text;
    context.fillRect((state.seconds / current().seconds) * width - 1, 0, 2, height - 16);
  }

  function toggle() {
    if (state.source) return stop();
    openAudio().then(start, () => (note.textContent = "No sound device answers: check that one is connected, then press Play again."));
  }

  function start() {
    release();
    audio.stop?.();
    audio.stop = stop;
    const { buffer, speed } = bufferOf(current()), { context } = audio;
    const source = context.createBufferSource(), fade = context.createGain();
    Object.assign(source, { buffer, loop: loop.checked });
    source.playbackRate.value = speed;
    source.connect(fade).connect(audio.output);
    setVolume();
    fade.gain.setValueAtTime(0, context.currentTime);
    fade.gain.linearRampToValueAtTime(safeGain(), context.currentTime + 0.01);
    if (state.seconds >= current().seconds - 0.001) state.seconds = 0;
    source.start(0, state.seconds * speed);
    source.onended = () => state.source === source && ended();
    Object.assign(state, { source, fade, since: context.currentTime - state.seconds });
    tick(source);
    showPlay();
  }

  /** Let the old source fade out, so that a change of sound does not click. */
  function release() {
    if (!state.source) return;
    const { source, fade } = state, now = audio.context.currentTime;
    state.source = null;
    fade.gain.cancelScheduledValues(now);
    fade.gain.setTargetAtTime(0, now, 0.004);
    source.stop(now + 0.03);
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

  function tick(source) {
    if (state.source !== source) return;
    const passed = audio.context.currentTime - state.since, { seconds } = current();
    place(loop.checked ? passed % seconds : Math.min(passed, seconds));
    requestAnimationFrame(() => tick(source));
  }

  function place(seconds) {
    state.seconds = clamp(seconds, 0, current().seconds);
    time.textContent = `${state.seconds.toFixed(2)} of ${current().seconds.toFixed(2)} s`;
    wave.canvas.setAttribute("aria-valuenow", state.seconds.toFixed(2));
    wave.canvas.setAttribute("aria-valuetext", `${state.seconds.toFixed(2)} seconds`);
    cursor.redraw();
    clock.tell("time", model.get("channel"), state.seconds);
  }

  function jump(seconds) {
    place(seconds);
    if (state.source && state.seconds >= current().seconds) stop(); else if (state.source) start();
  }

  function choose(index) {
    state.chosen = index;
    showSound();
    if (state.source) start();
  }

  const safeGain = () => Math.min(1, HEADROOM / Math.max(peakOf(state.sounds), 1e-9));

  function setVolume() {
    if (audio.output) audio.output.gain.value = Number(volume.value);
  }

  function showPlay() {
    play.textContent = state.source ? "❚❚ Pause" : "▶ Play";
  }

  function showSound() {
    choices.replaceChildren(...(state.sounds.length < 2 ? [] : state.sounds.map(({ name }, index) => {
      const button = element("button", { textContent: name, onclick: () => choose(index) });
      button.setAttribute("aria-pressed", index === state.chosen);
      return button;
    })));
    wave.canvas.setAttribute("aria-label", `Place in the sound ${current().name}`);
    wave.canvas.setAttribute("aria-valuemax", current().seconds.toFixed(2));
    const quieter = -20 * Math.log10(safeGain());
    note.textContent = quieter > 0.05 ? `Played ${quieter.toFixed(1)} dB quieter than it is, so that it cannot clip.` : "";
    place(Math.min(state.seconds, current().seconds));
    wave.redraw();
  }

  /** New sounds keep the choice, the place and, if one is playing, the playing. */
  function update() {
    state.sounds = soundsOf(model);
    state.chosen = Math.min(state.chosen, state.sounds.length - 1);
    showSound();
    if (state.source) start();
  }

  function onKey(event) {
    const steps = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.2, PageUp: 0.2 };
    if (event.key in steps) jump(state.seconds + steps[event.key] * current().seconds);
    else if (event.key === "Home" || event.key === "End") jump(event.key === "Home" ? 0 : current().seconds);
    else if (event.key === " ") toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  wave.canvas.addEventListener("pointerdown", ({ offsetX }) => jump((offsetX / stage.clientWidth) * current().seconds));
  wave.canvas.addEventListener("keydown", onKey);
  model.on("change:sounds", update);
  const deaf = clock.hear("seek", model, jump);
  showPlay();
  showSound();
  return () => (stop(), deaf(), wave.close(), cursor.close());
}

export default { render };
