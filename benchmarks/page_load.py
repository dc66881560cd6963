"""From a click on a card of the gallery to a lesson that answers, in Chromium through Voila: times, bytes, memory.

    python benchmarks/page_load.py [LESSON ...]

A new browser opens the gallery and clicks: cold, nothing is kept yet. It goes back and clicks again: warm. Times are
from the click: the text can be read, the first picture stands, all panels do; `kernel` is when its process started.
Bytes are those on the wire: files by HTTP, packed as they come, and what the kernel's websocket brings, packed as the
server packs it; by kind, and for widgets, as they first come, before that. The load of the machine is printed first:
only a quiet one counts.
"""

import base64
import json
import os
import struct
import sys
import time
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from playwright.sync_api import CDPSession, Page, sync_playwright

from slider_latency import ROOT, launched, voila

LESSONS = ["01_windowing", "07_backends"]
PACKED = 1  # level of the server's websocket, of its settings

WATCH = """
const shown = (part) => part?.checkVisibility() && part.getClientRects().length > 0;
const painted = (part) => part.matches("canvas") ? part.width > 300 : part.querySelector(".trace");
const all = (selector) => [...document.querySelectorAll(selector)];
const loading = () => document.readyState !== "complete" || document.querySelector("[data-fe-view]:empty") ||
  all(".jp-OutputArea-output").some((output) => !output.childNodes.length);
const PICTURES = ".frontear-panel :is(canvas, .js-plotly-plot)";
const marks = (window.pageMarks = {});
const look = () => {
  if (shown(document.querySelector("h1"))) marks.text ??= Date.now();
  const pictures = all(PICTURES).filter(shown);
  if (pictures.some(painted)) marks.picture ??= Date.now();
  if (marks.picture && !loading()) marks.widgets ??= Date.now();
  if (marks.widgets && pictures.every(painted)) marks.all ??= Date.now();
  if (!marks.all) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


class Wire:
    """Counts what comes over the wire, by kind; `widgets` is what their state takes before it is packed."""

    def __init__(self, session: CDPSession):
        self.files, self.messages, self.widgets = Counter(), Counter(), Counter()
        self._kind, self._kinds, self._packers = {}, {}, {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.on("Network.webSocketHandshakeResponseReceived", self._opened)
        session.on("Network.webSocketFrameReceived", self._heard)

    def _asked(self, event: dict) -> None:
        path = event["response"]["url"].split("?")[0]
        plotly = "plotly" in path
        self._kind[event["requestId"]] = "plotly" if plotly else "page" if path.endswith(".ipynb") else "other files"

    def _came(self, event: dict) -> None:
        self.files[self._kind.get(event["requestId"], "other files")] += event["encodedDataLength"]

    def _opened(self, event: dict) -> None:
        if "permessage-deflate" in str(event["response"]["headers"]):
            self._packers[event["requestId"]] = zlib.compressobj(level=PACKED, wbits=-zlib.MAX_WBITS)

    def _heard(self, event: dict) -> None:
        frame, packer = event["response"], self._packers.get(event["requestId"])
        text = frame["opcode"] == 1
        data = frame["payloadData"].encode() if text else base64.b64decode(frame["payloadData"])
        size = len(packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)) if packer else len(data)
        header, content, buffers = ({"msg_type": "text"}, {}, []) if text else parts_of(data)
        self.messages[header["msg_type"]] += size
        self.widgets += self._widgets_in(content, buffers)

    def _widgets_in(self, content: dict, buffers: list[bytes]) -> Counter:
        """Bytes by kind of widget: of one that begins or changes, or of all where a message tells of all."""
        data = content.get("data", {})
        states = {name: about["state"] for name, about in data.get("states", {}).items()}
        owners = [name for name, *_ in data.get("buffer_paths", [])]
        if not states and "state" in data:
            states, owners = {content["comm_id"]: data["state"]}, [content["comm_id"]] * len(buffers)
        sizes = Counter()
        for name, state in states.items():
            self._kinds.setdefault(name, state.get("module") or state.get("_model_name"))
            sizes[self._kinds[name]] += len(json.dumps(state))
        for name, buffer in zip(owners, buffers, strict=False):
            sizes[self._kinds.get(name)] += len(buffer)
        return sizes


def parts_of(data: bytes) -> tuple[dict, dict, list[bytes]]:
    """Header, content and buffers of a kernel's binary message."""
    (count,) = struct.unpack("<Q", data[:8])
    offsets = struct.unpack(f"<{count}Q", data[8 : 8 + 8 * count])
    parts = [data[start:end] for start, end in pairwise(offsets)]
    return json.loads(parts[1]), json.loads(parts[4]), parts[5:]


def gallery(page: Page, address: str) -> Wire:
    """Opens the gallery and waits until it has come to rest; what that took."""
    session = page.context.new_cdp_session(page)
    wire = Wire(session)
    page.goto(f"{address}/voila/render/00_index.ipynb", timeout=90_000)
    page.wait_for_function("window.pageMarks?.text", timeout=90_000)
    page.wait_for_load_state("networkidle")
    session.detach()
    return wire


def opened(page: Page, server: psutil.Process, lesson: str) -> str:
    """A click on the lesson's card; what came of it."""
    before = {child.pid for child in server.children(recursive=True)}
    session = page.context.new_cdp_session(page)
    wire = Wire(session)
    clicked = time.time()
    page.locator(f"a[href*='{lesson}']").first.click(no_wait_after=True)
    page.wait_for_url(f"**/{lesson}.ipynb", wait_until="commit", timeout=90_000)
    page.wait_for_function("window.pageMarks?.all", timeout=90_000)
    marks = page.evaluate("pageMarks")
    page.wait_for_load_state("networkidle")
    kernels = [child for child in server.children(recursive=True) if child.pid not in before]
    kernel = max(kernels, key=lambda child: child.memory_full_info().uss)
    after = {name: marks[name] / 1e3 - clicked for name in ("text", "picture", "all")}
    times = "   ".join(f"{name} {seconds:4.1f} s" for name, seconds in after.items())
    session.detach()
    started = (
        f"kernel at {kernel.create_time() - clicked:4.1f} s, {kernel.memory_full_info().uss / 1e6:.0f} MB of its own"
    )
    return f"{times}   {started}{told(wire)}"


def told(wire: Wire) -> str:
    lines = [total(wire), parts(wire.files), parts(wire.messages)]
    lines += [f"before packing: {parts(wire.widgets)}"] if wire.widgets else []
    return "".join(f"\n{'':22s}{line}" for line in lines)


def total(wire: Wire) -> str:
    files, messages = wire.files.total() / 1e6, wire.messages.total() / 1e6
    return f"{files + messages:.2f} MB: files {files:.2f}, websocket {messages:.2f}"


def parts(counted: Counter, most: int = 8) -> str:
    return "   ".join(f"{kind} {size / 1e3:.0f} kB" for kind, size in counted.most_common(most))


def main(lessons: list[str]) -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for lesson in lessons:
        with sync_playwright() as playwright, voila(ROOT / "notebooks") as (address, server):
            browser = launched(playwright)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_init_script(f"(() => {{{WATCH}}})()")
            page = context.new_page()
            for when in ("cold", "warm"):
                print(f"{'gallery':16s} {when:4s} {told(gallery(page, address)).strip()}", flush=True)
                print(f"{lesson:16s} {when:4s} {opened(page, server, lesson)}", flush=True)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or LESSONS)
