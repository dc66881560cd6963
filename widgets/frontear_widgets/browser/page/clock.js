// @ts-check
// Players tell where the sound is, pictures tell where to jump; a channel keeps panels apart.

/** @typedef {"time" | "seek"} Kind */

/** @param {Kind} kind @param {string} channel @param {number} seconds */
export function tell(kind, channel, seconds) {
  if (channel) dispatchEvent(new CustomEvent(`frontear-${kind}`, { detail: { channel, seconds } }));
}

/**
 * Returns a function that listens no longer.
 * @param {Kind} kind @param {Pick<Model<{ channel: string }>, "get">} model @param {(seconds: number) => void} listener
 */
export function hear(kind, model, listener) {
  /** @param {Event} event */
  const handler = (event) => {
    const { detail } = /** @type {CustomEvent<{ channel: string, seconds: number }>} */ (event);
    if (detail.channel === model.get("channel")) listener(detail.seconds);
  };
  addEventListener(`frontear-${kind}`, handler);
  return () => removeEventListener(`frontear-${kind}`, handler);
}
