"""Lessons open at once on one server, in Chromium through Voila: memory and waiting, kernels forked and started.

    python benchmarks/class_load.py [LESSON ...]
    python benchmarks/class_load.py --students 30 [--training 3] [--seconds 60]

For kernels that are forked from one process, then for kernels that each start: somebody has opened the gallery and a
lesson before, so the server is warm. From a click on each lesson's card until its first panel stands, and until it
answers a step of its slider; then all lessons at once, in a tab each: what a kernel holds of its own, and what server
and kernels hold in all, with what they share counted once; and what is left 10 s after the last page is closed. The
load of the machine is printed first: only a quiet one counts.

With --students, a class instead: so many open a lesson within half a minute, without a browser but over a page's own
protocol, and move a slider a step a second, once without anybody who trains and once with some who do. Told are errors,
the time of a step at the middle and at the 95th of 100, memory, processor time of kernels and of the server, and what a
class of 300 would need at that rate. The students' own programs take a part of the same cores: it is told as well.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from page_load import WATCH
from slider_latency import ROOT, launched, voila
from students import Heard, student

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*_*.ipynb") if path.stem != "00_index")
CHOOSE = "--KernelProvisionerFactory.default_provisioner_name"
KERNELS = {"forked": "frontear-fork", "started": "local-provisioner"}
LATE_MS = 120_000
CLOSED_S = 10
COMING_S = 30  # within which a class comes
SLIDER = ".frontear-live:has(canvas, .js-plotly-plot) .frontear-slider [type=range]:visible"
SHOWN = """slider => [...slider.closest(".frontear-live").querySelectorAll("canvas, .main-svg")]
    .map((part) => part.matches("canvas") ? part.toDataURL() : part.innerHTML).join()"""


def clicked(page: Page, address: str, lesson: str) -> tuple[float, float]:
    """Seconds from a click in the gallery until the first picture stands, and until one has answered a slider."""
    page.goto(f"{address}/voila/render/00_index.ipynb", timeout=LATE_MS)
    page.wait_for_load_state("networkidle")
    start = time.time()
    page.locator(f"a[href*='{lesson}']").first.click(no_wait_after=True)
    page.wait_for_url(f"**/{lesson}.ipynb", wait_until="commit", timeout=LATE_MS)
    stands = page.wait_for_function("window.pageMarks?.picture", timeout=LATE_MS).json_value() / 1e3 - start
    slider = page.locator(SLIDER).first
    slider.focus(timeout=LATE_MS)
    before = slider.evaluate(SHOWN)
    stood = slider.input_value()
    page.keyboard.press("ArrowRight")
    if slider.input_value() == stood:  # at its end
        page.keyboard.press("ArrowLeft")
    changed = f"([slider, before]) => ({SHOWN})(slider) !== before"
    page.wait_for_function(changed, arg=[slider.element_handle(), before], timeout=LATE_MS, polling=10)
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
            page.wait_for_function("window.pageMarks?.widgets", timeout=LATE_MS)
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


def one_by_one(lessons: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for kind, provisioner in KERNELS.items():
            print(f"kernels {kind}")
            measure(browser, lessons, provisioner)
        browser.close()


def a_class(students: int, training: int, seconds: float) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"  # as start.py serve has it
    for kind, provisioner in KERNELS.items():
        for trained in dict.fromkeys((0, training)):
            print(f"kernels {kind}, {students} students, {trained} of them training", flush=True)
            with voila(ROOT / "notebooks", f"{CHOOSE}={provisioner}") as (address, server):
                asyncio.run(student(address, trains=False, seconds=2))  # the server is warm
                asyncio.run(held_class(address, server, students, trained, seconds))


async def held_class(address: str, server: psutil.Process, students: int, training: int, seconds: float) -> None:
    """They come one after another; what is told is of the time when all are there."""

    async def coming(number: int) -> Heard:
        await asyncio.sleep(number * COMING_S / students)
        return await student(address, trains=number < training, seconds=COMING_S * (1 - number / students) + seconds)

    before, start = spent(server), time.perf_counter()
    sessions = [asyncio.create_task(coming(number)) for number in range(students)]
    await asyncio.sleep(COMING_S + seconds / 2)
    own, memory = held(kernels(server), "uss"), in_all(server)
    heard = await asyncio.gather(*sessions)
    took = {who: now - before[who] for who, now in spent(server).items()}
    told_class(heard, own, memory, took, time.perf_counter() - start)


def spent(server: psutil.Process) -> dict[str, float]:
    """Seconds of processor time so far: of the server, of the kernels that are there, of the students."""
    times = {"server": [server], "kernels": kernels(server), "students": [psutil.Process()]}
    return {who: sum(sum(each.cpu_times()[:2]) for each in whose) for who, whose in times.items()}


def told_class(heard: list[Heard], own: list[float], memory: float, took: dict[str, float], lasted: float) -> None:
    wrong = [sentence for each in heard for sentence in each.wrong]
    opened = [each.opened for each in heard if not each.wrong]
    print(f"  {len(wrong)} errors{': ' if wrong else ''}{'; '.join(sorted(set(wrong)))}")
    print(f"  a lesson is there after {statistics.median(opened):.1f} s, the slowest after {max(opened):.1f} s")
    for trains, who in ((False, "who move a slider"), (True, "who train meanwhile")):
        steps = sorted(step for each in heard if each.trains == trains for step in each.steps)
        if steps:
            p50, p95 = (1e3 * steps[int(share * (len(steps) - 1))] for share in (0.5, 0.95))
            print(f"  {who}: {len(steps)} steps, p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    print(f"  memory: a kernel {statistics.median(own):.0f} MB of its own, {memory:.0f} MB in all")
    cores = {who: seconds / lasted for who, seconds in took.items()}
    print("  cores in use: " + ", ".join(f"{who} {share:.2f}" for who, share in cores.items()))
    needed = (cores["server"] + cores["kernels"]) * 300 / len(heard)
    each = statistics.mean(own)
    print(f"  300 such students: {needed:.0f} cores, {(memory + (300 - len(own)) * each) / 1e3:.0f} GB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", nargs="*", default=LESSONS, metavar="LESSON")
    parser.add_argument("--students", type=int, help="a class of so many instead")
    parser.add_argument("--training", type=int, default=3, help="how many of them train")
    parser.add_argument("--seconds", type=float, default=60, help="how long they move sliders")
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if asked.students:
        a_class(asked.students, asked.training, asked.seconds)
    else:
        one_by_one(asked.lessons)


if __name__ == "__main__":
    main()
