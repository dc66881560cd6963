// @ts-check
// How a lesson is laid out, asked of a page that stands: each answer is a sentence for every fault, or "".
(() => {
  /** @param {string} selector @param {ParentNode} within @returns {HTMLElement[]} */
  const all = (selector, within = document) =>
    [...within.querySelectorAll(selector)].map((e) => /** @type {any} */ (e));

  /** @param {HTMLElement} element */
  const shown = (element) => element.offsetParent !== null && element.getBoundingClientRect().height > 0;

  /** Where the header ends: what lies above is covered. */
  const top = () => document.querySelector(".fe-header")?.getBoundingClientRect().bottom ?? 0;

  /** @param {HTMLElement} element */
  function inSight(element) {
    const box = element.getBoundingClientRect();
    return box.top >= top() - 1 && box.bottom <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1;
  }

  /** @param {HTMLElement} one @param {HTMLElement} other */
  function apart(one, other) {
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    return a.bottom <= b.top + 1 || b.bottom <= a.top + 1 || a.right <= b.left + 1 || b.right <= a.left + 1;
  }

  /** Every control with every picture of its panel: used, then scrolled to the picture, both are seen, and an exercise's task and check. */
  function apartFromPictures() {
    return all(".frontear-live")
      .flatMap((panel) => {
        const title = panel.querySelector("h3")?.textContent;
        const exercise = /** @type {HTMLElement | null} */ (panel.closest(".frontear-exercise"));
        const around = exercise ? all(":scope > .frontear-task p, .frontear-checking button", exercise) : [];
        const pictures = all(".frontear-views :is(.frontear-stage, .frontear-lines)", panel).filter(shown);
        return all(":is(.frontear-controls, .frontear-views) > .frontear-control", panel)
          .filter(shown)
          .flatMap((control) => {
            control.dispatchEvent(new Event("focusin", { bubbles: true }));
            return pictures
              .filter((picture) => {
                const parts = [picture, control, ...around];
                return ![0.5, 1].some((low) => {
                  scrollBetween(picture, [control, ...around], low);
                  return parts.every(
                    (part) => inSight(part) && parts.every((other) => part === other || apart(part, other)),
                  );
                });
              })
              .map((picture) => `${title}: ${control.textContent?.trim().slice(0, 40)}, ${picture.className}`);
          });
      })
      .join("\n");
  }

  /** Brings a picture into what those leave free that stick to the window: to its middle, or its lower end. @param {HTMLElement} picture @param {HTMLElement[]} stuck @param {number} low 0.5 or 1 */
  function scrollBetween(picture, stuck, low) {
    picture.scrollIntoView({ block: "center", behavior: "instant" });
    const own = picture.getBoundingClientRect();
    const boxes = stuck
      .map((part) => part.getBoundingClientRect())
      .filter(({ left, right }) => left < own.right && right > own.left);
    const middle = (own.top + own.bottom) / 2;
    const from = Math.max(top(), ...boxes.filter((box) => box.top < middle).map((box) => box.bottom));
    const to = Math.min(innerHeight, ...boxes.filter((box) => box.top >= middle).map((box) => box.top));
    const place = low === 1 ? to - own.height / 2 : (from + to) / 2;
    scrollBy({ top: middle - place, behavior: "instant" });
  }

  /** Timelines that are not right under a picture, as wide as it, with a button to play them. */
  function apartFromTimelines() {
    return all(".frontear-timeline")
      .filter(shown)
      .flatMap((timeline) => {
        const cell = /** @type {HTMLElement} */ (timeline.closest(".frontear-control"));
        const picture = /** @type {HTMLElement} */ (cell.previousElementSibling);
        picture.scrollIntoView({ block: "center" }); // one in use sticks to the top
        const [above, below] = [picture.getBoundingClientRect(), cell.getBoundingClientRect()];
        const faults = [];
        if (!picture.querySelector("canvas, .js-plotly-plot")) faults.push("no picture above");
        if (below.top < above.bottom - 1 || below.top > above.bottom + 20) faults.push("not right under it");
        if (Math.abs(below.width - above.width) > 2) faults.push("not as wide as it");
        if (!all("button", timeline).some(shown)) faults.push("no button");
        return faults.map((fault) => `${timeline.textContent}: ${fault}`);
      })
      .join("\n");
  }

  /** @param {Element} panel */
  const titleOf = (panel) => panel.querySelector("h3")?.textContent ?? panel.textContent?.trim().slice(0, 40);

  /** Pictures of a panel that are no wave of a player's, without those of panels in it. @param {HTMLElement} panel */
  const picturesOf = (panel) =>
    all(":is(.frontear-heatmap .frontear-stage, .js-plotly-plot)", panel).filter(
      (picture) => shown(picture) && picture.closest(".frontear-panel") === panel,
    );

  /** Panels whose pictures, as many as show at once, take more than 700 pixels; those side by side count once. */
  function tooHigh() {
    return all(".frontear-panel")
      .map((panel) => {
        const rows = picturesOf(panel).map((picture) => picture.getBoundingClientRect());
        const high = sum(rows.filter(({ left }) => left - rows[0].left < 100).map(({ height }) => height));
        return { title: titleOf(panel), high };
      })
      .filter(({ high }) => high > 700)
      .map(({ title, high }) => `${title}: ${high}`)
      .join("\n");
  }

  /** Text, equations and panels that do not begin where the first text does. */
  function offAxis() {
    const parts = all(".jp-RenderedMarkdown > :is(h1, h2, h3, p, ul), .frontear-panel:not(.frontear-panel *)");
    const equations = all('math[display="block"]', document).filter((e) => !e.closest(".frontear-panel"));
    const left = (/** @type {HTMLElement} */ part) => part.getBoundingClientRect().left;
    const first = left(parts[0]);
    return [...parts, ...equations]
      .filter((part) => shown(part) && Math.abs(left(part) - first) > 1.5)
      .map((part) => `${part.tagName} ${part.textContent?.trim().slice(0, 40)}: ${left(part) - first}`)
      .join("\n");
  }

  /** Sounds of panels that take more than one line. */
  function brokenSounds() {
    return all(".frontear-sound")
      .filter(shown)
      .filter((bar) => {
        const parts = [...bar.children].map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 0);
        return Math.max(...parts.map(({ top }) => top)) > Math.min(...parts.map(({ bottom }) => bottom));
      })
      .map((bar) => titleOf(/** @type {Element} */ (bar.closest(".frontear-panel"))))
      .join("\n");
  }

  /** How many equations and tables scroll that the tab key does not reach. */
  const outOfReach = () =>
    all('.jp-RenderedMarkdown math[display="block"], .widget-html-content').filter(
      (wide) => wide.scrollWidth > wide.clientWidth && wide.tabIndex < 0,
    ).length;

  /** Choices whose circle or square does not stand before its words. */
  function strayBoxes() {
    return all(":is(.widget-radio-box, .widget-checkbox) label")
      .filter(shown)
      .filter((label) => {
        const box = /** @type {Element} */ (label.querySelector("input")).getBoundingClientRect();
        return box.left - label.getBoundingClientRect().left > 6;
      })
      .map((label) => label.textContent)
      .join("\n");
  }

  /** Sliders whose track is shorter than 200 pixels. */
  function shortSliders() {
    return all('.frontear-slider [type="range"]')
      .filter((range) => shown(range) && range.getBoundingClientRect().width < 200)
      .map((range) => range.closest(".frontear-slider")?.textContent)
      .join("\n");
  }

  /** What a finger can press in a panel and is less than 44 pixels high. */
  function smallTargets() {
    const targets =
      "button, select, summary, label:has([type=checkbox], [type=radio]), input:not([type=checkbox], [type=radio])";
    return all(`.frontear-panel :is(${targets})`)
      .filter((part) => shown(part) && !part.closest(".js-plotly-plot") && part.getBoundingClientRect().height < 43.5)
      .map(
        (part) =>
          `${titleOf(/** @type {Element} */ (part.closest(".frontear-panel")))}: ${part.outerHTML.slice(0, 100)}`,
      )
      .join("\n");
  }

  /** What the sections are called, without the signs of their links. */
  function sections() {
    return all(".jp-MarkdownCell h2").map((h) =>
      [...h.childNodes]
        .filter((n) => n.nodeName !== "A")
        .map((n) => n.textContent)
        .join("")
        .trim(),
    );
  }

  /** Panels that would be cut by the end of a sheet, its side, or a box that scrolls, and pictures that are not drawn. */
  function cutOnPaper() {
    return all(".frontear-panel:not(:has(.frontear-panel))")
      .filter((panel) => !panel.closest(".jp-mod-hidden"))
      .flatMap((panel) => {
        const faults = [];
        const parts =
          panel.offsetHeight > innerHeight
            ? all(".frontear-views > :not(.frontear-tabs), .frontear-page > *", panel)
            : [panel];
        if (
          getComputedStyle(panel).breakInside !== "avoid" ||
          parts.some(({ offsetHeight }) => offsetHeight > innerHeight)
        )
          faults.push("cut by the end of a sheet");
        if (all(":not(math, math *)", panel).some(scrolls) || scrolls(panel)) faults.push("cut by a box");
        const pictures = all(".frontear-stage > canvas:first-child, .js-plotly-plot .main-svg", panel).filter(
          (picture) => !picture.closest(".frontear-hidden"),
        );
        const { right } = panel.getBoundingClientRect();
        if (pictures.some((picture) => picture.getBoundingClientRect().right > right + 1))
          faults.push("cut at its side");
        if (pictures.some((picture) => picture.getBoundingClientRect().width < 100)) faults.push("not drawn");
        return faults.map((fault) => `${titleOf(panel)}: ${fault}`);
      })
      .join("\n");
  }

  /** @param {HTMLElement} element */
  function scrolls(element) {
    const { overflowY } = getComputedStyle(element);
    return /auto|scroll|hidden/.test(overflowY) && element.scrollHeight > element.clientHeight + 2 && shown(element);
  }

  /** Letters in a line of the text, on average over all that another line follows; NaN if there are none. */
  function letters() {
    const texts = all(".jp-RenderedMarkdown > p").filter((text) => shown(text) && !text.querySelector("math"));
    const lines = texts.flatMap((text) => {
      const widths = widthsOfLines(text);
      const perPixel = (text.textContent ?? "").length / sum(widths);
      return widths.slice(0, -1).map((width) => width * perPixel);
    });
    return sum(lines) / lines.length;
  }

  /** @param {number[]} numbers */
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  /** @param {HTMLElement} text */
  function widthsOfLines(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const [from, high] = [text.getBoundingClientRect().top, Number.parseFloat(getComputedStyle(text).lineHeight)];
    /** @type {number[]} */
    const widths = [];
    for (const { top, width } of range.getClientRects()) {
      const line = Math.round((top - from) / high);
      widths[line] = (widths[line] ?? 0) + width;
    }
    return widths;
  }

  /** Controls that have not had the focus since they were last asked for, as HTML; of radio buttons one is enough. */
  function unfocused() {
    const controls = "a[href], button, input:not([type=radio]), select, summary, [tabindex]";
    return all(`:is(${controls}):not(:disabled, [tabindex="-1"], [data-focused], [inert] *)`)
      .filter((control) => shown(control) && control.checkVisibility({ visibilityProperty: true }))
      .map((control) => control.outerHTML.slice(0, 120));
  }

  /** @type {any} */ (window).frontearLayout = {
    apartFromPictures,
    apartFromTimelines,
    sections,
    brokenSounds,
    cutOnPaper,
    letters,
    offAxis,
    outOfReach,
    shortSliders,
    strayBoxes,
    smallTargets,
    tooHigh,
    top,
    unfocused,
  };
})();
