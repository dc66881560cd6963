"""Lesson 05 in Chromium: a run started, paused, resumed and stopped while the rest answers, kept, and spoken to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
import torch
from playwright.sync_api import Browser, Locator, Page, expect

from browser import find_chromium, launch, new_page
from conftest import NOTEBOOKS
from driver import fingerprint, first_slider, open_lesson, settle, wait_for_change
from frontear.data.clip import clip
from frontear.dsp.signals import silence
from frontear.training.run import Run
from frontear.training.settings import Settings
from frontear_widgets.training.run_file import bytes_of
from servers import Server, running_server

IMAGE = "<img src=x onerror=ran=1>"
SCRIPT = rf"{IMAGE} <b>$\href{{javascript:ran=1}}{{owl}}$"  # plotly gives TeX to MathJax where there is one
SPOKEN = clip("digits/seven-m3-1", sample_rate=48_000)  # by a voice that no recorded run has learned from


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRONTEAR_RUNS", str(tmp_path_factory.mktemp("runs")))
        with running_server("voila", NOTEBOOKS) as server:
            yield server


@pytest.fixture(scope="module")
def microphone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose microphone hears a digit, with silence before and after it."""
    still = silence(seconds=0.8, sample_rate=48_000)
    heard = tmp_path_factory.mktemp("microphone") / "mic.wav"
    soundfile.write(heard, torch.cat([still, SPOKEN.waveform, still]).numpy(), 48_000, subtype="PCM_16")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    executable = find_chromium(browser.browser_type)
    chromium = launch(browser.browser_type, executable, *fake, f"--use-file-for-fake-audio-capture={heard}")
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[list[Locator]]:
    """The lesson for the first time: no run was kept before."""
    with new_page(browser) as (page, log):
        yield open_lesson(page, server.lesson_url("05_learning"))
        log.check()


@pytest.fixture(scope="module")
def opened_later(microphone: Browser, server: Server) -> Iterator[list[Locator]]:
    with new_page(microphone) as (page, log):
        yield open_lesson(page, server.lesson_url("05_learning"))
        log.check()


def with_heading(panels: list[Locator], words: str) -> Locator:
    return next(panel for panel in panels if panel.get_by_role("heading", name=words, exact=True).count())


def steps(trainer: Locator) -> int:
    return int(trainer.locator("progress").get_attribute("value"))


def wait_for_more_steps(page: Page, trainer: Locator, done: int) -> None:
    script = "([panel, done]) => (panel.querySelector('progress')?.value ?? 0) > done"
    page.wait_for_function(script, arg=[trainer.element_handle(), done], polling=50)


def test_a_run_moves_pauses_goes_on_and_stops_while_another_panel_answers(opened: list[Locator]):
    trainer, replay = with_heading(opened, "Your own run"), with_heading(opened, "A run, moment by moment")
    page = trainer.page
    button = lambda name: trainer.get_by_role("button", name=name, exact=True)  # noqa: E731
    trainer.get_by_role("slider", name="Epochs").press("End")  # more than it takes before it is stopped
    settle(page)
    button("Start").click()
    wait_for_more_steps(page, trainer, 0)
    expect(trainer.get_by_text("s left")).to_be_visible()

    before = fingerprint(replay)
    first_slider(replay).press("ArrowRight")
    wait_for_change(replay, before)
    wait_for_more_steps(page, trainer, steps(trainer))  # it learned meanwhile, and goes on

    button("Pause").click()
    expect(trainer.get_by_text("Paused: step")).to_be_visible()
    button("Resume").click()
    wait_for_more_steps(page, trainer, steps(trainer))
    button("Stop").click()
    expect(trainer.get_by_text("was stopped after")).to_be_visible()
    expect(button("Start")).to_be_enabled()
    expect(with_heading(opened, "Runs side by side").get_by_role("rowheader", name="run 1: leaf")).to_be_visible()


