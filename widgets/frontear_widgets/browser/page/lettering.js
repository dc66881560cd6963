// @ts-check
// Words that must fit.

export const LETTER = 7.2; // pixels wide, about, of plotly's titles
export const LINE = 17; // and high
const POWER = 7; // letters of a power of ten, and the room between two

/**
 * A name in as many lines as it needs to be read whole.
 * @param {string} name @param {number} room in pixels
 */
export function inLines(name, room) {
  const lines = [""];
  for (const word of name.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length * LETTER <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line) => line);
}

/**
 * How many powers of ten lie from one tick to the next where the names of `n` would not all have room.
 * @param {number} n @param {number} room in pixels
 */
export const powersApart = (n, room) => Math.max(1, Math.ceil((n * POWER * LETTER) / room));
