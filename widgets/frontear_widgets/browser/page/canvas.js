// @ts-check
// Where widgets draw.

import { element, onThemeChange } from "./elements.js";
import { onPaper } from "./paper.js";

/**
 * A canvas that stays sharp: `paint` in CSS pixels, again whenever its place or theme changes.
 * @param {HTMLElement} host
 * @param {() => number} height
 * @param {(context: CanvasRenderingContext2D, width: number, height: number, density: number) => void} paint
 */
export function sharpCanvas(host, height, paint) {
  const canvas = element("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  host.append(canvas);
  let queued = false;
  const draw = () => {
    queued = false;
    const width = host.clientWidth;
    const density = devicePixelRatio || 1;
    if (!width) return;
    const wide = Math.round(width * density);
    const tall = Math.round(height() * density);
    if (canvas.width !== wide || canvas.height !== tall) {
      Object.assign(canvas, { width: wide, height: tall });
      canvas.style.cssText = `width:${width}px;height:${height()}px`;
    }
    context.setTransform(density, 0, 0, density, 0, 0);
    paint(context, width, height(), density);
  };
  const redraw = () => {
    if (!queued) queueMicrotask(draw);
    queued = true;
  };
  const sizes = new ResizeObserver(redraw);
  sizes.observe(host);
  const forget = [onThemeChange(redraw), onPaper(draw)];
  redraw();
  const close = () => {
    sizes.disconnect();
    for (const end of forget) end();
  };
  return { canvas, redraw, close };
}
