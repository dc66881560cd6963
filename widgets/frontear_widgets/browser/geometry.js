// Where the cells of a picture lie: values <-> fractions 0…1 of the whole picture, bottom left first.

const SCALES = {
  linear: { place: (value) => value, value: (place) => place },
  mel: { place: (hz) => Math.log1p(Math.max(hz, 0) / 700), value: (place) => 700 * Math.expm1(place) },
  log: { place: (hz) => Math.log(Math.max(hz, 1e-6)), value: Math.exp },
};

/** Cells meet halfway between their centres. */
function edgesOf(centres) {
  const last = centres.length - 1;
  if (last === 0) return [centres[0] - 0.5, centres[0] + 0.5];
  const between = Array.from({ length: last }, (_, i) => (centres[i] + centres[i + 1]) / 2);
  return [2 * centres[0] - between[0], ...between, 2 * centres[last] - between[last - 1]];
}

/** The first visible value: a logarithmic scale cannot begin at zero, a frequency not below it. */
function lowest(edges, scale) {
  if (scale === "linear") return edges[0];
  return scale === "mel" || edges[0] > 0 ? Math.max(edges[0], 0) : edges[1];
}

function geometry({ x, y, columns }, centres) {
  const scale = SCALES[y.scale], edges = edgesOf(centres);
  const bottom = scale.place(lowest(edges, y.scale)), tall = scale.place(edges.at(-1)) - bottom || 1;
  const left = x.start - x.step / 2, wide = columns * x.step;
  const yAt = (fraction) => scale.value(bottom + fraction * tall);
  return {
    columns, centres, edges, yAt,
    xAt: (fraction) => left + fraction * wide,
    xFraction: (value) => (value - left) / wide,
    yFraction: (value) => (scale.place(value) - bottom) / tall,
    xCentre: (column) => x.start + column * x.step,
    xName: (value) => x.names[Math.round((value - x.start) / x.step)],
    yName: (value) => y.names[centres.indexOf(value)],
    columnAt: (fraction) => clamp(Math.floor(fraction * columns), 0, columns - 1),
    rowAt: (fraction) => {
      const value = yAt(fraction);
      let low = 0, high = centres.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle + 1] > value) high = middle; else low = middle + 1;
      }
      return low;
    },
  };
}
