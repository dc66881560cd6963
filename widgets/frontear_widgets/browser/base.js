// Shared by every widget: elements, the look, the clock between players and pictures, the page's manners.

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Numbers as a person reads them: 0.052, 1.25, 440, 12 000. */
function readable(value, digits = 4) {
  const size = Math.abs(value);
  if (size >= 10_000) return Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");
  return String(Number(value.toPrecision(size >= 1 ? digits : digits - 1)));
}

/** Ticks at 1, 2 or 5 times a power of ten. */
function niceTicks(low, high, most) {
  const rough = (high - low) / Math.max(most, 1), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** Players tell where the sound is, pictures tell where to jump; a channel keeps panels apart. */
const clock = {
  tell: (kind, channel, seconds) => channel && dispatchEvent(new CustomEvent(`frontear-${kind}`, { detail: { channel, seconds } })),
  hear: (kind, model, listener) => {
    const handler = ({ detail }) => detail.channel === model.get("channel") && listener(detail.seconds);
    addEventListener(`frontear-${kind}`, handler);
    return () => removeEventListener(`frontear-${kind}`, handler);
  },
};

/** A canvas that stays sharp: `paint(context, width, height)` in CSS pixels, again whenever its place or theme changes. */
function sharpCanvas(host, height, paint) {
  const canvas = element("canvas");
  host.append(canvas);
  let queued = false;
  const draw = () => {
    queued = false;
    const width = host.clientWidth, density = devicePixelRatio || 1;
    if (!width) return;
    const wide = Math.round(width * density), tall = Math.round(height() * density);
    if (canvas.width !== wide || canvas.height !== tall) {
      Object.assign(canvas, { width: wide, height: tall });
      canvas.style.cssText = `width:${width}px;height:${height()}px`;
    }
    const context = canvas.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    paint(context, width, height(), density);
  };
  const redraw = () => queued || ((queued = true), queueMicrotask(draw));
  const sizes = new ResizeObserver(redraw);
  sizes.observe(host);
  const forget = onThemeChange(redraw);
  redraw();
  return { canvas, redraw, close: () => (sizes.disconnect(), forget()) };
}

function onThemeChange(listener) {
  const dark = matchMedia("(prefers-color-scheme: dark)"), body = new MutationObserver(listener);
  dark.addEventListener("change", listener);
  body.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  return () => (dark.removeEventListener("change", listener), body.disconnect());
}

/** The page's own colours, whatever the theme. */
function inks(node) {
  const style = getComputedStyle(node), ink = (name) => style.getPropertyValue(name).trim();
  return { text: ink("--fe-text"), quiet: ink("--fe-quiet"), line: ink("--fe-line"), paper: ink("--fe-paper"), accent: ink("--fe-accent") };
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (title) => `frontear-${title.toLowerCase().replace(/[-−](?=\d)/g, "minus ").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "picture"}`;

/** Once a page: the look, names for what has none, and a banner when the kernel is gone. */
function keepPage(model) {
  const page = (globalThis.frontearPage ??= { kernels: new Set() });
  if (!document.getElementById("frontear-look")) {
    document.head.append(element("style", { id: "frontear-look", textContent: LOOK }));
    nameParts();
    let due = false;
    const nameSoon = () => due || ((due = true), setTimeout(() => ((due = false), nameParts()), 100)); // not while a slider moves
    new MutationObserver(nameSoon).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] });
  }
  const kernel = model.widget_manager?.kernel;
  if (kernel && !page.kernels.has(kernel)) {
    page.kernels.add(kernel);
    kernel.connectionStatusChanged.connect((_, status) => showBanner(status));
    kernel.statusChanged.connect((_, status) => ["dead", "restarting", "autorestarting"].includes(status) && showBanner("lost"));
  }
}

/** What stock widgets leave out for those who do not see them: names of handles and choices, values in words, live text. */
function nameParts() {
  for (const slider of document.querySelectorAll(".widget-slider:has([role=slider])")) {
    const handle = slider.querySelector("[role=slider]"), words = slider.querySelector(".widget-readout")?.textContent;
    const label = slider.querySelector(".widget-label")?.textContent;
    if (label && handle.getAttribute("aria-label") !== label) handle.setAttribute("aria-label", label);
    if (words && handle.getAttribute("aria-valuetext") !== words) handle.setAttribute("aria-valuetext", words);
  }
  for (const box of document.querySelectorAll(".frontear-panel .widget-radio-box:not([role])")) {
    box.setAttribute("role", "radiogroup");
    box.setAttribute("aria-label", box.closest(".frontear-panel").querySelector("p")?.textContent ?? "Choices");
  }
  for (const words of document.querySelectorAll(".frontear-words:not([aria-live])")) words.setAttribute("aria-live", "polite");
  const focusable = ":is(input, select, button, canvas, [role=slider]):not([data-lm-suppress-shortcuts])";
  for (const part of document.querySelectorAll(`.frontear-panel ${focusable}`)) part.dataset.lmSuppressShortcuts = "true"; // or JupyterLab takes the arrow keys
}

/** A connection may come back; a kernel that was lost takes all widgets with it, so that banner stays. */
function showBanner(status) {
  const old = document.querySelector(".frontear-banner");
  if (old?.dataset.status === "lost") return;
  old?.remove();
  if (status === "connected") return;
  const words = status === "connecting"
    ? "The connection to Python was lost; trying again. Until it is back, nothing here answers. "
    : "Python has stopped, so nothing here answers any more. Reload the page to start afresh (in JupyterLab, run the cells again). ";
  const reload = element("button", { textContent: "Reload the page", onclick: () => location.reload() });
  const banner = element("div", { className: "frontear-banner" }, words, reload);
  banner.setAttribute("role", "alert");
  banner.dataset.status = status;
  document.body.append(banner);
}

/** The bytes of a binary trait as a buffer of their own, aligned for any typed array. */
const bytesOf = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
