// How a heat map is drawn: cells, axes, colour bar.

/** Where the cells are; rows with long names have more room for them. */
function boxOf(width, height, names) {
  const longest = Math.max(0, ...names.map((name) => name.length)), left = clamp(30 + 8 * longest, 62, Math.max(62, width / 5));
  return { left, top: 8, width: Math.max(width - left - 74, 10), height: height - 48 };
}

/** First and last cell under each of `count` pixels; a cell on the seam counts to the later pixel only. */
function cellRanges(count, cellAt) {
  const first = Int32Array.from({ length: count }, (_, pixel) => cellAt(pixel / count));
  const last = first.map((cell, pixel) => Math.max(cell, (pixel + 1 < count ? first[pixel + 1] : cellAt(1)) - 1));
  return { first, last };
}

/** One device pixel shows the largest of the cells under it, so that no click falls between pixels. */
function paintCells(image, levels, table, grid, zoom) {
  const pixels = new Uint32Array(image.data.buffer), wide = image.width, tall = image.height;
  const columns = cellRanges(wide, (share) => grid.columnAt(zoom.x0 + share * (zoom.x1 - zoom.x0)));
  const rows = cellRanges(tall, (share) => grid.rowAt(zoom.y0 + share * (zoom.y1 - zoom.y0)));
  const highest = new Uint8Array(grid.columns); // of each column, over the rows under one line of pixels
  for (let line = 0; line < tall; line++) {
    const at = (tall - 1 - line) * wide, above = at + wide;
    if (line && rows.first[line] === rows.first[line - 1] && rows.last[line] === rows.last[line - 1]) {
      pixels.copyWithin(at, above, above + wide);
      continue;
    }
    highest.set(levels.subarray(rows.first[line] * grid.columns, (rows.first[line] + 1) * grid.columns));
    for (let row = rows.first[line] + 1; row <= rows.last[line]; row++) {
      const start = row * grid.columns;
      for (let column = 0; column < grid.columns; column++) if (levels[start + column] > highest[column]) highest[column] = levels[start + column];
    }
    for (let x = 0; x < wide; x++) {
      let level = highest[columns.first[x]];
      for (let column = columns.first[x] + 1; column <= columns.last[x]; column++) if (highest[column] > level) level = highest[column];
      pixels[at + x] = table[level];
    }
  }
}

function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(Math.max(low, 1))); 10 ** power <= high; power++)
    for (const factor of [1, 2, 5]) ticks.push(factor * 10 ** power);
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** Labels that would touch the one before are left out. */
function spread(ticks, placeOf, apart) {
  let last = -Infinity;
  return ticks.filter((tick) => Math.abs(placeOf(tick) - last) >= apart && ((last = placeOf(tick)), true));
}

const inside = (values, low, high) => [...values].filter((value) => value >= low && value <= high);

const columnsOf = (grid) => Array.from({ length: grid.columns }, (_, column) => grid.xCentre(column));

/** A name cut to the width there is. */
function short(context, name, width) {
  if (context.measureText(name).width <= width) return name;
  let length = name.length - 1;
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > width) length--;
  return `${name.slice(0, length)}…`;
}

function paintAxes(context, box, ink, frame, grid, zoom) {
  const xPlace = (value) => box.left + ((grid.xFraction(value) - zoom.x0) / (zoom.x1 - zoom.x0)) * box.width;
  const yPlace = (value) => box.top + (1 - (grid.yFraction(value) - zoom.y0) / (zoom.y1 - zoom.y0)) * box.height;
  const [yLow, yHigh] = [grid.yAt(zoom.y0), grid.yAt(zoom.y1)];
  const xTicks = frame.x.names.length ? inside(columnsOf(grid), grid.xAt(zoom.x0), grid.xAt(zoom.x1)) : niceTicks(grid.xAt(zoom.x0), grid.xAt(zoom.x1), box.width / 70);
  const yTicks = frame.y.names.length ? inside(grid.centres, yLow, yHigh) : frame.y.scale === "linear" ? niceTicks(yLow, yHigh, box.height / 36) : spread(logTicks(yLow, yHigh), yPlace, 18);
  const apart = box.width / Math.max(xTicks.length, 1) - 3;
  Object.assign(context, { fillStyle: ink.text, strokeStyle: ink.quiet, textAlign: "center", textBaseline: "top" });
  for (const tick of xTicks) {
    context.fillRect(xPlace(tick) - 0.5, box.top + box.height, 1, 4);
    context.fillText(frame.x.names.length ? short(context, grid.xName(tick), apart) : readable(tick), xPlace(tick), box.top + box.height + 6);
  }
  context.fillText(frame.x.name, box.left + box.width / 2, box.top + box.height + 22);
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  for (const tick of yTicks) {
    context.fillRect(box.left - 4, yPlace(tick) - 0.5, 4, 1);
    context.fillText(frame.y.names.length ? short(context, grid.yName(tick), box.left - (frame.y.name ? 28 : 12)) : readable(tick), box.left - 7, yPlace(tick));
  }
  sideways(context, frame.y.name, 12, box.top + box.height / 2);
}

