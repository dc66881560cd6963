"""Does the rest of the page stay alive while a run is learned? A slider's steps in lesson 05, idle and while training.

    python benchmarks/training_latency.py

As `slider_latency.py`: from the key press to the painted picture, here the sound's picture in the first panel.
Last line: the ratio of medians, while training over idle.
"""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import sync_playwright

from slider_latency import HANDLE, ROOT, WATCH, launched, step, voila

STEPS = 40
READ = """() => { const c = document.querySelectorAll('.frontear-heatmap')[1]?.querySelector('canvas');
        const pixels = () => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer;
        return c && c.width > 300 && new Uint32Array(pixels()).reduce((hash, pixel) => (hash * 31 + pixel) | 0, 7) }"""


def main() -> None:
    with sync_playwright() as playwright, voila(ROOT / "notebooks") as (address, _):
        page = launched(playwright).new_page()
        page.goto(f"{address}/voila/render/05_learning.ipynb")
        page.get_by_role("button", name="Start", exact=True).wait_for(timeout=60_000)
        page.wait_for_function(READ, timeout=60_000)
        page.evaluate(f"({WATCH})({READ})")
        idle = measured(page, "idle")
        page.get_by_role("button", name="Start", exact=True).click()
        page.locator("progress").first.wait_for()
        training = measured(page, "training")
        assert page.get_by_role("button", name="Stop", exact=True).is_enabled(), "the run ended before it was measured"
    print(f"ratio {statistics.median(training) / statistics.median(idle):.2f}")


def measured(page, when: str) -> list[float]:
    page.locator(HANDLE["02_filtering"]).first.focus()
    for number in range(6):  # not counted
        step(page, number)
    steps = [step(page, number) for number in range(STEPS)]
    tenth = statistics.quantiles(steps, n=10)[-1]
    print(f"{when:9s} median {statistics.median(steps):.1f} ms   p90 {tenth:.1f} ms", flush=True)
    return steps


if __name__ == "__main__":
    main()
