// @ts-check
// Everything in a panel that a person can move, with a name that stays.
(() => {
  /** @typedef {any} Part an element, asked for what it may have */

  const probe = /** @type {any} */ (window).frontearProbe;

  const MOVABLE =
    "button, input:not([type=hidden], [type=file]), select, textarea, summary, [role=slider], [role=button], [role=radio], [role=tab], [role=switch], canvas[tabindex='0'], [role=application][tabindex='0']";
  // A slider's number moves the same as its handle.
  const NOT_OURS = ".js-plotly-plot, [aria-hidden=true], .frontear-number, .lm-TabBar";

  /** @param {Element} panel */
  function controls(panel) {
    /** @type {Part[]} */
    const elements = [...panel.querySelectorAll(MOVABLE)].filter((element) => !element.closest(NOT_OURS));
    /** @type {Record<string, number>} */
    const counts = {};
    return elements.map((element) => {
      const [kind, name] = [kindOf(element), nameOf(element)];
      const count = (counts[`${kind} ${name}`] ?? 0) + 1;
      counts[`${kind} ${name}`] = count;
      element.dataset.probe ??= `${kind} "${name}"${count > 1 ? ` (${count})` : ""}`;
      return { key: element.dataset.probe, kind, name, chosen: chosen(element), ready: usable(element) };
    });
  }

  /** @param {Part} element */
  function kindOf(element) {
    const role = element.getAttribute("role");
    const type = element.type;
    if (role === "slider" || type === "range") return "slider";
    if (element.matches("select")) return "select";
    if (element.matches("input")) return ["number", "checkbox", "radio", "file"].includes(type) ? type : "text";
    if (element.matches("textarea")) return "text";
    if (role === "radio" || element.closest(".widget-toggle-buttons") || oneOfSeveral(element)) return "radio";
    if (role === "switch" || element.matches(".widget-toggle-button, [aria-pressed]")) return "checkbox";
    if (role === "tab") return "tab";
    return element.matches("button, summary, [role=button]") ? "button" : "picture";
  }

  // Pressed buttons side by side are a choice, like a radio; one alone is a switch.
  /** @param {Part} element */
  function oneOfSeveral(element) {
    return (
      element.matches("[aria-pressed]") && element.parentElement.querySelectorAll(":scope > [aria-pressed]").length > 1
    );
  }

  /** @param {Part} element */
  function nameOf(element) {
    const labelled = (element.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((/** @type {string} */ id) => document.getElementById(id)?.textContent)
      .join(" ")
      .trim();
    const row = element.closest(".jupyter-widgets")?.querySelector(".widget-label")?.textContent.trim();
    const own = element.matches("button, summary, [role=tab], [role=radio]") ? element.textContent.trim() : "";
    return (
      element.getAttribute("aria-label") ||
      labelled ||
      wordsOf(element.labels?.[0]) ||
      own ||
      row ||
      element.title ||
      ""
    );
  }

  /** @param {Part} label */
  function wordsOf(label) {
    const copy = label?.cloneNode(true);
    for (const control of copy?.querySelectorAll("select, textarea, output, button") ?? []) control.remove();
    return copy?.textContent.trim();
  }

  // A choice that is already made cannot be made again; it can once another one is.
  /** @param {Part} element */
  function chosen(element) {
    if (kindOf(element) === "tab") return element.getAttribute("aria-selected") === "true";
    if (kindOf(element) !== "radio") return false;
    return element.checked || element.matches(".mod-active, [aria-checked=true], [aria-pressed=true]");
  }

  /** @param {Part} element */
  function usable(element) {
    const skipped = element.tabIndex < 0 && !["radio", "tab"].includes(kindOf(element));
    return (
      probe.visible(element) &&
      !element.matches(":disabled, [aria-disabled=true]") &&
      !element.closest("[inert]") &&
      !skipped
    );
  }

  /**
   * The controls and the fingerprint of a panel when nothing changes any more; null where that takes too long.
   * @param {Element} panel @param {number} quiet_ms @param {number} most_ms
   */
  async function atRest(panel, quiet_ms, most_ms) {
    if (!(await probe.within(most_ms, () => probe.settled(quiet_ms)))) return null;
    return { controls: controls(panel), fingerprint: probe.fingerprint(panel) };
  }

  Object.assign(probe, { controls, atRest });
})();
