// @ts-check
// A kernel's messages as they go over its line: Jupyter server's protocol v1. A message is the number of its offsets, the
// offsets, eight bytes each, and its parts one after another: channel, four pieces of JSON, and buffers.

/**
 * @typedef {object} Message
 * @property {string} channel
 * @property {Record<string, any>} header
 * @property {Record<string, any>} parent_header
 * @property {Record<string, any>} metadata
 * @property {Record<string, any>} content
 * @property {ArrayBufferView[]} buffers
 */

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const OFFSET_BYTES = 8;

/**
 * @param {Message} message
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function packed({ channel, header, parent_header, metadata, content, buffers }) {
  const texts = [channel, ...[header, parent_header, metadata, content].map((each) => JSON.stringify(each))];
  const parts = [...texts.map((text) => new TextEncoder().encode(text)), ...buffers.map(bytesOf)];
  const offsets = [OFFSET_BYTES * (parts.length + 2)];
  for (const { byteLength } of parts) offsets.push(/** @type {number} */ (offsets.at(-1)) + byteLength);
  const whole = new Uint8Array(/** @type {number} */ (offsets.at(-1)));
  const numbers = new DataView(whole.buffer);
  for (const [place, number] of [offsets.length, ...offsets].entries())
    numbers.setBigUint64(OFFSET_BYTES * place, BigInt(number), true);
  for (const [place, part] of parts.entries()) whole.set(part, offsets[place]);
  return whole;
}

/**
 * @param {ArrayBuffer} whole
 * @returns {Message & { buffers: DataView<ArrayBuffer>[] }}
 */
export function unpacked(whole) {
  const numbers = new DataView(whole);
  /** @param {number} place */
  const number = (place) => Number(numbers.getBigUint64(OFFSET_BYTES * place, true));
  const parts = Array.from({ length: number(0) - 1 }, (_, place) => {
    const begin = number(place + 1);
    return new DataView(whole, begin, number(place + 2) - begin);
  });
  const [channel, header, parent_header, metadata, content] = parts
    .slice(0, 5)
    .map((part) => new TextDecoder().decode(part));
  return {
    channel,
    header: JSON.parse(header),
    parent_header: JSON.parse(parent_header),
    metadata: JSON.parse(metadata),
    content: JSON.parse(content),
    buffers: parts.slice(5),
  };
}

/** @param {ArrayBufferView} view */
const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);
