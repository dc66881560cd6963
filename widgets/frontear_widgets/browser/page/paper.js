// @ts-check
// Before a lesson is printed, whatever way, all that is drawn is drawn anew: light, as wide as a sheet, under every tab.

const DRAW = "frontear-paper";

/**
 * Draws when a sheet waits for it, and at once: nobody waits for what is drawn later. Returns a function that ends it.
 * @param {() => void} draw
 */
export function onPaper(draw) {
  addEventListener(DRAW, draw);
  return () => removeEventListener(DRAW, draw);
}

/** Once a page, a lesson's in Voila: JupyterLab fills the window and prints what is in it. */
export function watchPaper() {
  let theme = "";
  addEventListener("beforeprint", () => {
    if (!document.body.hasAttribute("data-voila")) return;
    theme = lit("light");
    document.documentElement.toggleAttribute("data-fe-paper", true);
    dispatchEvent(new Event(DRAW));
  });
  addEventListener("afterprint", () => {
    document.documentElement.toggleAttribute("data-fe-paper", false);
    if (theme) lit(theme);
  });
}

/**
 * Takes other colours; returns those there were.
 * @param {string} theme
 */
function lit(theme) {
  const { dataset } = document.documentElement;
  const sheet = /** @type {HTMLLinkElement | null} */ (document.getElementById("fe-dark"));
  const before = dataset.feTheme ?? "";
  if (!before) return before; // no header, no colours of ours
  dataset.feTheme = theme;
  if (sheet) sheet.media = theme === "dark" ? "all" : "not all";
  return before;
}
