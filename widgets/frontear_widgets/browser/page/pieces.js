// @ts-check
// Long messages.

const PIECE = 4_000_000; // bytes of a message: over 10 MiB they vanish without a word

/**
 * Bytes to the kernel, in pieces its line can carry.
 * @param {Model<any, any>} model @param {object} about @param {Uint8Array} bytes
 */
export function sendPieces(model, about, bytes) {
  const pieces = Math.max(Math.ceil(bytes.length / PIECE), 1);
  for (let piece = 0; piece < pieces; piece++)
    model.send({ ...about, piece, pieces }, undefined, [bytes.slice(piece * PIECE, (piece + 1) * PIECE)]);
}
