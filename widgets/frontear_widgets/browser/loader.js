// @ts-check
// All that a widget carries itself: it takes its module out of the files that the page has, or one model of its kernel.

/**
 * @param {Model<PageTraits>} model
 * @param {string} name of a file
 * @returns {Promise<any>} what it exports
 */
async function imported(model, name) {
  const held = await model.widget_manager?.get_model(model.get("scripts").replace("IPY_MODEL_", ""));
  if (!held) throw Error("no model holds the scripts");
  held.addressOf ??= files(/** @type {ScriptsHolder} */ (held)).then(addresses);
  return import((await held.addressOf)(name));
}

/**
 * Where Voila made the page in another template than ours, the kernel took it for ours: it is asked.
 * @param {ScriptsHolder} held
 * @returns {Promise<Record<string, string>>}
 */
async function files(held) {
  const ofThePage = await globalThis.frontearScripts;
  if (ofThePage) return ofThePage;
  if (!held.get("files").byteLength)
    await new Promise((resolve) => {
      held.on("change:files", resolve);
      held.send("files");
    });
  const packed = new Blob([held.get("files")]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/**
 * Gives each file an address in the page, once, in which the files that it imports have theirs.
 * @param {Record<string, string>} files
 */
function addresses(files) {
  /** @type {Record<string, string>} */
  const known = {};
  /** @param {string} name @returns {string} */
  const addressOf = (name) => {
    known[name] ??= URL.createObjectURL(new Blob([linked(name)], { type: "text/javascript" }));
    return known[name];
  };
  /** @param {string} name */
  const linked = (name) =>
    files[name].replace(/ from "(\.[\w./]+)";$/gm, (_, path) => {
      const { pathname } = new URL(path, `file:///${name}`);
      return ` from "${addressOf(pathname.slice(1))}";`;
    });
  return addressOf;
}

/**
 * Nobody waits for what is begun here, for anywidget would not wait long. Where scripts do not come, render says so.
 * @param {{ model: Model<PageTraits> }} widget
 */
function initialize({ model }) {
  const page = imported(model, "page/manners.js")
    .then(({ keepPage }) => keepPage(model))
    .catch(() => {});
  if (!model.get("unseen")) return;
  page.then(() => imported(model, model.get("module"))).then(({ default: module }) => module.begin(model));
}

/** @param {Widget<PageTraits>} widget */
async function render(widget) {
  wearClasses(widget);
  const { default: module } = await imported(widget.model, widget.model.get("module"));
  return module.render(widget);
}

/**
 * As a widget of ipywidgets does, of whose view anywidget takes the listeners off.
 * @param {Widget<PageTraits>} widget
 */
function wearClasses({ model, el }) {
  let worn = model.get("_dom_classes") ?? [];
  model.on("change:_dom_classes", () => {
    el.classList.remove(...worn);
    worn = model.get("_dom_classes") ?? [];
    el.classList.add(...worn);
  });
}

export default { initialize, render };
