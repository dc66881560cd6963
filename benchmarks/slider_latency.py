"""From a slider to a painted pixel, in Chromium through Voila: our heat map against plotly's FigureWidget.

    python benchmarks/slider_latency.py

Both show the same 513 × 200 picture and take the same steps, by the arrow key, one after another. A step lasts from
the key press until the first animation frame with new pixels is painted. Last line: the ratio of medians.
"""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
STEPS = 40
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"

PICTURE = """
import numpy as np
rng = np.random.default_rng(0)
base = rng.uniform(-80, 0, (513, 200)).astype(np.float32)
def values(step): return np.roll(base, step, axis=1)
"""

OURS = """
from dataclasses import dataclass
from frontear_widgets import Axis
from frontear_widgets import HeatMap
from frontear_widgets import Live
from frontear_widgets import Picture
from frontear_widgets import Rows
from frontear_widgets.core.controls import slider

@dataclass(frozen=True)
class Settings:
    step: int = slider(0, 0, 1000, label="Step")

def shown(settings):
    rows = Rows("frequency (Hz)", "Hz", np.arange(513) * 15.625)
    return {"picture": Picture(values(settings.step), "Noise", Axis("time (s)", "s", step=0.01), rows, "dB", -80, 0)}

Live(Settings(), shown, {"picture": HeatMap}, title="Ours")
"""

PLOTLY = """
import ipywidgets, plotly.graph_objects as go
figure = go.FigureWidget(go.Heatmap(z=values(0), colorscale="viridis"), layout={"height": 360})
control = ipywidgets.IntSlider(min=0, max=1000, description="Step")
def moved(change):
    with figure.batch_update():
        figure.data[0].z = values(change["new"])
control.observe(moved, "value")
ipywidgets.VBox([control, figure])
"""

READ = {  # what changes when the picture does, read in every animation frame
    "ours": """() => { const c = document.querySelector('.frontear-heatmap canvas');
        return c && c.width > 300 && c.getContext('2d').getImageData(200, 60, 64, 1).data.join() }""",
    "plotly": "() => document.querySelector('.heatmaplayer image')?.getAttribute('href')",
}

LESSONS = ["02_filtering", "03_compression"]  # the first slider of the first panel with a heat map
HASH = """() => { const c = document.querySelector('.frontear-heatmap canvas');
        const pixels = () => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer;
        return c && c.width > 300 && new Uint32Array(pixels()).reduce((hash, pixel) => (hash * 31 + pixel) | 0, 7) }"""
READ |= dict.fromkeys(LESSONS, HASH)
HANDLE = {"plotly": "[role=slider]"} | dict.fromkeys(
    ("ours", *LESSONS), ".frontear-panel:has(.frontear-heatmap) .frontear-slider [type=range]"
)

WATCH = """(read) => {
    window.step = () => new Promise((done) => {
        const before = read();
        document.activeElement.addEventListener('keydown', () => {
            const start = performance.now();
            const painted = new MessageChannel(); // a message sent from a frame arrives after it is painted
            painted.port1.onmessage = () => done(performance.now() - start);
            const look = () => read() === before ? requestAnimationFrame(look) : painted.port2.postMessage(0);
            requestAnimationFrame(look);
        }, { once: true, capture: true });
    });
}"""


def notebook(path: Path, code: str) -> None:
    """One cell and a kernel."""
    cells = [nbformat.v4.new_code_cell(PICTURE + code)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


@contextmanager
def voila(folder: Path, *options: str):
    """A Voila server on a free port; yields its address and process, ends with its kernels."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(folder), f"--port={port}", "--no-browser", *options]
    ours = str(ROOT / "widgets" / "jupyter")
    environment = {**os.environ, "JUPYTER_PATH": ours, "JUPYTER_CONFIG_PATH": ours}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: urllib.request.urlopen(address).status == 200)
        yield address, psutil.Process(server.pid)
    finally:
        family = psutil.Process(server.pid).children(recursive=True)
        server.send_signal(signal.SIGINT)
        for left in psutil.wait_procs([*family, psutil.Process(server.pid)], timeout=10)[1]:
            left.kill()


def wait_for(answer, *, seconds: float = 60) -> None:
    """Ask until the answer is true; an error counts as no."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if answer():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"no answer within {seconds} s")


def usable(page, address: str, name: str) -> float:
    """Seconds from asking for the page until its picture stands there."""
    start = time.perf_counter()
    page.goto(f"{address}/voila/render/{name}.ipynb")
    page.wait_for_function(READ[name], timeout=60_000)
    return time.perf_counter() - start


def measure(browser, folder: Path, name: str) -> list[float]:
    """Milliseconds of each step; prints these, what the browser received, and what the kernel takes."""
    received = []
    with voila(folder) as (address, server):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        cold = usable(page, address, name)
        page.evaluate(f"({WATCH})({READ[name]})")
        page.locator(HANDLE[name]).first.focus()
        for number in range(5):  # not counted: first drawings
            step(page, number)
        received.clear()
        steps = [step(page, number) for number in range(STEPS)]
        memory = max(child.memory_full_info().uss for child in server.children(recursive=True)) / 1e6
        page.close()
    print(
        f"{name:14s} median {statistics.median(steps):6.1f} ms   p90 {statistics.quantiles(steps, n=10)[-1]:6.1f} ms   "
        f"{sum(received) / STEPS / 1e3:7.1f} kB per step   picture stands after {cold:.1f} s   kernel {memory:.0f} MB"
    )
    return steps


def step(page, number: int) -> float:
    """Milliseconds from pressing the arrow key, out of step with the screen like a finger, to the painted picture."""
    page.evaluate("new Promise((done) => setTimeout(done, 50 * Math.random()))")
    page.evaluate("void (window.waiting = window.step())")
    page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")  # there and back: no end is met
    return page.evaluate("window.waiting")


def main() -> None:
    """Measure both, print both, print the ratio."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        notebook(folder / "ours.ipynb", OURS)
        notebook(folder / "plotly.ipynb", PLOTLY)
        installed = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS.split())
        ours, theirs = measure(browser, folder, "ours"), measure(browser, folder, "plotly")
        for lesson in LESSONS:
            measure(browser, ROOT / "notebooks", lesson)
        browser.close()
    print(f"ratio {statistics.median(theirs) / statistics.median(ours):.1f}")


if __name__ == "__main__":
    main()
