// @ts-check
// Plotly figures for lines. Our page brings the part of the library that draws lines (early.js), JupyterLab has it with
// plotly's own extension; elsewhere it comes from the kernel, once a page however many figures there are.

import { moveCurves } from "./curves.js";
import { element, inks, onThemeChange } from "./page/elements.js";
import { inLines, LETTER, LINE, powersApart } from "./page/lettering.js";
import { onPaper } from "./page/paper.js";

/**
 * Asks this figure's kernel where no other figure has, or where the kernel it asked is gone.
 * @param {Model<LinesTraits>} model
 */
async function plotly(model) {
  globalThis.frontearLibrary ??= ofPage().then((found) => found ?? Promise.race([asked(model), late(20_000)]));
  try {
    return await globalThis.frontearLibrary;
  } catch {
    globalThis.frontearLibrary = asked(model);
    return globalThis.frontearLibrary;
  }
}

/** The page's own, or that of plotly's extension, which takes it out of its file when it first draws: an empty figure. */
async function ofPage() {
  const own = await globalThis.frontearPlotly;
  if (own) return own;
  const extension = globalThis._JUPYTERLAB?.["jupyterlab-plotly"];
  if (!extension) return undefined;
  const { MIME_TYPE, RenderedPlotly } = (await extension.get("./mimeExtension"))();
  if (!RenderedPlotly.Plotly) await new RenderedPlotly({ mimeType: MIME_TYPE }).renderModel(emptyOf(MIME_TYPE));
  return RenderedPlotly.Plotly;
}

/** @param {string} kind */
const emptyOf = (kind) => ({ data: { [kind]: { data: [], layout: {} } }, metadata: {}, setData() {} });

/**
 * @param {number} milliseconds
 * @returns {Promise<never>}
 */
const late = (milliseconds) => new Promise((_, reject) => setTimeout(reject, milliseconds));

/**
 * @param {Model<LinesTraits>} model
 * @returns {Promise<Plotly>}
 */
function asked(model) {
  return new Promise((resolve, reject) => {
    model.on("msg:custom", (message, buffers) => {
      if (message !== "plotly") return;
      const module = { exports: /** @type {Plotly} */ ({}) };
      try {
        new Function("module", "exports", "define", new TextDecoder().decode(buffers[0]))(module, module.exports);
        resolve(module.exports);
      } catch (error) {
        reject(error); // a page that allows no scripts but its own
      }
    });
    model.send("plotly");
  });
}

const REST_MS = 150; // without a move: then plotly draws
const MOST_OF_ROWS = 0.4; // of a chart's width
const HIGHEST = 660; // pixels, of a chart that grows
const SAMPLE = 45; // and of a curve before its name in the legend

/**
 * Names of axes and rows are broken where the chart is too small for them, and have the room that takes.
 * @param {Record<string, any>} layout @param {{ width: number, height: number, names: string[] }} size and curves
 */
function named(layout, { width, height, names }) {
  const margin = { ...layout.margin };
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key));
  /** @type {string[][]} */
  const rows = (layout.yaxis.ticktext ?? []).map((/** @type {string} */ name) => inLines(name, MOST_OF_ROWS * width));
  const left = Math.max(margin.l, ...rows.flat().map((line) => line.length * LETTER)); // what they need
  const wide = names.reduce((sum, name) => sum + name.length * LETTER + SAMPLE, 0);
  const legend = layout.showlegend === false ? 0 : LINE * Math.ceil(wide / (width - margin.l - margin.r));
  const broken = axes.map(([key, axis]) => {
    const across = key.startsWith("x");
    const lines = inLines(axis.title.text, across ? width - left - margin.r : height - margin.t - margin.b - legend);
    margin[across ? "b" : axis.side === "right" ? "r" : "l"] += LINE * Math.max(lines.length - 1, 0);
    const ticks = key === "yaxis" && rows.length ? { ticktext: rows.map((name) => name.join("<br>")) } : {};
    const powers = across && axis.dtick ? { dtick: powersApart(axis.nticks, width - left - margin.r) } : {};
    return [key, { ...axis, ...ticks, ...powers, title: { ...axis.title, text: lines.join("<br>") } }];
  });
  const needed = margin.t + margin.b + LINE * rows.length * Math.max(0, ...rows.map((lines) => lines.length));
  return { ...layout, ...Object.fromEntries(broken), margin, height: Math.max(height, Math.min(needed, HIGHEST)) };
}

