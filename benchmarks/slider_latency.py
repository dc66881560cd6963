"""From a slider to a painted pixel, in Chromium through Voila: our heat map against plotly's FigureWidget.

    python benchmarks/slider_latency.py [NAME ...]

All show the same 513 × 200 picture and take the same steps, by the arrow key, one after another, twenty there and
twenty back. A step lasts from the key press until the first animation frame with new pixels is painted. On this
machine, and over a line of 200 ms there and back: `ahead` is ours with states that Python sends before they are asked
for, however busy the machine is, and has a line more for the steps that were there; `asked` is ours without, as are two
lessons' own sliders; `chart` is two curves of 200 points within
fixed axes. Last lines: how much faster ours is than
FigureWidget, by medians. A name, such as `far-ahead`, asks for that row alone.
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
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import nbformat
import psutil
from playwright.sync_api import sync_playwright

from proxy import slow_line

ROOT = Path(__file__).parents[1]
STEPS, RUN = 40, 20  # steps, and of them one way before it turns
FAR_S = 0.1  # each way
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

CHART = """
from dataclasses import dataclass
from frontear_widgets import Curve, Lines, Live, chart
from frontear_widgets.core.controls import slider

@dataclass(frozen=True)
class Settings:
    step: int = slider(0, 0, 1000, label="Step")

def shown(settings):
    curves = [Curve(f"row {row}", np.arange(200), values(settings.step)[row]) for row in range(2)]
    return {"chart": chart("Two rows", curves, x="column", y="level (dB)", alt="Noise.",
        x_range=(0, 199), y_range=(-80, 0))}

Live(Settings(), shown, {"chart": Lines}, title="A chart of ours")
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
    "chart": "() => document.querySelector('.frontear-lines .scatterlayer path.js-line')?.getAttribute('d')",
    "plotly": "() => document.querySelector('.heatmaplayer image')?.getAttribute('href')",
}

SHOWN_AHEAD = "globalThis.frontearAhead?.shown ?? 0"
KEPT_BYTES = "globalThis.frontearAhead?.bytes ?? 0"

LESSONS = ["02_filtering", "03_compression"]  # the first slider of the first panel with a heat map
HASH = """() => { const c = document.querySelector('.frontear-heatmap canvas');
        if (!c || c.width <= 300) return false;
        let hash = 7; // of four lines: to read all takes as long as a step
        for (const share of [0.2, 0.4, 0.6, 0.8]) {
            const line = c.getContext('2d').getImageData(0, Math.round(share * c.height), c.width, 1);
            for (const pixels of new Uint32Array(line.data.buffer)) hash = (hash * 31 + pixels) | 0;
        }
        return hash }"""
READ |= dict.fromkeys(LESSONS, HASH)
HANDLE = {"plotly": "[role=slider]"} | dict.fromkeys(
    ("ours", *LESSONS), ".frontear-panel:has(.frontear-heatmap) .frontear-slider [type=range]"
)
HANDLE["chart"] = ".frontear-slider [type=range]"

WATCH = """(read) => {
    const probe = document.createElement('div'); // its observer is asked in each frame after all that draws in it
    probe.style.cssText = 'position: fixed; contain: strict; height: 1px; width: 1px';
    document.body.append(probe);
    const look = () => { probe.style.width = probe.style.width === '1px' ? '2px' : '1px' };
    let drawn = () => {};
    new ResizeObserver(() => drawn()).observe(probe);
    window.step = () => new Promise((done) => {
        const before = read();
        document.activeElement.addEventListener('keydown', () => {
            const start = performance.now();
            const painted = () => done(performance.now() - start);
            drawn = () => {
                if (read() === before) return requestAnimationFrame(look);
                drawn = () => {};
                scheduler.postTask(painted, { priority: 'user-blocking' }); // comes first after the frame is painted
            };
            requestAnimationFrame(look);
        }, { once: true, capture: true });
    });
}"""


