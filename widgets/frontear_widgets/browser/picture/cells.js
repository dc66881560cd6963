// @ts-check
// The cells of a picture as pixels.

/** @typedef {import("./geometry.js").Grid} Grid */
/** @typedef {import("./zoom.js").Zoom} Zoom */

/**
 * First and last cell under each of `count` pixels; a cell on the seam counts to the later pixel only.
 * @param {number} count @param {(share: number) => number} cellAt
 */
export function cellRanges(count, cellAt) {
  const first = Int32Array.from({ length: count }, (_, pixel) => cellAt(pixel / count));
  const end = cellAt(1 - 1e-9);
  const last = first.map((cell, pixel) => Math.max(cell, pixel + 1 < count ? first[pixel + 1] - 1 : end));
  return { first, last };
}

/** Which of two levels is shown where one pixel has both: the larger, or of what has a sign that farther from 0. */
const LARGER = Uint8Array.from({ length: 256 }, (_, level) => level);
const FARTHER = Uint8Array.from({ length: 256 }, (_, level) => Math.round(Math.abs(level - 127.5)));

/**
 * One device pixel shows the largest of the cells under it, so that no click falls between pixels.
 * @param {Pick<ImageData, "data" | "width" | "height">} image
 * @param {Uint8Array} levels
 * @param {Uint32Array} table
 * @param {Grid} grid
 * @param {Zoom} zoom
 */
export function paintCells(image, levels, table, grid, zoom, signed = false) {
  const rank = signed ? FARTHER : LARGER;
  const pixels = new Uint32Array(image.data.buffer);
  const { width, height } = image;
  const columns = cellRanges(width, (share) => grid.columnAt(zoom.x0 + share * (zoom.x1 - zoom.x0)));
  const rows = cellRanges(height, (share) => grid.rowAt(zoom.y0 + share * (zoom.y1 - zoom.y0)));
  const highest = new Uint8Array(grid.columns); // of each column, over the rows under one line of pixels
  for (let line = 0; line < height; line++) {
    const at = (height - 1 - line) * width;
    if (line && rows.first[line] === rows.first[line - 1] && rows.last[line] === rows.last[line - 1]) {
      pixels.copyWithin(at, at + width, at + 2 * width);
      continue;
    }
    highest.set(levels.subarray(rows.first[line] * grid.columns, (rows.first[line] + 1) * grid.columns));
    for (let row = rows.first[line] + 1; row <= rows.last[line]; row++) {
      const start = row * grid.columns;
      for (let column = 0; column < grid.columns; column++)
        if (rank[levels[start + column]] > rank[highest[column]]) highest[column] = levels[start + column];
    }
    for (let x = 0; x < width; x++) {
      let level = highest[columns.first[x]];
      for (let column = columns.first[x] + 1; column <= columns.last[x]; column++)
        if (rank[highest[column]] > rank[level]) level = highest[column];
      pixels[at + x] = table[level];
    }
  }
}
