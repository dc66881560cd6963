"""What was done is there again: after a reload, in another lesson, by a link; and where nothing can be kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import PageLog, new_page
from driver import kernel_id, open_lesson, settle, tone_file, wait_until_ready
from servers import Server

NO_CONNECTION = r"WebSocket|/api/kernels|Connection lost"

CODE = """
from dataclasses import dataclass
from pathlib import Path
from IPython.display import display
from frontear.data.clip import Clip
from frontear.dsp.signals import tone
from frontear_widgets import Exercise, Live, LiveText, Player, Predict
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.core import answers
from frontear_widgets.core.controls import choice, slider, switch

@dataclass(frozen=True)
class Settings:
    shift: int = slider(0, 0, 10, label="Shift")
    shape: str = choice("hann", ["hann", "kaiser"], label="Window")
    fast: bool = switch(False, label="Fast")

@dataclass(frozen=True)
class Sound:
    name: str = sound_choice("yes")

def panel(title):
    return Live(Settings(), lambda settings: {"words": f"{title}: {settings.shift}, {settings.shape}"},
                {"words": LiveText}, title=title)

answers.LESSONS = Path()  # beside this notebook
Path("here").mkdir(exist_ok=True)
Path("here/answers.toml").write_text('[which]\\nright = "that"\\nbecause = "So it is."')
display(Predict("Which one?", ["this", "that"], key="here.which", answer=lambda: panel("Under it")))
display(*[panel(f"Panel {number}") for number in range(8)])
display(Exercise("Three.", panel("Three"), lambda settings: (settings.shift == 3, "It is three.")))
for title in ("Another sound", "A sound"):
    display(Live(Sound(), lambda s: {"words": f"heard: {s.name}"}, {"words": LiveText}, title=title))
