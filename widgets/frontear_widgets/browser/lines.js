// @ts-check
// Plotly figures for lines. The library comes from the kernel, once a page however many figures there are.

import { element, inks, onThemeChange } from "./page/elements.js";
import { keepPage } from "./page/manners.js";

/**
 * Asks this figure's kernel where no other figure has, or where the kernel it asked is gone.
 * @param {Model<LinesTraits>} model
 */
async function plotly(model) {
  globalThis.frontearPlotly ??= Promise.race([asked(model), late(20_000)]);
  try {
    return await globalThis.frontearPlotly;
  } catch {
    globalThis.frontearPlotly = asked(model);
    return globalThis.frontearPlotly;
  }
}

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

/** @param {Record<string, any>} layout @param {Inks} ink */
function themed(layout, ink) {
  const lines = { gridcolor: `${ink.line}55`, zerolinecolor: ink.line, linecolor: ink.line };
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key));
  return {
    ...layout,
    ...Object.fromEntries(axes.map(([key, axis]) => [key, { ...lines, ...axis }])),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: ink.text, family: "system-ui, sans-serif", size: 12 },
  };
}

/** @param {Widget<LinesTraits>} widget */
async function render({ model, el }) {
  keepPage(model);
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

  function draw() {
    const { data, layout } = JSON.parse(model.get("figure"));
    const size = { height: model.get("height") };
    title.textContent = model.get("title");
    root.setAttribute("aria-label", model.get("alt"));
    host.style.height = `${size.height}px`; // or what was hidden at first stays flat
    unseen = !host.offsetParent;
    library.react(host, data, { ...themed(layout, inks(root)), ...size }, { displayModeBar: false, responsive: true });
  }

  /** What was drawn where nothing is to be seen knows neither its width nor its colours. */
  async function fit() {
    try {
      await library.Plots.resize(host);
    } catch {
      return; // hidden meanwhile: it is fitted when it shows
    }
    if (unseen) drawLater();
  }

  /** Pictures are painted first: plotly takes longer than they do, and all of a panel changes at once. */
  function drawLater() {
    if (queued) return;
    queued = true;
    const drawNow = () => {
      queued = false;
      draw();
    };
    requestAnimationFrame(() => setTimeout(drawNow));
  }

  const sizes = new ResizeObserver(() => {
    if (host.offsetParent && "data" in host) fit();
  });
  const forget = onThemeChange(drawLater);
  model.on("change", drawLater);
  draw();
  sizes.observe(root);
  return () => {
    sizes.disconnect();
    forget();
    library.purge(host);
  };
}

export default { render };
