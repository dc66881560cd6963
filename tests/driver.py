"""Drives a lesson as a person would: opens it, waits for it, moves what can be moved, sees what changed."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soundfile
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as Late

from waiting import LONG_MS, OPEN_MS

SMALL_STEP_MS = 3_000
SAVED_IN = 6  # presses at the most
QUIET_MS = 120  # nothing sent, received or drawn for so long: at rest
IMPATIENT = """(() => {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms > 10_000 ? ms : 0);
})()"""  # a page as slow as anywidget, which waits two seconds, can see one


def open_lesson(page: Page, url: str) -> list[Locator]:
    """Open a notebook in Voila, wait until every widget stands and the kernel rests; returns the panels."""
    page.goto(url, wait_until="load", timeout=OPEN_MS)
    wait_until_ready(page)
    return panels(page)


def wait_until_ready(page: Page) -> None:
    """Wait until no output is still loading; AssertionError if a cell failed."""
    page.wait_for_function("frontearProbe.ready()", timeout=OPEN_MS, polling=50)
    settle(page)
    failure = page.evaluate("frontearProbe.failure()")
    assert not failure, failure


def kernel_id(page: Page) -> str:
    """The kernel that made this page of Voila."""
    return page.locator("body").get_attribute("data-kernel-id")


def settle(page: Page) -> None:
    """Wait until the kernel has answered everything and no panel changes any more."""
    page.wait_for_function(f"frontearProbe.settled({QUIET_MS})", timeout=LONG_MS, polling=30)


def panels(page: Page) -> list[Locator]:
    """The outermost panels, in the order of the page."""
    outermost = page.locator(".frontear-panel:not(.frontear-panel .frontear-panel)")
    return outermost.all()


def first_slider(panel: Locator) -> Locator:
    """The handle of the panel's first slider."""
    return panel.locator(".frontear-slider").get_by_role("slider", include_hidden=True).first


def fingerprint(panel: Locator) -> str:
    """Short hash of what a panel shows and plays: text, pixels, curves, descriptions, sounds; not its sliders."""
    return panel.evaluate("panel => frontearProbe.fingerprint(panel)")


def wait_for_change(panel: Locator, before: str, *, timeout_ms: float = LONG_MS) -> str:
    """Wait until the panel's fingerprint is no longer `before`; returns the new one."""
    wait_until_other(panel, before, timeout_ms=timeout_ms)
    return fingerprint(panel)


def wait_until_other(panel: Locator, before: str, *, timeout_ms: float) -> None:
    wait_for(panel, "fingerprint(panel) !== wanted", before, timeout_ms=timeout_ms)


def wait_for_picture(panel: Locator, wanted: str, *, timeout_ms: float = LONG_MS) -> None:
    """Wait until the panel's fingerprint is `wanted`."""
    wait_for(panel, "fingerprint(panel) === wanted", wanted, timeout_ms=timeout_ms)


def wait_for(panel: Locator, condition: str, wanted: str, *, timeout_ms: float) -> None:
    script = f"(panel, [wanted, ms]) => frontearProbe.within(ms, () => frontearProbe.{condition})"
    if not panel.evaluate(script, [wanted, timeout_ms]):
        raise Late(f"still so after {timeout_ms:g} ms")


@dataclass(frozen=True)
class Control:
    """Something a person can move: `key` names it within its panel, `kind` says how it is moved."""

    panel: Locator
    key: str
    kind: str
    name: str
    chosen: bool
    ready: bool

    @property
    def element(self) -> Locator:
        return self.panel.locator(f"[data-probe={css_string(self.key)}]")

    def called(self, *words: str) -> bool:
        """Whether the name begins with one of these words, signs before it aside."""
        return bool(re.match(rf"\W*({'|'.join(words)})\b", self.name, re.IGNORECASE))


def css_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ") + '"'


def controls(panel: Locator) -> list[Control]:
    """All controls of a panel, also those that are hidden or disabled now (`ready` says so)."""
    found = panel.evaluate("panel => frontearProbe.controls(panel)")
    return [Control(panel=panel, **control) for control in found]


def at_rest(panel: Locator) -> tuple[list[Control], str]:
    """The controls of a panel and its fingerprint, as soon as nothing changes any more."""
    found = panel.evaluate("(panel, times) => frontearProbe.atRest(panel, ...times)", [QUIET_MS, LONG_MS])
    if found is None:
        raise Late(f"not at rest within {LONG_MS:g} ms")
    return [Control(panel=panel, **control) for control in found["controls"]], found["fingerprint"]


def move(control: Control) -> None:
    """One small movement by keyboard, whatever the control is."""
    MOVES[control.kind](control.element)


def step(element: Locator) -> None:
    """One step to the right, at the end of the range one to the left."""
    before = position(element)
    element.press("ArrowRight")
    if position(element) == before:
        element.press("ArrowLeft")


def position(element: Locator) -> str:
    """Where a slider stands."""
    return element.evaluate("slider => slider.value ?? slider.ariaValueNow")


def step_number(element: Locator) -> None:
    before = element.input_value()
    element.press("ArrowUp")
    if element.input_value() == before:
        element.press("ArrowDown")
    element.press("Enter")


