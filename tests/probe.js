// @ts-check
// What a test asks of a page: is it at rest, what can be moved in it, and what does it show?
(() => {
  /** @typedef {any} Part an element, asked for what it may have */

  const pending = new Set();
  let [traffic, opened, unpacked, received] = [0, 0, 0, 0];

  // Counts messages the kernel has not finished with: sent on shell, no "idle" for them yet.
  window.WebSocket = class extends window.WebSocket {
    /** @param {ConstructorParameters<typeof WebSocket>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => note(data, "received"));
      this.addEventListener("open", () => {
        opened += 1;
        if (!this.extensions.includes("permessage-deflate")) unpacked += 1;
      });
      this.addEventListener("close", () => pending.clear());
    }
    /** @param {Parameters<WebSocket["send"]>[0]} data */
    send(data) {
      note(data, "sent");
      super.send(data);
    }
  };

  /** @param {unknown} data @param {"sent" | "received"} way */
  function note(data, way) {
    traffic += 1;
    if (way === "received") received += /** @type {any} */ (data).byteLength ?? /** @type {any} */ (data).length;
    const message = parse(data);
    if (way === "sent" && message?.channel === "shell") pending.add(message.header.msg_id);
    if (way === "received" && message?.content?.execution_state === "idle")
      pending.delete(message.parent_header.msg_id);
  }

  /** @param {any} data */
  function parse(data) {
    try {
      if (typeof data === "string") return JSON.parse(data);
      const view = new DataView(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
      const offsets = Array.from({ length: Number(view.getBigUint64(0, true)) }, (_, i) =>
        Number(view.getBigUint64(8 * (i + 1), true)),
      );
      /** @param {number} i */
      const text = (i) =>
        new TextDecoder().decode(
          new Uint8Array(view.buffer, view.byteOffset + offsets[i], offsets[i + 1] - offsets[i]),
        );
      const header = JSON.parse(text(1));
      const content = header.msg_type === "status" ? JSON.parse(text(4)) : {};
      return { channel: text(0), header, parent_header: JSON.parse(text(2)), content };
    } catch {
      return null;
    }
  }

  function ready() {
    return (
      document.readyState === "complete" &&
      !document.querySelector('[data-fe-view]:empty, script[type="application/vnd.voila.cell-output+json"]') &&
      ![...document.querySelectorAll(".jp-OutputArea-output")].some(
        ({ childNodes, textContent }) =>
          !childNodes.length || // its view is being made
          textContent.startsWith("Loading widget"),
      )
    );
  }

  // What went wrong while the notebook ran, as text; "" if nothing did.
  function failure() {
    /** @type {NodeListOf<HTMLElement>} */
    const errors = document.querySelectorAll(
      '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"], .voila-error',
    );
    // biome-ignore lint/performance/useDomNodeTextContent: the lines as they are shown
    return [...errors].map((error) => error.innerText).join("\n") || toldMissing();
  }

  function toldMissing() {
    return document.querySelector('.frontear-banner[data-status="missing"]')?.textContent ?? "";
  }

  let last = "";
  let since = Number.POSITIVE_INFINITY;
  /**
   * True when no panel computes, and nothing was sent, received, typed, drawn or changed in one for so long, counted from
   * a frame that was shown after it: a busy machine draws late.
   * @param {number} quiet_ms
   */
  function settled(quiet_ms) {
    const state = [pending.size, traffic, changes].join();
    const busy = pending.size > 0 || document.querySelector(".frontear-busy") !== null;
    if (state !== last || busy) {
      [last, since] = [state, Number.POSITIVE_INFINITY];
      afterNextFrame(() => {
        if (state === last) since = Math.min(since, performance.now());
      });
    }
    return !busy && performance.now() - since >= quiet_ms;
  }

  /** @param {() => void} then */
  function afterNextFrame(then) {
    requestAnimationFrame(() => requestAnimationFrame(then));
  }

  /**
   * True as soon as the condition holds, false when it has not within so long.
   * @param {number} ms @param {() => boolean} holds
   */
  async function within(ms, holds) {
    const end = performance.now() + ms;
    while (!holds()) {
      if (performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return true;
  }

  let changes = 0;
  /** @type {WeakMap<HTMLCanvasElement, string>} What a canvas shows, until somebody draws on it again. */
  const pictures = new WeakMap();

  /** @param {Part | null} element */
  function noteChange(element) {
    pictures.delete(element);
    if (element?.closest(".frontear-panel")) changes += 1;
  }

  new MutationObserver((mutations) => {
    for (const { target } of mutations) noteChange(target instanceof Element ? target : target.parentElement);
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  for (const typed of ["input", "change", "load"])
    document.addEventListener(typed, (event) => noteChange(event.target), true);

  /** @type {Part} */
  const pen = CanvasRenderingContext2D.prototype;
  for (const [name, { value: draw }] of Object.entries(Object.getOwnPropertyDescriptors(pen)))
    if (typeof draw === "function" && !/^(constructor|measure|get|is)/.test(name))
      pen[name] = function (/** @type {any[]} */ ...args) {
        noteChange(this.canvas);
        return draw.apply(this, args);
      };

  /** @param {HTMLCanvasElement} canvas */
  function picture(canvas) {
    const known = pictures.get(canvas) ?? digest(canvas.width && canvas.height ? canvas.toDataURL() : "");
    pictures.set(canvas, known);
    return known;
  }

  const panels = () =>
    [...document.querySelectorAll(".frontear-panel")].filter(
      (panel) => !panel.parentElement?.closest(".frontear-panel"),
    );
  /** @param {Element} element */
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });

  // ---- what is shown ----

  // The number or choice of a control itself is no evidence that something happened.
  const OWN = "select, option, input, textarea, .frontear-number, .modebar, script, style";
  const PRESSABLE = "button, input, select, textarea, [role=slider], [role=radio], [role=tab]";
  // What a student answers shows nowhere else until it is committed.
  const ANSWERS = ".frontear-panel:has(> * .frontear-cover) > .widget-radio input";

  /** @param {Element} panel */
  function fingerprint(panel) {
    return digest(JSON.stringify(shown(panel)));
  }

  /** @param {Element} panel */
  function shown(panel) {
    /** @type {(selector: string) => Part[]} */
    const all = (selector) => [...panel.querySelectorAll(selector)].filter(visible);
    return {
      text: texts(panel),
      canvas: all("canvas").map(picture),
      image: all("img, audio").map((image) => digest(image.currentSrc)),
      svg: all("svg")
        .filter((svg) => !svg.closest(".js-plotly-plot"))
        .map((svg) => digest(svg.outerHTML)),
      plot: all(".js-plotly-plot").map((plot) => digest(JSON.stringify(figure(plot)))),
      label: all("[aria-label], [alt]")
        .filter((e) => !e.matches(PRESSABLE) && !e.closest(".modebar"))
        .map((e) => e.getAttribute("aria-label") ?? e.alt),
      sound: [panel, ...panel.querySelectorAll("[data-digest]")].map((e) => e.getAttribute("data-digest") ?? ""),
      locked: all(PRESSABLE).map((control) => control.disabled ?? false),
      player: all(".frontear-player :is(button, input, [role=slider])").map((c) => [
        c.getAttribute("aria-pressed"),
        c.getAttribute("aria-checked"),
        c.getAttribute("aria-valuenow"),
        c.value,
        c.checked,
      ]),
      answer: all(ANSWERS).map((choice) => choice.checked),
    };
  }

  /** @param {Element} panel */
  function texts(panel) {
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { parentElement, data } = /** @type {Text} */ (walker.currentNode);
      if (data.trim() && parentElement && !parentElement.closest(OWN) && visible(parentElement))
        found.push(data.trim());
    }
    return found;
  }

  /** @param {Part} plot */
  function figure(plot) {
    const axes = Object.entries(plot._fullLayout ?? {})
      .filter(([name]) => /^[xy]axis/.test(name))
      .map(([name, /** @type {any} */ axis]) => [name, axis.range, axis.type]);
    const { shapes, annotations } = plot.layout ?? {};
    const data = (plot.data ?? []).map((/** @type {any} */ { uid, ...trace }) =>
      Object.fromEntries(
        Object.entries(trace).map(([k, v]) => [k, ArrayBuffer.isView(v) ? Array.from(/** @type {any} */ (v)) : v]),
      ),
    );
    return { data, axes, shapes, annotations };
  }

  /**
   * cyrb53: a short, quick hash of a string.
   * @param {string} text
   */
  function digest(text) {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16);
  }

  // What makes the page scroll sideways or is cut off at the side of its panel or its words; "" if nothing is.
  function tooWide() {
    const pages = [document.scrollingElement, document.getElementById("rendered_cells")].filter(
      (page) => page !== null,
    );
    const columns = [...panels(), ...document.querySelectorAll("#rendered_cells .jp-RenderedMarkdown")];
    const cut = columns.filter((column) => column.scrollWidth > column.clientWidth + 1);
    if (!cut.length && pages.every((page) => page.scrollWidth <= Math.min(page.clientWidth, innerWidth))) return "";
    const edge = Math.min(innerWidth, ...cut.map((panel) => panel.getBoundingClientRect().right));
    const broad = [...(cut[0] ?? document.body).querySelectorAll("*")].filter(
      (e) => visible(e) && e.getBoundingClientRect().right > edge + 0.5,
    );
    return (
      broad
        .slice(0, 8)
        .map((e) =>
          [e.localName, ...(e.id ? [`#${e.id}`] : []), ...[...e.classList].map((name) => `.${name}`)].join(""),
        )
        .join("\n") || "the page"
    );
  }

  // Words of charts that reach beyond their chart, and numbers at the axis below that are turned, into its name.
  function cut() {
    const words = ".xtitle, .ytitle, .y2title, .xtick text, .ytick text, .y2tick text, .legendtext";
    return [...document.querySelectorAll(".js-plotly-plot")].filter(visible).flatMap((plot) => {
      const frame = plot.getBoundingClientRect();
      /** @param {Element} word */
      const outside = (word) => {
        const { left, right, top, bottom } = word.getBoundingClientRect();
        return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1;
      };
      /** @param {Element} word */
      const turned = (word) =>
        /rotate\((?!0[,)])/.test(word.getAttribute("transform") ?? "") && !Number.isNaN(Number(word.textContent));
      return [...plot.querySelectorAll(words)]
        .filter((word) => outside(word) || (word.matches(".xtick text") && turned(word)))
        .map((word) => word.textContent);
    });
  }

  /** @type {any} */ (window).frontearProbe = {
    ready,
    failure,
    settled,
    within,
    panels,
    visible,
    fingerprint,
    shown,
    tooWide,
    connections: () => opened,
    unpacked: () => unpacked,
    received: () => received,
    cut,
  };
})();
