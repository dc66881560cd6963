// @ts-check
// What the page says and does when Python is lost or a panel did not come: a banner that takes its own room, controls
// that rest, pictures that stay, and a look now and then whether there is somebody again.

import { element } from "./elements.js";

const TRYING = "The connection to Python was lost; trying again. Until it is back, nothing here answers. ";
const BACK =
  "The server answers again, but the Python of this page has ended. Reload the page to go on: your settings come back. ";
const STOPPED =
  "Python has stopped, so nothing here answers any more. Reload the page to go on: your settings come back (in JupyterLab, run the cells again). ";
const MISSING = "A panel did not load. Reload the page (in JupyterLab, run its cell again). ";

const FINAL = ["lost", "back"]; // a kernel that was lost takes all widgets with it
const RESTING = [
  ".frontear-control",
  ".frontear-controls",
  ".frontear-own",
  ".frontear-save",
  ".widget-radio",
  ".jupyter-button",
];
const FIRST_LOOK_S = 1;
const LATEST_LOOK_S = 20;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let nextLook;

/** @param {Kernel} kernel */
export function watchKernel(kernel) {
  kernel.connectionStatusChanged.connect((_, status) => showBanner(status, kernel));
  kernel.statusChanged.connect((_, status) => {
    if (["dead", "restarting", "autorestarting"].includes(status)) showBanner("lost");
  });
}

/** ipywidgets, where it draws, waits two seconds for a widget, and then gives up. */
export function tellMissing() {
  const told = shownStatus();
  const missing = isGivenUp();
  if (missing && !told) showBanner("missing");
  if (!missing && told === "missing") showBanner("connected");
}

const isGivenUp = () =>
  [...document.querySelectorAll(".jp-OutputArea-output.jupyter-widgets")].some(
    ({ textContent }) => textContent === "Error displaying widget: model not found",
  );

const banner = () => document.querySelector(".frontear-banner");
const shownStatus = () => banner()?.getAttribute("data-status") ?? "";

/**
 * A connection may come back, and its banner goes.
 * @param {string} status @param {Kernel} [kernel]
 */
function showBanner(status, kernel) {
  if (FINAL.includes(shownStatus()) || shownStatus() === status) return;
  banner()?.remove();
  clearTimeout(nextLook);
  rest(!["connected", "missing"].includes(status));
  if (status === "connected") return;
  const words = { missing: MISSING, lost: STOPPED, back: BACK }[status] ?? TRYING;
  const reload = element("button", { textContent: "Reload the page", onclick: () => location.reload() });
  const shown = element("div", { className: "frontear-banner" }, words, reload);
  shown.setAttribute("role", "alert");
  shown.dataset.status = status;
  document.querySelector(".fe-header")?.after(shown);
  if (!shown.isConnected) document.body.prepend(shown);
  if (kernel) lookLater(kernel, FIRST_LOOK_S);
}

/**
 * Controls that nobody hears do not move; what is shown stays as it was.
 * @param {boolean} resting
 */
function rest(resting) {
  for (const controls of document.querySelectorAll(RESTING.map((each) => `.frontear-panel ${each}`).join()))
    controls.toggleAttribute("inert", resting);
}

/** @param {Kernel} kernel @param {number} seconds */
function lookLater(kernel, seconds) {
  nextLook = setTimeout(async () => {
    const status = await answer(kernel);
    if (!banner() || FINAL.includes(shownStatus())) return;
    if (status === 404) return showBanner("back");
    if (status === 200) kernel.reconnect().catch(() => {}); // its own tries grow rare
    lookLater(kernel, Math.min(2 * seconds, LATEST_LOOK_S));
  }, 1_000 * seconds);
}

/**
 * What the server says of the kernel; 0 where nobody answers.
 * @param {Kernel} kernel
 */
async function answer({ id, serverSettings }) {
  try {
    const place = new URL(`api/kernels/${id}`, new URL(serverSettings.baseUrl, location.href));
    return (await fetch(place, { cache: "no-store" })).status;
  } catch {
    return 0;
  }
}
