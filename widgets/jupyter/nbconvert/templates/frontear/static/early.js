// @ts-check
// Voila loads what draws when the last cell is done. Here it is loaded with the text, while the kernel starts and Python
// computes; it asks for the widgets when the last cell is done, as ever.
(() => {
  const OUTPUTS = 'script[type="application/vnd.voila.cell-output+json"]';
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const { addEventListener, fetch } = window;

  /** @type {PromiseWithResolvers<void>} */
  const kernel = Promise.withResolvers();

  /** Plotly's lines and bars, a quarter of what its own extension brings; without it lines.js asks Python. */
  globalThis.frontearPlotly = new Promise((resolve) => {
    globalThis.frontearDraws = resolve;
  });

  /** There is one; Voila looks here for what its settings do not name. */
  globalThis.frontearKernel = (id) => {
    document.body.dataset.kernelId = id;
    kernel.resolve();
  };

  // Voila's beginning is the one asynchronous listener for the page's load.
  window.addEventListener = (/** @type {[string, any, any]} */ ...[type, begin, how]) => {
    if (type !== "load" || begin?.constructor.name !== "AsyncFunction") return addEventListener(type, begin, how);
    window.addEventListener = addEventListener;
    kernel.promise.then(begin);
  };

  // While cells run, a widget would be told of twice, by its cell and as what was asked for, and waited for in vain.
  const allDone = new Promise((resolve) => addEventListener("load", resolve));
  window.fetch = async (asked, how) => {
    const address = asked instanceof Request ? asked.url : String(asked);
    if (address.includes("/api/kernels/")) await allDone;
    return fetch(asked, how);
  };

  /** A cell is done: what it shows goes to its place in the text, which says which widget it is for (see lost.js). */
  globalThis.frontearCell = (index) => {
    const place = /** @type {HTMLElement} */ (document.querySelector(`[cell-index="${index}"]`));
    const made = /** @type {HTMLElement} */ (document.getElementById("fe-made"));
    place.append(...made.children);
    made.remove();
    for (const { parentElement, text } of /** @type {NodeListOf<HTMLScriptElement>} */ (
      place.querySelectorAll(OUTPUTS)
    ))
      if (parentElement) parentElement.dataset.feWidget = JSON.parse(text).data?.[WIDGET]?.model_id ?? "";
  };
})();
