// @ts-check
// The first of a page's scripts: gives every module an address in the page, for a page from a disk may import no file.
(() => {
  /** @type {PromiseWithResolvers<Plotly | undefined>} */
  const plotly = Promise.withResolvers();
  globalThis.frontearPlotly = plotly.promise;
  globalThis.frontearBlobs = Promise.withResolvers(); // what is large in a lesson, in a file of its own

  /** Plotly comes deflated: it is a fifth of what a page may weigh. @param {string} letters */
  globalThis.frontearUnpack = async (letters) => {
    const { inflated } = await import(addressOf("publish/page/values.js"));
    const script = document.createElement("script");
    script.onload = () => plotly.resolve(/** @type {any} */ (globalThis).Plotly);
    script.onerror = globalThis.frontearNoPlotly;
    script.src = URL.createObjectURL(new Blob([await inflated(letters)], { type: "text/javascript" }));
    document.head.append(script);
  };

  /** Its file is not here: charts say so, and nothing waits for it. */
  globalThis.frontearNoPlotly = () => plotly.resolve(undefined);

  /** @type {Record<string, string>} */
  const known = {};

  /** @param {string} name @returns {string} */
  function addressOf(name) {
    known[name] ??= URL.createObjectURL(new Blob([linked(name)], { type: "text/javascript" }));
    return known[name];
  }

  /** @param {string} name */
  function linked(name) {
    return frontearModules[name].replace(/ from "(\.[\w./]+)";$/gm, (_, path) => {
      const { pathname } = new URL(path, `file:///${name}`);
      return ` from "${addressOf(pathname.slice(1))}";`;
    });
  }

  /** @param {string} name */
  globalThis.frontearModule = (name) => import(addressOf(name));
})();
