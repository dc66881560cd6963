// @ts-check
// What a model says to Python, and how bytes stand in what Python says.

/**
 * A model's two ways to speak. Of values one message is under way at a time: those that come meanwhile wait, the latest of
 * each, and go together when the kernel is done with it.
 * @param {import("./kernel.js").Kernel} kernel @param {string} comm_id
 */
export function speaker(kernel, comm_id) {
  let underWay = false;
  /** @type {Record<string, any>} */
  let waiting = {};

  /** @param {Record<string, any>} values */
  function saved(values) {
    Object.assign(waiting, values);
    if (underWay || !Object.keys(waiting).length) return;
    underWay = true;
    const data = { method: "update", state: waiting, buffer_paths: [] };
    waiting = {};
    kernel.send("comm_msg", { comm_id, data }, { done });
  }

  function done() {
    underWay = false;
    saved({});
  }

  /** @param {any} content @param {ArrayBufferView[]} [buffers] */
  function answer(content, buffers) {
    kernel.send("comm_msg", { comm_id, data: { method: "custom", content } }, { buffers });
  }

  return { saved, answer };
}

/**
 * A message's state with its bytes where they belong.
 * @template {{ state: Record<string, any>, buffer_paths?: (string | number)[][] }} Data
 * @param {Data} data @param {DataView<ArrayBuffer>[]} buffers
 */
export function filled(data, buffers) {
  for (const [place, path] of (data.buffer_paths ?? []).entries()) {
    /** @type {any} */
    let at = data.state;
    for (const step of path.slice(0, -1)) at = at[step];
    at[/** @type {string} */ (path.at(-1))] = buffers[place];
  }
  return data;
}