def test_a_run_is_saved_and_opened_again(opened: list[Locator], tmp_path: Path):
    shelf = with_heading(opened, "Runs side by side")
    page = shelf.page
    with page.expect_download() as download:
        shelf.get_by_role("button", name="Save the run").click()
    saved = download.value.path().read_bytes()
    open_run(shelf, "mine.run", saved)
    expect(shelf.get_by_role("rowheader", name="mine", exact=True)).to_be_visible()
    open_run(shelf, "bad.run", saved[:5_000])
    expect(shelf.get_by_text("bad.run: not a saved run")).to_be_visible()
    expect(shelf.get_by_role("rowheader", name="mine", exact=True)).to_be_visible()


def open_run(shelf: Locator, name: str, data: bytes) -> None:
    with shelf.page.expect_file_chooser() as chooser:
        shelf.get_by_role("button", name="Open a run").click()
    chooser.value.set_files([{"name": name, "mimeType": "application/octet-stream", "buffer": data}])


def test_a_run_from_elsewhere_runs_nothing_in_the_page_and_its_names_are_read(opened: list[Locator]):
    shelf, panel = (with_heading(opened, name) for name in ("Runs side by side", "Say a digit, and the model answers"))
    run = Run(Settings.of(frontend="log-mel", n_filters=8), (*"0123456789", SCRIPT))
    open_run(shelf, f"{IMAGE}.run", bytes_of(run))
    expect(shelf.get_by_role("rowheader", name=IMAGE)).to_be_visible()
    panel.get_by_label("Run").select_option(IMAGE)
    expect(panel.locator(".frontear-words").first).to_contain_text(f"9, {SCRIPT}, so it has to choose")
    expect(panel.locator(".frontear-lines .xtick text").filter(has_text=SCRIPT)).to_have_count(1)
    settle(panel.page)
    assert panel.page.evaluate("globalThis.ran") is None
    assert panel.page.locator("img[src='x']").count() == 0


def test_a_cell_of_the_confusion_matrix_is_heard_by_a_click_and_by_the_keyboard(opened: list[Locator]):
    panel = with_heading(opened, "What is taken for what")
    picture = panel.locator(".frontear-heatmap canvas").first
    said = panel.locator(".frontear-words").first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    cell = (box["height"] - 48) / 10  # square, within the picture's own margins
    picture.click(position={"x": 62 + 3.5 * cell, "y": 8 + (10 - 5.5) * cell})
    expect(said).to_contain_text("“5” was taken for “3”")
    for slider, value in (("It was", "5"), ("Taken for", "3")):
        expect(panel.get_by_role("slider", name=slider, exact=True)).to_have_attribute("aria-valuetext", value)
    picture.press("ArrowRight")
    picture.press("ArrowRight")
    picture.press("Enter")
    expect(said).to_contain_text("“5” was named rightly")
    expect(panel.get_by_role("button", name="take 1", exact=True)).to_be_visible()
    settle(panel.page)


def test_a_run_is_back_on_a_page_that_is_opened_later(opened_later: list[Locator]):
    shelf = with_heading(opened_later, "Runs side by side")
    expect(shelf.get_by_role("rowheader", name=re.compile(r"^leaf, 20\d\d-\d\d-\d\d \d\d:\d\d$"))).to_have_count(1)
    expect(shelf.get_by_role("rowheader", name="run 1: leaf")).to_have_count(0)


def test_a_digit_said_to_the_microphone_is_answered(opened_later: list[Locator]):
    panel = with_heading(opened_later, "Say a digit, and the model answers")
    panel.get_by_label("Class").select_option("2")
    answered = panel.locator(".frontear-words").first
    expect(answered).to_contain_text("The model says: 2")
    panel.get_by_role("button", name="Record").click()
    told = panel.locator(".frontear-told")
    expect(told).to_have_text(re.compile(r"^(2\.[1-9]|([3-9]|\d\d)\.\d) s of 30"))
    panel.get_by_role("button", name="Stop").click()
    expect(told).to_have_text(re.compile(r"^my recording 1: ([2-9]|\d\d)\.\d s at"))
    expect(answered).to_contain_text(f"The model says: {SPOKEN.label}")
