// A matrix as a picture: bytes through a colour table, axes in real units, exact values asked of the kernel.

const WHOLE = { x0: 0, x1: 1, y0: 0, y1: 1 };

const isWhole = (zoom) => Object.keys(WHOLE).every((side) => zoom[side] === WHOLE[side]);

function render({ model, el }) {
  keepPage(model);
  const state = { grid: null, zoom: { ...WHOLE }, cell: null, seconds: null, drag: null, asked: 0 };
  const title = element("span", { className: "frontear-title" });
  const whole = element("button", { textContent: "Whole picture", onclick: () => setZoom({ ...WHOLE }) });
  const save = element("button", { textContent: "Save PNG", onclick: savePicture });
  const stage = element("div", { className: "frontear-stage" });
  const readout = element("div", { className: "frontear-readout", role: "status" });
  const root = element("div", { className: "frontear-heatmap" },
    element("div", { className: "frontear-tools" }, title, whole, save), stage, readout);
  el.append(root);

  const picture = sharpCanvas(stage, () => model.get("height"), paint);
  const marks = sharpCanvas(stage, () => model.get("height"), paintMarks);
  picture.canvas.tabIndex = 0;
  picture.canvas.setAttribute("role", "application");

  function boxHere(width, height) {
    return boxOf(width, height, model.get("frame").y.names);
  }

  function paint(context, width, height, density) {
    const ink = inks(root), frame = model.get("frame"), box = boxHere(width, height), table = colourTable(model.get("colours"));
    const image = new ImageData(Math.round(box.width * density), Math.round(box.height * density));
    paintCells(image, new Uint8Array(bytesOf(model.get("pixels"))), table, state.grid, state.zoom);
    context.fillStyle = ink.paper;
    context.fillRect(0, 0, width, height);
    context.putImageData(image, Math.round(box.left * density), Math.round(box.top * density));
    context.font = "12px system-ui, sans-serif";
    paintBoxes(context, box, frame, state.grid, state.zoom);
    paintAxes(context, box, ink, frame, state.grid, state.zoom);
    paintColourBar(context, box, width, frame, table);
    labelColourBar(context, box, width, ink, frame);
  }

  /** Cursor of the sound, cross of the reader, rectangle of the zoom: on a sheet of their own. */
  function paintMarks(context, width, height) {
    const box = boxHere(width, height), { zoom, grid } = state;
    const xPlace = (fraction) => box.left + ((fraction - zoom.x0) / (zoom.x1 - zoom.x0)) * box.width;
    const yPlace = (fraction) => box.top + (1 - (fraction - zoom.y0) / (zoom.y1 - zoom.y0)) * box.height;
    const line = (x, y, wide, tall, colour) => ((context.fillStyle = colour), context.fillRect(x, y, wide, tall));
    context.clearRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    if (state.seconds !== null && model.get("frame").x.unit === "s") {
      const x = xPlace(grid.xFraction(state.seconds));
      line(x - 1.5, box.top, 4, box.height, "#000");
      line(x - 0.5, box.top, 2, box.height, "#fff");
    }
    if (model.get("frame").chosen) frameCell(context, model.get("frame"), xPlace, yPlace);
    if (state.cell) {
      const x = xPlace(grid.xFraction(grid.xCentre(state.cell.column))), y = yPlace(grid.yFraction(grid.centres[state.cell.row]));
      line(x - 0.5, box.top, 1, box.height, "#fffc");
      line(box.left, y - 0.5, box.width, 1, "#fffc");
    }
    if (state.drag?.moved) {
      const { x, y, toX, toY } = state.drag;
      Object.assign(context, { strokeStyle: "#fff", lineWidth: 2 });
      context.strokeRect(x, y, toX - x, toY - y);
    }
    context.restore();
  }

  function frameCell(context, { chosen: [row, column], x }, xPlace, yPlace) {
    const { grid } = state, centre = grid.xCentre(column);
    const [left, right] = [centre - x.step / 2, centre + x.step / 2].map((value) => xPlace(grid.xFraction(value)));
    const [bottom, top] = [grid.edges[row], grid.edges[row + 1]].map((value) => yPlace(grid.yFraction(value)));
    for (const [strokeStyle, lineWidth] of [["#000", 6], ["#fff", 3]]) {
      Object.assign(context, { strokeStyle, lineWidth });
      context.strokeRect(left + 3, top + 3, right - left - 6, bottom - top - 6);
    }
  }

  function setZoom(zoom) {
    Object.assign(state.zoom, zoom);
    whole.disabled = isWhole(state.zoom);
    picture.redraw();
    marks.redraw();
  }

  /** Fractions of the whole picture under a pointer. */
  function fractionsAt(x, y) {
    const box = boxHere(stage.clientWidth, model.get("height")), { zoom } = state;
    const across = clamp((x - box.left) / box.width, 0, 1), up = clamp(1 - (y - box.top) / box.height, 0, 1);
    return { x: zoom.x0 + across * (zoom.x1 - zoom.x0), y: zoom.y0 + up * (zoom.y1 - zoom.y0) };
  }

  function read(cell) {
    state.cell = cell;
    marks.redraw();
    if (!cell) return (readout.textContent = "");
    const { x, y } = model.get("frame");
    const across = x.names[cell.column] ?? `${readable(state.grid.xCentre(cell.column))} ${x.unit}`, up = y.names[cell.row] ?? `${readable(state.grid.centres[cell.row])} ${y.unit}`;
    const place = x.names.length ? `${y.name} ${up}, ${x.name} ${across}` : `${across}, ${up}`;
    readout.textContent = `${place}: …`;
    model.send({ row: cell.row, column: cell.column, place, question: ++state.asked });
  }

  /** A cell that can be chosen is; in other pictures the sound goes to the cell's time. */
  function take({ row, column }) {
    const { x, chosen } = model.get("frame");
    if (chosen) model.send({ choose: [row, column] });
    else if (x.unit === "s") clock.tell("seek", model.get("channel"), Math.max(state.grid.xCentre(column), 0));
  }

  function savePicture() {
    picture.canvas.toBlob((blob) => download(blob, `${fileName(model.get("title"))}.png`));
  }

  function onPointer(event) {
    const bounds = picture.canvas.getBoundingClientRect(), x = event.clientX - bounds.left, y = event.clientY - bounds.top;
    const fraction = fractionsAt(x, y), cell = { column: state.grid.columnAt(fraction.x), row: state.grid.rowAt(fraction.y) };
    if (event.type === "pointerdown") {
      state.drag = { x, y, toX: x, toY: y, moved: false, from: fraction };
      picture.canvas.setPointerCapture(event.pointerId);
    } else if (event.type === "pointerup" && state.drag) {
      const { moved, from } = state.drag;
      state.drag = null;
      if (moved) zoomTo(from, fraction, event.pointerType === "touch"); else take(cell);
    } else if (state.drag) {
      Object.assign(state.drag, { toX: x, toY: y, moved: state.drag.moved || Math.hypot(x - state.drag.x, y - state.drag.y) > 5 });
    }
    if (cell.column !== state.cell?.column || cell.row !== state.cell?.row) read(cell); else marks.redraw();
  }

  /** A finger zooms in time only, because up and down scroll the page. */
  function zoomTo(from, to, timeOnly) {
    const [x0, x1] = [from.x, to.x].sort((a, b) => a - b), [y0, y1] = [from.y, to.y].sort((a, b) => a - b);
    if (x1 - x0 > 1 / state.grid.columns) setZoom({ x0, x1 });
    if (!timeOnly && y1 - y0 > 0.02) setZoom({ y0, y1 });
  }

  function zoomBy(factor) {
    const { grid, zoom } = state, cell = state.cell ?? firstCell();
    const around = (name, centre, least) => {
      const half = clamp(((zoom[`${name}1`] - zoom[`${name}0`]) * factor) / 2, least, 0.5), at = clamp(centre, half, 1 - half);
      return { [`${name}0`]: at - half, [`${name}1`]: at + half };
    };
    setZoom({
      ...around("x", grid.xFraction(grid.xCentre(cell.column)), 4 / grid.columns),
      ...around("y", grid.yFraction(grid.centres[cell.row]), 0.02),
    });
  }

  /** Where reading by keyboard begins: at the chosen cell, else in the middle. */
  function firstCell() {
    const [row, column] = model.get("frame").chosen ?? [state.grid.centres.length >> 1, state.grid.columns >> 1];
    return { row, column };
  }

  function onKey(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }, far = event.shiftKey ? 10 : 1;
    const acts = { "+": () => zoomBy(0.5), "=": () => zoomBy(0.5), "-": () => zoomBy(2), 0: () => setZoom({ ...WHOLE }), Enter: () => state.cell && take(state.cell), Escape: () => read(null) };
    if (moves[event.key]) {
      const [right, up] = moves[event.key], cell = state.cell ?? firstCell();
      read({
        column: clamp(cell.column + right * far, 0, state.grid.columns - 1),
        row: clamp(cell.row + up * far, 0, state.grid.centres.length - 1),
      });
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function update() {
    const before = [state.grid?.columns, state.grid?.centres.length, title.textContent].join();
    state.grid = geometry(model.get("frame"), new Float32Array(bytesOf(model.get("row_values"))));
    if (title.textContent !== model.get("title")) title.textContent = model.get("title");
    if (before !== [state.grid.columns, state.grid.centres.length, title.textContent].join()) {
      setZoom({ ...WHOLE });
      read(null);
    }
    picture.canvas.setAttribute("aria-label", `${model.get("alt")} Arrow keys read values, plus and minus zoom, 0 shows the whole picture, Enter ${model.get("frame").chosen ? "chooses the cell" : "plays from here"}.`);
    picture.redraw();
    if (state.cell) read(state.cell); else if (state.seconds !== null || model.get("frame").chosen) marks.redraw();
  }

  for (const type of ["pointerdown", "pointermove", "pointerup"]) picture.canvas.addEventListener(type, onPointer);
  picture.canvas.addEventListener("pointercancel", () => ((state.drag = null), marks.redraw()));
  picture.canvas.addEventListener("pointerleave", () => state.drag || read(null));
  picture.canvas.addEventListener("dblclick", () => setZoom({ ...WHOLE }));
  picture.canvas.addEventListener("keydown", onKey);
  model.on("change", update);
  model.on("msg:custom", ({ question, place, value }) => {
    if (question === state.asked && state.cell) readout.textContent = `${place}: ${value}`;
  });
  const deaf = clock.hear("time", model, (seconds) => ((state.seconds = seconds), marks.redraw()));
  update();
  return () => (deaf(), picture.close(), marks.close());
}

export default { render };
