// A sound of one's own: from the microphone as plain samples, or from a file, in pieces the kernel's line can carry.

const LONGEST = 30; // seconds
const LARGEST = 50e6; // bytes of a file
const PIECE = 4_000_000; // bytes of a message: over 10 MiB they vanish without a word
const READ_BY_KERNEL = /\.(wav|flac|ogg|oga|mp3)$/i;

const RECORDER = `registerProcessor("frontear-recorder", class extends AudioWorkletProcessor {
  process([[samples]]) { if (samples) this.port.postMessage(samples.slice()); return true; }
});`;

function joined(parts) {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) whole.set(part, at), (at += part.length);
  return whole;
}

/** Opens the microphone; returns a function that closes it and gives what was heard. */
async function record(onProgress) {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("The microphone needs a page from https or from this machine (localhost). You can open a file instead.");
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
  const context = new AudioContext(), code = URL.createObjectURL(new Blob([RECORDER], { type: "text/javascript" }));
  await context.audioWorklet.addModule(code);
  URL.revokeObjectURL(code);
  const parts = [], recorder = new AudioWorkletNode(context, "frontear-recorder");
  recorder.port.onmessage = ({ data }) => {
    parts.push(data);
    onProgress((parts.length * data.length) / context.sampleRate, data.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
  };
  context.createMediaStreamSource(stream).connect(recorder);
  return () => {
    stream.getTracks().forEach((track) => track.stop());
    context.close();
    return { samples: joined(parts), rate: context.sampleRate };
  };
}

/** What the kernel cannot read (m4a, webm) the browser decodes. */
async function decodeHere(file) {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const sound = await context.decodeAudioData(await file.arrayBuffer());
  const length = Math.min(sound.length, LONGEST * sound.sampleRate), samples = new Float32Array(length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++)
    sound.getChannelData(channel).subarray(0, length).forEach((sample, i) => (samples[i] += sample / sound.numberOfChannels));
  return { samples, rate: sound.sampleRate, cut: sound.length > length };
}

const REFUSED = {
  NotAllowedError: "The browser may not use the microphone: allow it beside the address, or open a file.",
  NotFoundError: "No microphone was found: plug one in, or open a file.",
  NotReadableError: "The microphone is in use by another program: close that, or open a file.",
  EncodingError: "This file holds no sound that can be read here: try WAV, FLAC, OGG or MP3.",
};

function render({ model, el }) {
  keepPage(model);
  const state = { stop: null, busy: false };
  const mic = element("button", { textContent: "● Record", onclick: () => attempt(state.stop ? finish : begin) });
  const open = element("button", { textContent: "Open a file", onclick: () => input.click() });
  const input = element("input", { type: "file", accept: "audio/*,.flac,.ogg,.oga,.m4a,.webm", hidden: true, onchange: () => attempt(takeFile) });
  const told = element("span", { className: "frontear-told" });
  told.setAttribute("role", "status");
  input.setAttribute("aria-label", "Sound file");
  el.append(element("div", { className: "frontear-own frontear-tools" }, mic, open, input, told));

  const say = (words, wrong = false) => {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  };

  async function attempt(act) {
    if (state.busy) return;
    state.busy = true;
    try {
      await act();
    } catch (problem) {
      say(REFUSED[problem.name] ?? problem.message, true);
    }
    state.busy = false;
  }

  async function begin() {
    say("Waiting for the microphone …");
    state.stop = await record((seconds, peak) => {
      if (!state.stop) return;
      say(`${seconds.toFixed(1)} s of ${LONGEST}, peak ${(20 * Math.log10(Math.max(peak, 1e-5))).toFixed(0)} dB`);
      if (seconds >= LONGEST) attempt(finish);
    });
    mic.textContent = "■ Stop";
  }

  async function finish() {
    const { samples, rate } = state.stop();
    state.stop = null;
    mic.textContent = "● Record";
    if (!samples.length) throw new Error("Nothing was recorded: keep recording for a moment before you stop.");
    send({ kind: "samples", name: "recording", rate }, samples.subarray(0, LONGEST * rate));
  }

  async function takeFile() {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    if (!file.size) throw new Error(`${file.name} is empty.`);
    if (file.size > LARGEST) throw new Error(`${file.name} has ${Math.round(file.size / 1e6)} MB; allowed: up to ${LARGEST / 1e6} MB.`);
    say(`Reading ${file.name} …`);
    if (READ_BY_KERNEL.test(file.name)) return send({ kind: "file", name: file.name }, new Uint8Array(await file.arrayBuffer()));
    const { samples, rate, cut } = await decodeHere(file);
    send({ kind: "samples", name: file.name, rate, cut }, samples);
  }

  function send(about, data) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength), pieces = Math.max(Math.ceil(bytes.length / PIECE), 1);
    for (let piece = 0; piece < pieces; piece++)
      model.send({ ...about, piece, pieces }, undefined, [bytes.slice(piece * PIECE, (piece + 1) * PIECE)]);
  }

  const answer = ({ words, wrong }) => say(words, wrong);
  model.on("msg:custom", answer);
  return () => state.stop?.();
}

export default { render };
