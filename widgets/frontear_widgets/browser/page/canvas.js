// @ts-check
// Where widgets draw.

import { element, onThemeChange } from "./elements.js";
import { onPaper } from "./paper.js";

/**
 * A canvas that stays sharp: `paint` in CSS pixels, again whenever its place or theme changes. How wide its place is, it
 * hears; to ask would have the whole page laid out at once.
 * @param {HTMLElement} host
 * @param {(width: number) => number} height
 * @param {(context: CanvasRenderingContext2D, width: number, height: number, density: number) => void} paint
 */
export function sharpCanvas(host, height, paint) {
  const canvas = element("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  host.append(canvas);
  let queued = false;
  let width = 0;
  const draw = () => {
    queued = false;
    const density = devicePixelRatio || 1;
    if (!width) return;
    const high = height(width);
    const wide = Math.round(width * density);
    const tall = Math.round(high * density);
    if (canvas.width !== wide || canvas.height !== tall) {
      Object.assign(canvas, { width: wide, height: tall });
      canvas.style.cssText = `width:${width}px;height:${high}px`;
    }
    context.setTransform(density, 0, 0, density, 0, 0);
    paint(context, width, high, density);
  };
  const redraw = () => {
    if (!queued) queueMicrotask(draw);
    queued = true;
  };
  const measure = () => {
    width = host.clientWidth;
    draw();
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(host);
  const forget = [onThemeChange(redraw), onPaper(measure)];
  const close = () => {
    sizes.disconnect();
    for (const end of forget) end();
  };
  return { canvas, redraw, close };
}
