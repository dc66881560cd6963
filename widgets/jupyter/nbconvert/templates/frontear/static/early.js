// @ts-check
// Voila loads what draws when the last cell is done. Here it is loaded with the text, while the kernel starts, joins the
// kernel while Python computes, and shows what a cell shows when the cell is done.
(() => {
  const OUTPUTS = 'script[type="application/vnd.voila.cell-output+json"]';
  const WIDGET = "application/vnd.jupyter.widget-view+json";

  /** @type {PromiseWithResolvers<void>} */
  const kernel = Promise.withResolvers();

  /** There is one; Voila looks here for what its settings do not name. */
  globalThis.frontearKernel = (id) => {
    document.body.dataset.kernelId = id;
    kernel.resolve();
  };

  // Voila's beginning is the one asynchronous listener for the page's load.
  const { addEventListener } = window;
  window.addEventListener = (/** @type {[string, any, any]} */ ...[type, begin, how]) => {
    if (type !== "load" || begin?.constructor.name !== "AsyncFunction") return addEventListener(type, begin, how);
    window.addEventListener = addEventListener;
    kernel.promise.then(begin).then(showAsTheyCome);
  };

  /** What has come before Voila begins it shows by itself. */
  let showAll = () => {};

  function showAsTheyCome() {
    const app = /** @type {VoilaApp} */ (globalThis.jupyterapp);
    const { pluginRegistry, shell, widgetManager } = app;
    const found = pluginRegistry._plugins.get("@jupyterlab/rendermime-extension:plugin");
    const rendering = /** @type {{service: Rendering}} */ (found).service;
    const { attach } = Object.getPrototypeOf(shell.constructor);

    /** @param {HTMLScriptElement} script */
    function show(script) {
      const output = JSON.parse(script.text);
      const id = output.data?.[WIDGET]?.model_id;
      if (id && widgetManager && !widgetManager.has_model(id)) return; // the page has yet to hear of it
      const host = script.parentElement;
      script.remove();
      const type = rendering.preferredMimeType(output.data ?? {}, "any");
      if (!type || !host) return;
      const shown = rendering.createRenderer(type);
      shown.addClass("jp-OutputArea-output");
      shown.renderModel(output);
      attach(shown, host);
    }

    showAll = () => outputs(document).forEach(show);
    widgetManager?.modelRegistered.connect(showAll);
    showAll();
  }

  /** @param {ParentNode} place @returns {NodeListOf<HTMLScriptElement>} */
  const outputs = (place) => place.querySelectorAll(OUTPUTS);

  /** A cell is done: what it shows goes to its place in the text, which says which widget it is for (see lost.js). */
  globalThis.frontearCell = (index) => {
    const place = /** @type {HTMLElement} */ (document.querySelector(`[cell-index="${index}"]`));
    const made = /** @type {HTMLElement} */ (document.getElementById("fe-made"));
    place.append(...made.children);
    made.remove();
    for (const { parentElement, text } of outputs(place))
      if (parentElement) parentElement.dataset.feWidget = JSON.parse(text).data?.[WIDGET]?.model_id ?? "";
    showAll();
  };
})();
