// A run saved as a file and opened from one, in pieces the kernel's line can carry.

const PIECE = 4_000_000; // bytes of a message: over 10 MiB they vanish without a word

function render({ model, el }) {
  keepPage(model);
  const save = element("button", { textContent: "Save the run", onclick: () => model.send({ kind: "save" }) });
  const open = element("button", { textContent: "Open a run", onclick: () => input.click() });
  const input = element("input", { type: "file", accept: ".run", hidden: true, onchange: take });
  const told = element("span", { className: "frontear-told" });
  told.setAttribute("role", "status");
  input.setAttribute("aria-label", "File of a run");
  el.append(element("div", { className: "frontear-tools" }, save, open, input, told));

  const say = (words, wrong = false) => {
    told.textContent = words;
    told.classList.toggle("frontear-bad", wrong);
  };

  async function take() {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const largest = model.get("largest");
    if (!file.size || file.size > largest) return say(`${file.name} has ${file.size} bytes; allowed: 1 to ${largest}.`, true);
    say(`Reading ${file.name} …`);
    const bytes = new Uint8Array(await file.arrayBuffer()), pieces = Math.ceil(bytes.length / PIECE);
    for (let piece = 0; piece < pieces; piece++)
      model.send({ kind: "open", name: file.name, piece, pieces }, undefined, [bytes.slice(piece * PIECE, (piece + 1) * PIECE)]);
  }

  const answer = ({ words, wrong, file }, buffers) => {
    if (file) return download(new Blob([buffers[0]], { type: "application/octet-stream" }), file);
    say(words, wrong);
  };
  model.on("msg:custom", answer);
  return () => model.off("msg:custom", answer);
}

export default { render };
