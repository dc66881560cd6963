// @ts-check
// Where in a lesson a person was: kept when the page goes, and found again when its panels stand.

import { percentDecoded, read, write } from "./store.js";

const STANDS_MS = 15_000; // without any growth: all that stood there before is there again
const PERSON = ["wheel", "touchstart", "pointerdown", "keydown"];

let goes = false; // the place is forgotten: it is not noted again while the page goes

/** @param {string} lesson */
const placeOf = (lesson) => `frontear place ${lesson}`;

/**
 * Finds the place again, but where the address names a section, and keeps it from now on.
 * @param {string} lesson @param {string} section
 */
export function keepPlace(lesson, section) {
  const kept = /** @type {{ cell?: unknown, top?: unknown } | null} */ (read(placeOf(lesson)));
  const came = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
  history.scrollRestoration = "manual"; // the browser looks for it before the page is built
  const below = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0; // the header
  const reads = document.documentElement.hasAttribute("data-fe-read"); // the text was there before
  if (section && came?.type === "navigate" && !reads)
    holdAt(() => document.getElementById(percentDecoded(section)), below);
  else if (typeof kept?.cell === "string" && typeof kept.top === "number" && !reads) {
    const { cell, top } = kept;
    holdAt(() => cellCalled(cell), top);
  }
  const note = () => {
    if (!goes) write(placeOf(lesson), place());
  };
  document.addEventListener("visibilitychange", note);
  addEventListener("pagehide", note);
}

/** @param {string} lesson */
export function forgetPlace(lesson) {
  goes = true;
  write(placeOf(lesson), null);
}

/** @param {string} index */
const cellCalled = (index) => document.querySelector(`[cell-index="${CSS.escape(index)}"]`);

/** The cell at the top of the window, and where its own top lies; null at the top of the page. */
function place() {
  const cells = [...document.querySelectorAll("[cell-index]")];
  const first = cells[0]?.getBoundingClientRect();
  if (!first || first.top >= 0) return null;
  const seen = cells.find((cell) => cell.getBoundingClientRect().bottom > 0);
  return seen ? { cell: seen.getAttribute("cell-index"), top: Math.round(seen.getBoundingClientRect().top) } : null;
}

/**
 * Keeps an element at its place in the window while the page grows, until a person moves it.
 * @param {() => Element | null} find @param {number} top
 */
function holdAt(find, top) {
  let own = false; // the next scroll is ours
  const away = () => (find()?.getBoundingClientRect().top ?? top) - top;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const hold = () => {
    clearTimeout(timer);
    timer = setTimeout(stop, STANDS_MS);
    if (Math.abs(away()) < 1) return;
    own = true;
    scrollBy({ top: away(), behavior: "instant" });
  };
  const growth = new ResizeObserver(hold);
  const stop = () => {
    clearTimeout(timer);
    growth.disconnect();
    removeEventListener("scroll", scrolled);
    for (const sign of PERSON) removeEventListener(sign, stop, true);
  };
  const scrolled = () => {
    if (!own && Math.abs(away()) > 4) stop(); // by the bar at the side
    own = false;
  };
  growth.observe(document.body);
  for (const each of document.querySelectorAll("[cell-index]")) growth.observe(each);
  for (const sign of PERSON) addEventListener(sign, stop, { capture: true, passive: true });
  addEventListener("scroll", scrolled);
  hold();
}
