// @ts-check
// Numbers as they arrive, are held within bounds and are read.

/** @type {(value: number, low: number, high: number) => number} */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Numbers as a person reads them: 0.052, 1.25, 440, 12,000, −3.
 * @param {number} value
 */
export const readable = (value, digits = 4) => rounded(value, digits).replaceAll("-", "−");

/** @param {number} value @param {number} digits */
function rounded(value, digits) {
  const size = Math.abs(value);
  if (size >= 10_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(size >= 1 ? digits : digits - 1)));
}

/** @param {string} letters base64 */
export function fromBase64(letters) {
  const text = atob(letters);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * The bytes of a binary trait as a buffer of their own, aligned for any typed array.
 * @param {DataView<ArrayBuffer>} view
 */
export const bytesOf = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
