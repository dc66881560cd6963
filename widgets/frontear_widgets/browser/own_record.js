// @ts-check
// A record of any sensor: a button opens a file, the kernel reads it.

import { element } from "./page/elements.js";
import { sendPieces } from "./page/pieces.js";

/** @param {Widget<object, never>} widget */
function render({ model, el }) {
  const file = element("input", { type: "file", accept: ".csv,.txt,.tsv,.wav", hidden: true, onchange: send });
  const button = element("button", { textContent: "Open a CSV or WAV", onclick: () => file.click() });
  el.append(element("div", { className: "frontear-tools" }, button, file));

  async function send() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    sendPieces(model, { name: chosen.name }, new Uint8Array(await chosen.arrayBuffer()));
    file.value = ""; // so that the same file can be opened again
  }
}

export default { render };
