// @ts-check
// JupyterLab takes an extension as the container of a bundler, by the name of its package. This one begins nothing.
(() => {
  // anywidget waits two seconds for a widget to begin, and then hands it nothing from Python any more: a slow page is later.
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === 2_000 ? 600_000 : ms);

  const plugins = { __esModule: true, default: [] };
  const container = { init() {}, get: async () => () => plugins };
  // @ts-expect-error: JupyterLab's
  window._JUPYTERLAB = { ...window._JUPYTERLAB, frontear: container };
})();