/** Frames around cells, white on black to be seen on any colour; names that would cover another are left out. */
function paintBoxes(context, box, { boxes, x }, grid, zoom) {
  const xPlace = (column) => box.left + ((grid.xFraction(x.start + (column - 0.5) * x.step) - zoom.x0) / (zoom.x1 - zoom.x0)) * box.width;
  const yPlace = (row) => box.top + (1 - (clamp(grid.yFraction(grid.edges[row]), 0, 1) - zoom.y0) / (zoom.y1 - zoom.y0)) * box.height;
  const places = boxes.map(({ name, rows, columns, dashed }) => ({ name, dash: dashed ? [6, 4] : [], left: xPlace(columns[0]), right: xPlace(columns[1]), top: yPlace(rows[1]), bottom: yPlace(rows[0]) }));
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const [strokeStyle, lineWidth] of [["#000", 4], ["#fff", 2]]) {
    Object.assign(context, { strokeStyle, lineWidth });
    for (const { dash, left, right, top, bottom } of places) {
      context.setLineDash(strokeStyle === "#000" ? [] : dash);
      context.strokeRect(left + 1, top + 1, Math.max(right - left - 2, 1), bottom - top - 2);
    }
  }
  nameBoxes(context, box, places);
  context.restore();
}

function nameBoxes(context, box, places) {
  const taken = [];
  context.setLineDash([]);
  Object.assign(context, { textAlign: "left", textBaseline: "top", lineWidth: 3, strokeStyle: "#000", fillStyle: "#fff", lineJoin: "round" });
  for (const { name, left, right, top } of places) {
    const width = context.measureText(name).width, beside = right - left < width + 8; // a box as small as its name stays free
    const at = { x: beside ? right + 4 : Math.max(left, box.left) + 4, y: Math.max(top, box.top) + (beside ? 0 : 4), width };
    if (at.x + width > box.left + box.width) at.x = left - width - 4;
    if (taken.some((other) => Math.abs(other.y - at.y) < 14 && at.x < other.x + other.width + 8 && other.x < at.x + at.width + 8)) continue;
    taken.push(at);
    context.strokeText(name, at.x, at.y);
    context.fillText(name, at.x, at.y);
  }
}

function sideways(context, words, x, y) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(words, 0, 0);
  context.restore();
}

function paintColourBar(context, box, width, frame, table) {
  const left = box.left + box.width + 12, bytes = new Uint8ClampedArray(table.buffer);
  for (let y = 0; y < box.height; y++) {
    const at = 4 * Math.round(255 * (1 - y / (box.height - 1)));
    context.fillStyle = `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
    context.fillRect(left, box.top + y, 12, 1.5);
  }
}

function labelColourBar(context, box, width, ink, { z }) {
  const left = box.left + box.width + 27;
  Object.assign(context, { fillStyle: ink.text, textAlign: "left", textBaseline: "middle" });
  for (const tick of niceTicks(z.low, z.high, box.height / 40))
    context.fillText(readable(tick), left, box.top + box.height * (1 - (tick - z.low) / (z.high - z.low)));
  sideways(context, z.name, width - 8, box.top + box.height / 2);
}