display(Player(Clip(tone(400, sample_rate=4_000), 4_000, name="400 Hz")))
"""


@pytest.fixture(scope="module")
def server(written: Callable[[str, str], Server]) -> Server:
    for name in ("first", "second"):
        server = written(name, CODE)
    return server


def panel(page: Page, title: str) -> Locator:
    return page.locator(".frontear-panel", has=page.get_by_role("heading", name=title)).last


def shift(page: Page, title: str) -> Locator:
    return panel(page, title).get_by_role("slider", name="Shift")


def expect_shift(page: Page, title: str, value: int) -> None:
    expect(shift(page, title)).to_have_value(str(value))
    expect(panel(page, title)).to_contain_text(f"{title}: {value},")


def move(page: Page, title: str, steps: int) -> None:
    for _ in range(steps):
        shift(page, title).press("ArrowRight")
    settle(page)


TOP = "document.querySelectorAll('.frontear-panel')[7].getBoundingClientRect().top"


def test_all_that_was_done_is_there_again(page: Page, server: Server):
    open_lesson(page, server.lesson_url("first"))
    move(page, "Panel 5", 4)
    panel(page, "Panel 5").get_by_label("Window").select_option("kaiser")
    page.get_by_label("this").check()
    page.get_by_role("button", name="Commit").click()
    move(page, "Under it", 2)
    move(page, "Three", 3)
    page.get_by_role("button", name="Check").click()
    page.get_by_label("Volume").fill("0.2")
    tone = {"name": "tone.wav", "mimeType": "audio/wav", "buffer": tone_file()}
    panel(page, "A sound").get_by_label("Sound file").set_input_files(files=[tone])
    expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
    expect(page).to_have_url(re.compile(r"#.*panel-5\.shift=4&panel-5\.shape=kaiser"))
    expect(page).to_have_url(re.compile(r"page\.sound=tone.wav"))
    panel(page, "Panel 5").evaluate("panel => panel.scrollIntoView()")
    top = page.evaluate(TOP)
    assert abs(top) < 200
    page.reload()
    wait_until_ready(page)
    expect_shift(page, "Panel 5", 4)
    expect(panel(page, "Panel 5")).to_contain_text("kaiser")
    expect_shift(page, "Panel 4", 0)
    expect(page.get_by_text("✗ You said: this.")).to_be_visible()
    expect_shift(page, "Under it", 2)
    expect_shift(page, "Three", 3)
    expect(page.get_by_role("heading", name="Exercise")).to_contain_text("✓ solved")
    expect(page.get_by_label("Volume")).to_have_value("0.2")
    expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
    page.wait_for_function(f"Math.abs(({TOP}) - ({top})) < 3")
    page.reload(wait_until="commit")
    page.wait_for_selector("[cell-index]")
    page.keyboard.press("Home")  # who reads already stays there
    wait_until_ready(page)
    expect_shift(page, "Panel 5", 4)
    assert page.evaluate("scrollY") == 0


def test_an_own_sound_is_the_next_lessons_and_there_when_python_was_lost_and_goes_where_that_is_asked(
    page: Page, page_log: PageLog, server: Server
):
    page_log.expect(NO_CONNECTION)
    open_lesson(page, server.lesson_url("first"))
    tone = {"name": "tone.wav", "mimeType": "audio/wav", "buffer": tone_file()}
    panel(page, "A sound").get_by_label("Sound file").set_input_files(files=[tone])
    expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
    expect(panel(page, "Another sound")).to_contain_text("heard: tone.wav")
    expect(page).to_have_url(re.compile("page.sound"))
    open_lesson(page, server.lesson_url("second"))
    expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
    panel(page, "Another sound").get_by_role("button", name="Back to yes").click()
    expect(panel(page, "Another sound")).to_contain_text("heard: yes")
    expect(page).to_have_url(re.compile(r"another-sound\.name=yes"))
    server.kernel_process(kernel_id(page)).kill()
    page.get_by_role("button", name="Reload the page").click()
    wait_until_ready(page)
    expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
    expect(panel(page, "Another sound")).to_contain_text("heard: yes")
    page.get_by_text("Page", exact=True).click()
    page.get_by_role("button", name="Start afresh, and forget my sounds").click()
    page.wait_for_url(lambda url: "#" not in url)
    wait_until_ready(page)
    expect(panel(page, "A sound")).to_contain_text("heard: yes")
    expect(panel(page, "A sound").get_by_label("Sounds").get_by_role("option", name="my sounds")).to_have_count(0)


def test_the_sound_chosen_last_is_there_where_one_goes_back_and_that_of_a_link_is_its_lessons_alone(
    page: Page, server: Server
):
    sound = panel(page, "A sound")
    open_lesson(page, server.lesson_url("first"))
    sound.get_by_label("Sound", exact=True).select_option("bell")
    expect(page).to_have_url(re.compile("page.sound=bell"))
    open_lesson(page, server.lesson_url("second"))
    expect(sound).to_contain_text("heard: bell")
    sound.get_by_label("Sound", exact=True).select_option("clock")
    expect(page).to_have_url(re.compile("page.sound=clock"))
    page.go_back()
    wait_until_ready(page)
    expect(sound).to_contain_text("heard: clock")
    open_lesson(page, f"{server.lesson_url('second')}#page.sound=whale")
    expect(sound).to_contain_text("heard: whale")
    open_lesson(page, server.lesson_url("first"))
    expect(sound).to_contain_text("heard: clock")


HOSTILE = (
    "panel-1.shift=6&panel-2.shift=99&panel-3.shift=%3Cimg%20src=x%20onerror=hacked=1%3E&panel-4.shape=%22%3Cb%3E%22"
    "&__proto__.hacked=1&panel-6.__proto__=1&constructor.prototype=1&none.such=1&panel-7.fast=%E0%A4%A&panel-0.shape=kaiser"
)


def test_a_link_brings_its_settings_to_another_browser_and_nothing_else(page: Page, server: Server):
    open_lesson(page, f"{server.lesson_url('first')}#{HOSTILE}")
    expect_shift(page, "Panel 1", 6)
    expect(panel(page, "Panel 0")).to_contain_text("kaiser")
    for title in ("Panel 2", "Panel 3", "Panel 4", "Panel 6", "Panel 7"):
        expect_shift(page, title, 0)
    assert page.locator("[role=alert]:visible").count() == 0
    assert page.evaluate("[globalThis.hacked, ({}).hacked, document.querySelectorAll('img[src=x]').length]") == [
        None,
        None,
        0,
    ]


BLOCKED = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });"""


def test_where_storage_is_blocked_all_works_and_nothing_is_said(browser: Browser, server: Server):
    with new_page(browser) as (page, log):
        page.add_init_script(BLOCKED)
        open_lesson(page, server.lesson_url("first"))
        move(page, "Panel 1", 2)
        expect_shift(page, "Panel 1", 2)
        page.get_by_label("Volume").fill("0.2")
        tone = {"name": "tone.wav", "mimeType": "audio/wav", "buffer": tone_file()}
        panel(page, "A sound").get_by_label("Sound file").set_input_files(files=[tone])
        expect(panel(page, "A sound")).to_contain_text("heard: tone.wav")
        expect(page).to_have_url(re.compile(r"#panel-1\.shift=2"))
        assert not [line for line in log.console if "blocked" in line]
        log.check()