/**
 * @param {Record<string, any>} layout @param {Inks} ink
 * @returns {Record<string, any>}
 */
function themed(layout, ink) {
  const lines = { gridcolor: `${ink.line}55`, zerolinecolor: ink.line, linecolor: ink.line };
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key));
  return {
    ...layout,
    ...Object.fromEntries(axes.map(([key, axis]) => [key, { ...lines, ...axis }])),
    annotations: layout.annotations?.map((/** @type {any} */ words) => ({ bgcolor: ink.paper, ...words })),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: ink.text, family: "system-ui, sans-serif", size: 12 },
  };
}

/** @param {Widget<LinesTraits>} widget */
async function render({ model, el }) {
  const title = element("div", { className: "frontear-title" });
  const host = element("div");
  const root = element("div", { className: "frontear-lines", role: "img" }, host);
  el.append(title, root);
  try {
    return live(await plotly(model), model, { title, host, root });
  } catch (error) {
    const why = /** @type {Error} */ (error)?.message ?? "no answer from Python";
    root.textContent = `This chart cannot be drawn (${why}): reload the page.`;
  }
}

/**
 * Draws, now and at every change; returns a function that ends it.
 * @param {Plotly} library @param {Model<LinesTraits>} model @param {Record<"title" | "host" | "root", HTMLElement>} parts
 */
function live(library, model, { title, host, root }) {
  let queued = false;
  let unseen = false;
  let width = 0; // when it was drawn: names of axes are broken for it
  let room = 0; // what it has now, as far as is heard: to ask would have the whole page laid out
  /** @type {import("./curves.js").Figure} */
  let drawn = { data: [], layout: {} };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  function draw() {
    clearTimeout(rest);
    drawn = JSON.parse(model.get("figure"));
    const { data, layout } = JSON.parse(model.get("figure")); // plotly writes into what it is given
    if (width !== host.clientWidth) library.purge(host); // a legend would keep the lines it had at another width
    width = room = host.clientWidth;
    say();
    const names = data.flatMap((/** @type {any} */ curve) => curve.name ?? []);
    const whole = themed(named(layout, { width, height: model.get("height"), names }), inks(root));
    host.style.height = `${whole.height}px`; // or what was hidden at first stays flat
    unseen = !host.offsetParent;
    library.react(host, data, whole, { displayModeBar: false, showTips: false });
  }

  function say() {
    if (title.textContent !== model.get("title")) title.textContent = model.get("title");
    root.setAttribute("aria-label", model.get("alt"));
  }

  /** Curves that only move are drawn whole when no other move has come for a while. */
  function moved() {
    const wanted = JSON.parse(model.get("figure"));
    if (!room || width !== room || !moveCurves(host, drawn, wanted)) return false;
    say();
    clearTimeout(rest);
    rest = setTimeout(draw, REST_MS);
    return true;
  }

  /** What was drawn where nothing is to be seen, or at another width, knows neither its names nor its colours. */
  function fit() {
    room = host.clientWidth;
    if (host.offsetParent && (unseen || width !== room)) drawLater();
  }

  /**
   * Pictures are painted first: plotly takes longer than they do, and all of a panel changes at once. What changes where
   * nothing is to be seen is drawn when it is.
   */
  function drawLater(changed = false) {
    if (queued) return;
    queued = true;
    const drawNow = () => {
      queued = false;
      if (changed && !room) unseen = true;
      else draw();
    };
    requestAnimationFrame(() => {
      if (changed && moved()) queued = false;
      else setTimeout(drawNow);
    });
  }

  const sizes = new ResizeObserver(fit);
  const forget = [onThemeChange(() => drawLater()), onPaper(draw)];
  model.on("change", () => drawLater(true));
  model.on("msg:custom", (message) => message === "whole" && drawLater());
  // A finger scrolls the page: plotly would take its way for a zoom. A tap still reads, for it comes as a mouse's.
  root.addEventListener("touchstart", (event) => event.stopPropagation(), { capture: true, passive: true });
  draw();
  sizes.observe(root);
  return () => {
    sizes.disconnect();
    clearTimeout(rest);
    for (const end of forget) end();
    library.purge(host);
  };
}

export default { render };
