// @ts-check
// Where in a lesson a person was: kept when the page goes, and found again when its panels stand.

import { percentDecoded, read, write } from "./store.js";

const STANDS_MS = 15_000; // after which nothing grows any more that stood there before
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
  if (section && came?.type === "navigate") holdAt(() => document.getElementById(percentDecoded(section)), 0);
  else if (typeof kept?.cell === "string" && typeof kept.top === "number") {
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
  const hold = () => {
    const cell = find();
    if (!cell) return;
    const away = cell.getBoundingClientRect().top - top;
    if (Math.abs(away) >= 1) scrollBy({ top: away, behavior: "instant" });
  };
  const growth = new ResizeObserver(hold);
  const stop = () => {
    growth.disconnect();
    for (const sign of PERSON) removeEventListener(sign, stop, true);
  };
  growth.observe(document.body);
  for (const each of document.querySelectorAll("[cell-index]")) growth.observe(each);
  for (const sign of PERSON) addEventListener(sign, stop, { capture: true, passive: true });
  setTimeout(stop, STANDS_MS);
  hold();
}
