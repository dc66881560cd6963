// Plotly figures for lines. The library comes from the kernel, once a page however many figures there are.

/** Asks this figure's kernel where no other figure has, or where the kernel it asked is gone. */
async function plotly(model) {
  const page = globalThis;
  page.frontearPlotly ??= Promise.race([asked(model), new Promise((_, reject) => setTimeout(reject, 20_000))]);
  try {
    return await page.frontearPlotly;
  } catch {
    page.frontearPlotly = asked(model);
    return page.frontearPlotly;
  }
}

function asked(model) {
  return new Promise((resolve) => {
    model.on("msg:custom", (message, buffers) => {
      if (message !== "plotly") return;
      const module = { exports: {} };
      new Function("module", "exports", "define", new TextDecoder().decode(buffers[0]))(module, module.exports);
      resolve(module.exports);
    });
    model.send("plotly");
  });
}

function themed(layout, ink) {
  const axes = Object.fromEntries(Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key))
    .map(([key, axis]) => [key, { gridcolor: `${ink.line}55`, zerolinecolor: ink.line, linecolor: ink.line, ...axis }]));
  return { ...layout, ...axes, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: ink.text, family: "system-ui, sans-serif", size: 12 } };
}

async function render({ model, el }) {
  keepPage(model);
  const title = element("div", { className: "frontear-title" }), host = element("div");
  const root = element("div", { className: "frontear-lines", role: "img" }, host);
  el.append(title, root);
  const library = await plotly(model);
  const draw = () => {
    const { data, layout } = JSON.parse(model.get("figure"));
    title.textContent = model.get("title");
    root.setAttribute("aria-label", model.get("alt"));
    host.style.height = `${model.get("height")}px`; // or what was hidden at first stays flat
    unseen = !host.offsetParent;
    library.react(host, data, { ...themed(layout, inks(root)), height: model.get("height") }, { displayModeBar: false, responsive: true });
  };
  /** What was drawn where nothing is to be seen knows neither its width nor its colours. */
  const fit = () => library.Plots.resize(host).then(() => unseen && drawLater());
  const sizes = new ResizeObserver(() => host.offsetParent && host.data && fit());
  let queued = false, unseen = false;
  /** Pictures are painted first: plotly takes longer than they do, and all of a panel changes at once. */
  const drawLater = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => setTimeout(() => ((queued = false), draw())));
  };
  const forget = onThemeChange(drawLater);
  model.on("change", drawLater);
  draw();
  sizes.observe(root);
  return () => (sizes.disconnect(), forget(), library.purge(host));
}

export default { render };