def notebook(path: Path, code: str) -> None:
    """One cell and a kernel."""
    cells = [nbformat.v4.new_code_cell(PICTURE + code)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def launched(playwright):
    """The Chromium that is named or installed, else Playwright's own."""
    installed = os.environ.get("FRONTEAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=installed, args=FLAGS.split())


@contextmanager
def voila(folder: Path, *options: str, **variables: str):
    """A Voila server on a free port; yields its address and process, ends with its kernels."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(folder), f"--port={port}", "--no-browser", *options]
    ours = str(ROOT / "widgets" / "jupyter")
    environment = {**os.environ, "JUPYTER_PATH": ours, "JUPYTER_CONFIG_PATH": ours, **variables}
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


@dataclass(frozen=True)
class Row:
    """What is measured: which notebook, whether states are sent ahead, how far the page is."""

    notebook: str
    ahead: bool = False
    far: bool = False


ROWS = {
    "ahead": Row("ours", ahead=True),
    "asked": Row("ours"),
    "plotly": Row("plotly"),
    "chart-ahead": Row("chart", ahead=True),
    "chart-asked": Row("chart"),
    "far-ahead": Row("ours", ahead=True, far=True),
    "far-asked": Row("ours", far=True),
    "far-plotly": Row("plotly", far=True),
} | {lesson: Row(lesson) for lesson in LESSONS}


def measure(browser, folder: Path, name: str) -> list[float]:
    """Milliseconds of the steps, for states sent ahead of those that were there; prints these and what they took."""
    row, received = ROWS[name], []
    with voila(folder, FRONTEAR_AHEAD="on" if row.ahead else "off") as (address, server), line(address, row) as reached:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        cold = usable(page, reached, row.notebook)
        page.evaluate(f"({WATCH})({READ[row.notebook]})")
        page.locator(HANDLE[row.notebook]).first.focus()
        for number in range(5):  # not counted: first drawings
            step(page, number)
        received.clear()
        steps, there = [], []
        for number in range(STEPS):
            before = page.evaluate(SHOWN_AHEAD)
            steps.append(step(page, number))
            there += [steps[-1]] if page.evaluate(SHOWN_AHEAD) > before else []
        memory = max(child.memory_full_info().uss for child in server.children(recursive=True)) / 1e6
        kept = page.evaluate(KEPT_BYTES) / 1e6
        page.close()
    print(
        f"{name:14s} {told(steps)}   {sum(received) / STEPS / 1e3:7.1f} kB per step   "
        f"picture stands after {cold:.1f} s   kernel {memory:.0f} MB",
        flush=True,
    )
    if row.ahead:
        share = f"{len(there)} of {STEPS} steps were there"
        print(f"{'':14s} {told(there)}   {share}; sent ahead in all {kept:.1f} MB", flush=True)
    return there if row.ahead else steps


def told(steps: list[float]) -> str:
    """Median and ninth decile."""
    if len(steps) < 2:
        return "no steps"
    return f"median {statistics.median(steps):6.1f} ms   p90 {statistics.quantiles(steps, n=10)[-1]:6.1f} ms"


@contextmanager
def line(address: str, row: Row):
    """The address by which a page reaches the server."""
    if not row.far:
        yield address
        return
    host, _, port = address.rpartition(":")
    with slow_line(int(port), delay_s=FAR_S) as near:
        yield f"{host}:{near}"


def step(page, number: int) -> float:
    """Milliseconds from pressing the arrow key, out of step with the screen like a finger, to the painted picture."""
    page.evaluate("new Promise((done) => setTimeout(done, 50 * Math.random()))")
    page.evaluate("void (window.waiting = window.step())")
    page.keyboard.press("ArrowLeft" if number // RUN % 2 else "ArrowRight")  # there and back: no end is met
    return page.evaluate("window.waiting")


def main() -> None:
    """Measure what is asked for, print it, print the ratios."""
    names = sys.argv[1:] or list(ROWS)
    medians = {}
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        notebook(folder / "ours.ipynb", OURS)
        notebook(folder / "chart.ipynb", CHART)
        notebook(folder / "plotly.ipynb", PLOTLY)
        browser = launched(playwright)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        for name in names:
            steps = measure(browser, ROOT / "notebooks" if name in LESSONS else folder, name)
            medians[name] = statistics.median(steps) if steps else float("nan")
        browser.close()
    for far in ("", "far-"):
        for ours in (f"{far}ahead", f"{far}asked"):
            if {ours, f"{far}plotly"} <= medians.keys():
                print(f"{ours}: ratio {medians[f'{far}plotly'] / medians[ours]:.1f}")


if __name__ == "__main__":
    main()
