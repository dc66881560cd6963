"""Lessons as pages without a server: what each weighs, and when its first panel stands, from the disk in Chromium.

    python benchmarks/published_pages.py pages [TIMES]

The folder is one that `python3 start.py publish pages` wrote. Bytes are a page with all that it loads; times are the
page's own, from its beginning to the first panel with its pictures, in new browsers, the median of TIMES (3). The load
of the machine is printed first: only a quiet one counts.
"""

import os
import re
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from slider_latency import launched

FIRST = "performance.getEntriesByName('frontear-first-panel')[0]?.startTime"
TIMES = 3


def weight(page: Path) -> int:
    """Bytes of a page and of all that it loads."""
    loaded = set(re.findall(r'(?:src|href)="(static/[^"]+)"', page.read_text(encoding="utf-8")))
    return page.stat().st_size + sum((page.parent / name).stat().st_size for name in loaded)


def first_panel_ms(page: Path) -> float:
    """Until the first panel stands, in a browser that has seen nothing."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(page.resolve().as_uri())
        opened.wait_for_function(f"{FIRST} > 0")
        took = opened.evaluate(FIRST)
        browser.close()
    return took


def main() -> None:
    """Print a line for each lesson."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else TIMES
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    for page in sorted(folder.glob("*.html")):
        if 'id="frontear-lesson"' in page.read_text(encoding="utf-8"):
            took = statistics.median(first_panel_ms(page) for _ in range(times))
            print(f"{page.stem:20} {weight(page) / 1e6:4.1f} MB   first panel after {took:5.0f} ms", flush=True)


if __name__ == "__main__":
    main()
