// @ts-check
// What cells show comes behind all text: it goes to its place there. What draws panels hears of it, and of the kernel.
(() => {
  /** @type {PromiseWithResolvers<DOMStringMap>} */
  const runs = Promise.withResolvers();
  globalThis.frontearRuns = runs.promise;

  /** Plotly's lines and bars, a quarter of what its own extension brings; without it lines.js asks Python. */
  globalThis.frontearPlotly = new Promise((resolve) => {
    globalThis.frontearDraws = resolve;
  });

  /** There is one. */
  globalThis.frontearKernel = (id) => {
    document.body.dataset.kernelId = id;
    runs.resolve(document.body.dataset);
  };

  /** A cell is done. */
  globalThis.frontearCell = (index) => {
    const place = /** @type {HTMLElement} */ (document.querySelector(`[cell-index="${index}"]`));
    const made = /** @type {HTMLElement} */ (document.getElementById("fe-made"));
    place.append(...made.children);
    made.remove();
    document.dispatchEvent(new Event("frontear-cell"));
  };
})();
