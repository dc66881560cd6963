// The few lines that make a picture, to read and to take along.

async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(shown); // no clipboard without https: the older way
    document.execCommand("copy");
  }
}

function render({ model, el }) {
  keepPage(model);
  const shown = element("code"), details = element("pre", { hidden: true, tabIndex: 0 }, shown);
  const copy = element("button", { textContent: "Copy as code", onclick: async () => {
    details.hidden = false;
    await copyText(model.get("code"), shown);
    copy.textContent = "Copied";
  } });
  el.append(element("div", { className: "frontear-code" }, copy, details));
  const update = () => {
    shown.textContent = model.get("code");
    copy.textContent = "Copy as code";
  };
  model.on("change:code", update);
  update();
}

export default { render };
