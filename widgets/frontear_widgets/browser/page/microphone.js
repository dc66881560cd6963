// @ts-check
// The microphone as it is: nothing of the browser's takes echo or noise away or makes it louder.

const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const NO_MICROPHONE = "The microphone needs a page from https or from this machine (localhost).";

/** @type {Record<string, string>} */
const REFUSED = {
  NotAllowedError: "The browser may not use the microphone: allow it beside the address.",
  NotFoundError: "No microphone was found: plug one in.",
  NotReadableError: "The microphone is in use by another program: close that.",
};

/** Rejects with a sentence where there is none, or where it is refused. */
export async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error(NO_MICROPHONE);
  return navigator.mediaDevices.getUserMedia({ audio: PLAIN }).catch((error) => {
    throw new Error(REFUSED[error.name] ?? error.message);
  });
}

/** @param {MediaStream} stream */
export function closeMicrophone(stream) {
  for (const track of stream.getTracks()) track.stop();
}
