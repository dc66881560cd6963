// @ts-check
// The page's end of `core/ahead.py`: what Python sends before it is asked, and that it has come.

import { close, forget, introduce, keep, settle } from "./page/ahead.js";

const ignored = () => {}; // a panel that is closed meanwhile

/** @param {Model<PageTraits, AheadMessage>} model */
function begin(model) {
  const { widget_manager: manager } = model;
  model.on("msg:custom", (message, buffers) => {
    if (message.number !== undefined) model.send({ got: message.number });
    if (message.sliders && manager) introduce(message, (id) => manager.get_model(id)).catch(ignored);
    else if (message.digests) keep(message, buffers);
    else if (message.forget) forget(message.panel);
    else if (message.closed) close(message.panel);
    else if (message.settled !== undefined) settle(message.panel, message.settled);
  });
  model.send({ here: true });
}

export default { begin };
