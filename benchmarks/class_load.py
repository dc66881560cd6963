"""Lessons open at once on one server, in Chromium through Voila: memory and waiting, kernels forked and started.

    python benchmarks/class_load.py [LESSON ...]

For kernels that are forked from one process, then for kernels that each start: somebody has opened the gallery and a
lesson before, so the server is warm. From a click on each lesson's card until its first panel stands, and until it
answers a step of its slider; then all lessons at once, in a tab each: what a kernel holds of its own, and what server
and kernels hold in all, with what they share counted once; and what is left 10 s after the last page is closed. The
load of the machine is printed first: only a quiet one counts.
"""

import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from page_load import WATCH
from slider_latency import FLAGS, ROOT, shutil, voila

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*_*.ipynb") if path.stem != "00_index")
CHOOSE = "--KernelProvisionerFactory.default_provisioner_name"
KERNELS = {"forked": "frontear-fork", "started": "local-provisioner"}
LATE_MS = 120_000
CLOSED_S = 10
PANEL = ".frontear-panel:has(.frontear-slider [type=range]):has(canvas, .js-plotly-plot)"
SHOWN = f"""() => [...document.querySelector("{PANEL}").querySelectorAll("canvas, .main-svg")]
    .map((part) => part.matches("canvas") ? part.toDataURL() : part.innerHTML).join()"""


def clicked(page: Page, address: str, lesson: str) -> tuple[float, float]:
    """Seconds from a click in the gallery until the first picture stands, and until one has answered a slider."""
    page.goto(f"{address}/voila/render/00_index.ipynb", timeout=LATE_MS)
    page.wait_for_load_state("networkidle")
    start = time.time()
    page.locator(f"a[href*='{lesson}']").first.click(no_wait_after=True)
    page.wait_for_url(f"**/{lesson}.ipynb", wait_until="commit", timeout=LATE_MS)
    stands = page.wait_for_function("window.pageMarks?.picture", timeout=LATE_MS).json_value() / 1e3 - start
    slider = page.locator(f"{PANEL} .frontear-slider [type=range]").first
    slider.focus(timeout=LATE_MS)
    before = page.evaluate(SHOWN)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before, timeout=LATE_MS, polling=10)
    return stands, time.time() - start


def kernels(server: psutil.Process) -> list[psutil.Process]:
    """Of the server's family, all but the template that kernels are forked from."""
    family = server.children(recursive=True)
    return [child for child in family if child.name().startswith("kernel-") or "ipykernel" in " ".join(child.cmdline())]


def held(processes: list[psutil.Process], kind: str) -> list[float]:
    """Megabytes of each: `uss`, of its own, or `pss`, with its part of what is shared."""
    return [getattr(process.memory_full_info(), kind) / 1e6 for process in processes]


def in_all(server: psutil.Process) -> float:
    return sum(held([server, *server.children(recursive=True)], "pss"))


def measure(browser: Browser, lessons: list[str], provisioner: str) -> None:
    with voila(ROOT / "notebooks", f"{CHOOSE}={provisioner}") as (address, server):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_init_script(f"(() => {{{WATCH}}})()")
        page = context.new_page()
        clicked(page, address, lessons[0])  # not counted
        for lesson in lessons:
            stands, answers = clicked(page, address, lesson)
            print(f"  {lesson:16s} first panel stands {stands:4.1f} s, has answered {answers:4.1f} s", flush=True)
        pages = [page, *(context.new_page() for _ in lessons[1:])]
        for page, lesson in zip(pages, lessons, strict=True):
            page.goto(f"{address}/voila/render/{lesson}.ipynb", timeout=LATE_MS)
            page.wait_for_function("window.pageMarks?.all", timeout=LATE_MS)
        report(server, len(lessons))
        for page in pages:
            page.close(run_before_unload=True)
        time.sleep(CLOSED_S)
        print(
            f"  {CLOSED_S} s after the last is closed: {len(kernels(server))} kernels, {in_all(server):.0f} MB in all"
        )
        context.close()


def report(server: psutil.Process, lessons: int) -> None:
    own = held(kernels(server), "uss")
    print(
        f"  {lessons} lessons open: {len(own)} kernels, {statistics.median(own):.0f} MB of its own each, "
        f"the largest {max(own):.0f} MB; {in_all(server):.0f} MB in all"
    )


def main(lessons: list[str]) -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    installed = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS.split())
        for kind, provisioner in KERNELS.items():
            print(f"kernels {kind}")
            measure(browser, lessons, provisioner)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or LESSONS)
