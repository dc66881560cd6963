// @ts-check
// A matrix as a picture: bytes through a colour table, axes in real units, exact values asked of the kernel.

import { bytesOf, clamp, readable } from "./numbers.js";
import { sharpCanvas } from "./page/canvas.js";
import { hear, tell } from "./page/clock.js";
import { download, element, fileName, inks } from "./page/elements.js";
import { areaOf, heightOf, labelColourBar, paintAxes, paintColourBar } from "./picture/axes.js";
import { paintCells } from "./picture/cells.js";
import { colourTable } from "./picture/colours.js";
import { geometry } from "./picture/geometry.js";
import { frameCell, paintBoxes, paintCross, paintCursor, within } from "./picture/marks.js";
import { isWhole, placement, WHOLE, zoomAround, zoomBetween } from "./picture/zoom.js";

/** @typedef {{ row: number, column: number }} Cell */
/** @typedef {{ x: number, y: number, toX: number, toY: number, moved: boolean, from: { x: number, y: number } }} Drag */

/** @type {Record<string, [right: number, up: number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {Model<HeatMapTraits, HeatMapAnswer>} model */
const gridOf = (model) => geometry(model.get("frame"), new Float32Array(bytesOf(model.get("row_values"))));

/** @param {Widget<HeatMapTraits, HeatMapAnswer>} widget */
function render({ model, el }) {
  const state = {
    grid: gridOf(model),
    zoom: WHOLE,
    cell: /** @type {Cell | null} */ (null),
    seconds: /** @type {number | null} */ (null),
    drag: /** @type {Drag | null} */ (null),
    asked: 0,
  };
  const title = element("span", { className: "frontear-title", textContent: model.get("title") });
  const whole = element("button", { textContent: "Whole picture", onclick: showWhole, disabled: true });
  const save = element("button", { textContent: "Save PNG", onclick: savePicture });
  const stage = element("div", { className: "frontear-stage" });
  const readout = element("div", { className: "frontear-readout", role: "status" });
  const buttons = element("span", { className: "frontear-tools" }, whole, save); // one line, or the next, with both
  const tools = element("div", { className: "frontear-tools" }, title, buttons);
  const root = element("div", { className: "frontear-heatmap" }, tools, stage, readout);
  el.append(root);

  /** @param {number} width */
  const tall = (width) => heightOf(width, model.get("height"), model.get("frame"));
  const picture = sharpCanvas(stage, tall, paint);
  const marks = sharpCanvas(stage, tall, paintMarks);
  picture.canvas.tabIndex = 0;
  picture.canvas.setAttribute("role", "application");

  /** @param {number} width @param {number} height */
  function placesIn(width, height) {
    const area = areaOf(width, height, model.get("frame"));
    return { area, place: placement(area, state.zoom) };
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {number} density */
  function paint(context, width, height, density) {
    const { grid, zoom } = state;
    const { area, place } = placesIn(width, height);
    const ink = inks(root);
    const frame = model.get("frame");
    const table = colourTable(frame.signed ? "signed" : model.get("colours"));
    const image = new ImageData(Math.round(area.width * density), Math.round(area.height * density));
    paintCells(image, new Uint8Array(bytesOf(model.get("pixels"))), table, grid, zoom, frame.signed);
    context.fillStyle = ink.paper;
    context.fillRect(0, 0, width, height);
    context.putImageData(image, Math.round(area.left * density), Math.round(area.top * density));
    context.font = "12px system-ui, sans-serif";
    paintBoxes(context, area, frame, grid, place);
    paintAxes(context, area, ink, frame, grid, place);
    paintColourBar(context, area, table);
    labelColourBar(context, area, width, ink, frame.z);
  }

  /**
   * Cursor of the sound, cross of the reader, rectangle of the zoom: on a sheet of their own.
   * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
   */
  function paintMarks(context, width, height) {
    const { area, place } = placesIn(width, height);
    const { grid, cell, drag, seconds } = state;
    const { chosen, x } = model.get("frame");
    context.clearRect(0, 0, width, height);
    within(context, area, () => {
      if (seconds !== null && x.pace) paintCursor(context, area, place.x(grid.xFraction(seconds * x.pace)));
      if (chosen) frameCell(context, chosen, grid, place);
      if (cell) paintCross(context, area, place.x(fractionOf(cell).x), place.y(fractionOf(cell).y));
      if (!drag?.moved) return;
      Object.assign(context, { strokeStyle: "#fff", lineWidth: 2 });
      context.strokeRect(drag.x, drag.y, drag.toX - drag.x, drag.toY - drag.y);
    });
  }

  /** @param {Cell} cell */
  function fractionOf({ row, column }) {
    const { grid } = state;
    return { x: grid.xFraction(grid.xCentre(column)), y: grid.yFraction(grid.centres[row]) };
  }

  /** @param {import("./picture/zoom.js").Zoom} zoom */
  function setZoom(zoom) {
    state.zoom = zoom;
    whole.disabled = isWhole(zoom);
    picture.redraw();
    marks.redraw();
  }

  function showWhole() {
    setZoom(WHOLE);
  }

  /** @param {Cell | null} cell */
  function read(cell) {
    state.cell = cell;
    marks.redraw();
    if (!cell) readout.textContent = "";
    else ask(cell);
  }

  /** @param {Cell} cell */
  function ask({ row, column }) {
    const { x, y } = model.get("frame");
    const across = x.names[column] ?? `${readable(state.grid.xCentre(column))} ${x.unit}`;
    const up = y.names[row] ?? `${readable(state.grid.centres[row])} ${y.unit}`;
    const place = x.names.length ? `${y.name} ${up}, ${x.name} ${across}` : `${across}, ${up}`;
    readout.textContent = `${place}: …`;
    model.send({ row, column, place, question: ++state.asked });
  }

  /**
   * A cell that can be chosen is; in other pictures the sound goes to the cell's time.
   * @param {Cell} cell
   */
  function take({ row, column }) {
    const { x, chosen } = model.get("frame");
    if (chosen) model.send({ choose: [row, column] });
    else if (x.pace) tell("seek", model.get("channel"), Math.max(state.grid.xCentre(column) / x.pace, 0));
  }

  function savePicture() {
    picture.canvas.toBlob((blob) => blob && download(blob, `${fileName(model.get("title"))}.png`));
  }

  /** @param {PointerEvent} event */
  function onPointer(event) {
    const bounds = picture.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    const at = placesIn(bounds.width, bounds.height).place.fractions(x, y);
    const cell = { column: state.grid.columnAt(at.x), row: state.grid.rowAt(at.y) };
    if (event.type === "pointerdown") {
      state.drag = { x, y, toX: x, toY: y, moved: false, from: at };
      picture.canvas.setPointerCapture(event.pointerId);
    } else if (event.type === "pointerup" && state.drag) {
      const { moved, from } = state.drag;
      state.drag = null;
      // A finger zooms in time only, because up and down scroll the page.
      const limits = { columns: state.grid.columns, timeOnly: event.pointerType === "touch" };
      if (moved) setZoom(zoomBetween(state.zoom, from, at, limits));
      else take(cell);
    } else if (state.drag) {
      const moved = state.drag.moved || Math.hypot(x - state.drag.x, y - state.drag.y) > 5;
      Object.assign(state.drag, { toX: x, toY: y, moved });
    }
    if (cell.column !== state.cell?.column || cell.row !== state.cell?.row) read(cell);
    else marks.redraw();
  }

  function dropDrag() {
    state.drag = null;
    marks.redraw();
  }

  /** @param {number} factor */
  function zoomBy(factor) {
    setZoom(zoomAround(state.zoom, factor, fractionOf(state.cell ?? firstCell()), state.grid.columns));
  }

  /** Where reading by keyboard begins: at the chosen cell, else in the middle. */
  function firstCell() {
    const [row, column] = model.get("frame").chosen ?? [state.grid.centres.length >> 1, state.grid.columns >> 1];
    return { row, column };
  }

  /** @param {number} right @param {number} up */
  function step(right, up) {
    const { grid, cell } = state;
    const { row, column } = cell ?? firstCell();
    read({ column: clamp(column + right, 0, grid.columns - 1), row: clamp(row + up, 0, grid.centres.length - 1) });
  }

  /** @type {Record<string, () => void>} */
  const acts = {
    "+": () => zoomBy(0.5),
    "=": () => zoomBy(0.5),
    "-": () => zoomBy(2),
    0: showWhole,
    Enter: () => state.cell && take(state.cell),
    Escape: () => read(null),
  };

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const far = event.shiftKey ? 10 : 1;
    if (MOVES[event.key]) step(MOVES[event.key][0] * far, MOVES[event.key][1] * far);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shape = () => [state.grid.columns, state.grid.centres.length, title.textContent].join();

  function update() {
    const before = shape();
    state.grid = gridOf(model);
    if (title.textContent !== model.get("title")) title.textContent = model.get("title");
    if (before !== shape()) {
      showWhole();
      read(null);
    }
    show();
  }

  function show() {
    const { chosen } = model.get("frame");
    const keys = "Arrow keys read values, plus and minus zoom, 0 shows the whole picture, Enter";
    const enter = chosen ? "chooses the cell" : "plays from here";
    picture.canvas.setAttribute("aria-label", `${model.get("alt")} ${keys} ${enter}.`);
    picture.redraw();
    if (state.cell) read(state.cell);
    else if (state.seconds !== null || chosen) marks.redraw();
  }

  for (const type of /** @type {const} */ (["pointerdown", "pointermove", "pointerup"]))
    picture.canvas.addEventListener(type, onPointer);
  picture.canvas.addEventListener("pointercancel", dropDrag);
  picture.canvas.addEventListener("pointerleave", () => state.drag || read(null));
  picture.canvas.addEventListener("dblclick", showWhole);
  picture.canvas.addEventListener("keydown", onKey);
  model.on("change", update);
  model.on("settled", () => state.cell && ask(state.cell)); // Python has the picture that is shown: page/ahead.js
  model.on("msg:custom", (answer) => {
    if (answer === "whole") return showWhole();
    const { question, place, value } = answer;
    if (question === state.asked && state.cell) readout.textContent = `${place}: ${value}`;
  });
  const deaf = hear("time", model, (seconds) => {
    state.seconds = seconds;
    marks.redraw();
  });
  show();
  return () => {
    deaf();
    picture.close();
    marks.close();
  };
}

export default { render };