def write(element: Locator) -> None:
    element.fill(element.input_value() + "1")
    element.press("Enter")


def choose_next(element: Locator) -> None:
    index, count = element.evaluate("select => [select.selectedIndex, select.options.length]")
    element.select_option(index=(index + 1) % count)


def read_and_zoom(element: Locator) -> None:
    """Pictures answer arrow keys with a read-out, and plus with a closer view."""
    element.press("ArrowRight")
    element.press("+")


def press(element: Locator) -> None:
    element.press("Space")


MOVES = {
    "slider": step,
    "select": choose_next,
    "number": step_number,
    "text": write,
    "radio": press,
    "checkbox": press,
    "tab": press,
    "button": press,
    "picture": read_and_zoom,
}


def move_everything(panel: Locator, *, timeout_ms: float = LONG_MS) -> list[str]:
    """Move each control once, wait each time for the panel to change; returns what went wrong, as sentences.

    Covered and disabled controls wait until others have uncovered or enabled them; tabs come after what the open one
    shows, from the last to the first, which is open again then; resets come last.
    """
    moved: set[str] = set()
    wrong = move_what_is_ready(panel, moved, timeout_ms=timeout_ms)
    for choice in choices_that_may_uncover(panel, moved):
        choice.element.select_option(index=choice.index)
        wrong += move_what_is_ready(panel, moved, timeout_ms=timeout_ms)
    return [*wrong, *(f"{key} could never be moved" for key in left(panel, moved))]


def move_what_is_ready(panel: Locator, moved: set[str], *, timeout_ms: float) -> list[str]:
    wrong = []
    while True:
        found, before = at_rest(panel)  # all is there that the last one uncovered
        if (due := first_due(found, moved)) is None:
            return wrong
        moved.add(due.key)
        wrong += try_one(due, before, timeout_ms=timeout_ms)


def left(panel: Locator, moved: set[str]) -> list[str]:
    return [control.key for control in controls(panel) if control.key not in moved]


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    element: Locator
    index: int


def choices_that_may_uncover(panel: Locator, moved: set[str]) -> Iterator[Choice]:
    """Every option of every select that shows, until all was moved."""
    for select in [control.element for control in controls(panel) if control.kind == "select" and control.ready]:
        for index in range(select.locator("option").count()):
            if not left(panel, moved):
                return
            if select.is_visible():
                yield Choice(element=select, index=index)


def brief(control: Control) -> bool:
    """A button to be pressed while it can be: another sound or size undoes a zoom."""
    return control.called("whole")


def first_due(found: list[Control], moved: set[str]) -> Control | None:
    due = [c for c in found if c.ready and not c.chosen and c.key not in moved]
    last_tab = [c.key for c in due if c.kind == "tab"][-1:]
    due = [c for c in due if c.kind != "tab" or c.key in last_tab]
    return min(
        due, key=lambda c: (c.called("reset"), c.kind == "tab", c.kind == "button" and not brief(c)), default=None
    )


def try_one(control: Control, before: str, *, timeout_ms: float) -> list[str]:
    """Move one control; [] if that changed the panel from `before` or saved a file, else a sentence."""
    try:
        use(control, before, timeout_ms=timeout_ms)
    except Late as late:
        return [f"{control.key} changes nothing: {late.message.splitlines()[0]}"]
    return []


def use(control: Control, before: str, *, timeout_ms: float) -> None:
    page = control.panel.page
    if control.called("save", "download", "export"):
        save(control, timeout_ms=timeout_ms)
        return
    if control.called("open"):
        with page.expect_file_chooser(timeout=timeout_ms) as chooser:
            move(control)
        chooser.value.set_files(files=[{"name": "tone.wav", "mimeType": "audio/wav", "buffer": tone_file()}])
    else:
        move(control)
        if control.kind == "slider" and go_on(control, before):
            control.element.press("End")
    wait_until_other(control.panel, before, timeout_ms=timeout_ms)
    if control.called("play"):
        stop_playing(control)


def save(control: Control, *, timeout_ms: float) -> None:
    """Until a file comes: what is still stopping has nothing to save yet, and says so."""
    for left_to_try in reversed(range(SAVED_IN)):
        try:
            with control.panel.page.expect_download(timeout=timeout_ms / SAVED_IN):
                move(control)
            return
        except Late:
            if not left_to_try:
                raise


def go_on(control: Control, before: str) -> bool:
    """Whether one step was too small to be seen, as of a floor far below the sound that is chosen."""
    try:
        wait_until_other(control.panel, before, timeout_ms=SMALL_STEP_MS)
    except Late:
        return True
    return False


def tone_file(hz: float = 700.0, *, seconds: float = 0.5, rate: int = 8_000) -> bytes:
    """A tone as a WAV file."""
    file = io.BytesIO()
    soundfile.write(file, 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate), rate, format="WAV")
    return file.getvalue()


def stop_playing(control: Control) -> None:
    """A sound that has not ended by itself is stopped: while it plays, nothing is at rest."""
    if "Pause" in control.element.inner_text():
        move(control)
