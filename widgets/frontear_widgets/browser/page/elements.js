// @ts-check
// Elements of the page, its colours, and files that leave it.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @param {(Node | string)[]} children
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}

const dark = () => matchMedia("(prefers-color-scheme: dark)");

/** @type {WeakMap<Element, { theme: string, inks: Inks }>} */
const known = new WeakMap();

function themeNow() {
  const { jpThemeLight, jpThemeName } = document.body.dataset;
  return [dark().matches, jpThemeLight, jpThemeName, document.documentElement.dataset.feTheme].join();
}

/**
 * The page's own colours, whatever the theme; looked up once for each, for that has the page's styles worked out.
 * @param {Element} node
 */
export function inks(node) {
  const theme = themeNow();
  const last = known.get(node);
  if (last?.theme === theme) return last.inks;
  const now = { theme, inks: looked(node) };
  known.set(node, now);
  return now.inks;
}

/** @param {Element} node @returns {Inks} */
function looked(node) {
  const style = getComputedStyle(node);
  /** @param {string} name */
  const ink = (name) => style.getPropertyValue(`--fe-${name}`).trim();
  return { text: ink("text"), quiet: ink("quiet"), line: ink("line"), paper: ink("paper"), accent: ink("accent") };
}

/** @param {() => void} listener */
export function onThemeChange(listener) {
  const system = dark();
  const body = new MutationObserver(listener);
  system.addEventListener("change", listener);
  body.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  body.observe(document.documentElement, { attributes: true, attributeFilter: ["data-fe-theme"] });
  return () => {
    system.removeEventListener("change", listener);
    body.disconnect();
  };
}

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {string} title */
export function fileName(title) {
  const words = title.toLowerCase().replace(/[-−](?=\d)/g, "minus ");
  return `frontear-${words.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "picture"}`;
}
