// @ts-check
// A run, or a gate, saved as a file and opened from one.

import { download, element } from "./page/elements.js";
import { sendPieces } from "./page/pieces.js";

/** @param {Widget<RunFileTraits, Told & { file?: string }>} widget */
function render({ model, el }) {
  const what = model.get("what");
  const save = element("button", { textContent: `Save the ${what}`, onclick: () => model.send({ kind: "save" }) });
  const open = element("button", { textContent: `Open a ${what}`, onclick: () => input.click() });
  const input = element("input", { type: "file", accept: model.get("suffix"), hidden: true, onchange: take });
  const told = element("span", { className: "frontear-told" });
  told.setAttribute("role", "status");
  input.setAttribute("aria-label", `File of a ${what}`);
  el.append(element("div", { className: "frontear-tools" }, save, open, input, told));

  /** @param {string} words */
  function say(words, wrong = false) {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  }

  async function take() {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    const largest = model.get("largest");
    if (!file.size || file.size > largest)
      return say(`${file.name} has ${file.size} bytes; allowed: 1 to ${largest}.`, true);
    say(`Reading ${file.name} …`);
    try {
      sendPieces(model, { kind: "open", name: file.name }, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      say(`${file.name} could not be read (${/** @type {Error} */ (error).message}): choose it again.`, true);
    }
  }

  model.on("msg:custom", ({ words, wrong, file }, buffers) => {
    if (file) download(new Blob([buffers[0]], { type: "application/octet-stream" }), file);
    else say(words, wrong);
  });
}

export default { render };
