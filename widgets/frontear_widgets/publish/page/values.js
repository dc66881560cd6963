// @ts-check
// What is large in a page: unpacked when it is first wanted, and kept as long as there is room.

import { clamp, fromBase64 } from "../../browser/numbers.js";

const MOST_BYTES = 48e6; // of what is kept unpacked

/** @param {string} letters base64 of what is deflated @returns {Promise<ArrayBuffer>} */
export async function inflated(letters) {
  return new Response(
    new Blob([fromBase64(letters)]).stream().pipeThrough(new DecompressionStream("deflate")),
  ).arrayBuffer();
}

/** @param {string} letters @returns {Promise<any>} */
export const unpackedJson = async (letters) => JSON.parse(new TextDecoder().decode(await inflated(letters)));

/**
 * Values as models hold them, of values as they are written: bytes as views of them, figures as text.
 * @param {Promise<string[]> | string[]} blobs
 */
export function reader(blobs) {
  /** @type {Map<number, Promise<ArrayBuffer>>} */
  const kept = new Map();
  let bytes = 0;

  /** @param {number} number */
  function blob(number) {
    const found = kept.get(number) ?? unpacked(number);
    kept.delete(number);
    kept.set(number, found); // the last that was wanted
    if (!kept.has(number)) return found;
    found.then(({ byteLength }) => {
      bytes += byteLength;
      for (const [old] of kept) if (bytes > MOST_BYTES && old !== number) forget(old);
    });
    return found;
  }

  /** @param {number} number */
  const unpacked = async (number) => inflated((await blobs)[number]);

  /** @param {number} number */
  async function forget(number) {
    const old = kept.get(number);
    kept.delete(number);
    if (old) bytes = clamp(bytes - (await old).byteLength, 0, bytes);
  }

  /** @param {any} written @returns {Promise<any>} */
  async function value(written) {
    if (!written || typeof written !== "object") return written;
    if (Array.isArray(written)) return Promise.all(written.map(value));
    if ("$bytes" in written) return new DataView(await blob(written.$bytes));
    if ("$figure" in written) return JSON.stringify(await value(written.$figure));
    if ("$numbers" in written) return { dtype: "f4", bdata: inOrder(new Uint8Array(await blob(written.$numbers))) };
    const entries = Object.entries(written).map(async ([name, each]) => [name, await value(each)]);
    return Object.fromEntries(await Promise.all(entries));
  }

  return value;
}

/**
 * Base64 of numbers of four bytes that came with all their first bytes first.
 * @param {Uint8Array} planes
 */
function inOrder(planes) {
  const count = planes.length / 4;
  const bytes = new Uint8Array(planes.length);
  for (let i = 0; i < count; i++) for (let part = 0; part < 4; part++) bytes[4 * i + part] = planes[part * count + i];
  let letters = "";
  for (let i = 0; i < bytes.length; i += 8_192) letters += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(letters);
}
