// @ts-check
// A page that is left ends its kernel, from the moment that it has one.
(() => {
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation()); // Voila's way takes a download for leaving

  addEventListener("pagehide", () => {
    const { baseUrl, kernelId } = document.body.dataset;
    if (!kernelId) return;
    const body = new FormData();
    body.append("_xsrf", document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "");
    navigator.sendBeacon(`${baseUrl}api/shutdown/${kernelId}`, body);
  });

  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload(); // the browser kept the page as it was, and its kernel has ended
  });
})();
