// @ts-check
// What a page says of what it has not: one plain sentence, and a link to where Python is, at the same settings.

import { encoded } from "../../browser/page/store.js";

/**
 * A lesson on Binder as it is set here.
 * @param {string} python the lesson's address there, which ends where its path is to stand
 * @param {Kept["settings"]} settings
 */
export function linkTo(python, settings) {
  const set = encoded(settings);
  return set ? `${python}${encodeURIComponent(`#${set}`)}` : python;
}

/** @param {string} link */
function anchor(link) {
  const shown = document.createElement("a");
  shown.href = link;
  shown.textContent = "on Binder, as it is set here";
  return shown;
}

/** @param {string[]} names */
const listed = (names) => names.map((name) => `“${name}”`).join(" and ");

/**
 * What stands below a panel.
 * @param {import("./recorded.js").Panel} panel
 * @param {{ wanted: Record<string, any>, lost: string[], refused: boolean } | null} told
 * @param {string} link
 * @returns {(string | Node)[]}
 */
export function saidOf({ silent, controls }, told, link) {
  const labels = controls.filter(({ name }) => told?.lost.includes(name)).map(({ label }) => label);
  const went = labels.length > 1 ? "went back to where they began" : "went back to where it began";
  const back = labels.length ? `${listed(labels)} ${went}. ` : "";
  const refused = `${listed(labels)} cannot go there in this page. `;
  const heard = silent ? ", and what they sound like," : "";
  return [
    told?.refused ? refused : back,
    `This page has recorded one control at a time. All settings${heard} are there with Python: `,
    anchor(link),
    ".",
  ];
}

/**
 * One sentence that says what needs Python.
 * @param {string} what @param {string} link
 */
export function withPython(what, link) {
  return `<p class="frontear-quiet">${what}: <a href="${link.replaceAll('"', "%22")}">open this lesson on Binder, as it is set here</a>.</p>`;
}
