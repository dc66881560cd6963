"""For a class: one panel alone, what a link hides, and the file that a student hands in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from driver import open_lesson, settle
from frontear_widgets.handin import handed_in, table
from servers import Server

PANEL = """
from dataclasses import dataclass
from pathlib import Path
from frontear_widgets import Exercise, Live, LiveText, Predict
from frontear_widgets.core import answers
from frontear_widgets.core.controls import slider

@dataclass(frozen=True)
class Settings:
    shift: int = slider(0, 0, 9, label="Shift")

def panel(title):
    return Live(Settings(), lambda s: {"words": f"{title}: {s.shift}"}, {"words": LiveText}, title=title)

panel("One <i>more</i>")
"""
QUESTION = """
answers.LESSONS = Path()  # beside this notebook
Path("class").mkdir(exist_ok=True)
Path("class/answers.toml").write_text('[which]\\nright = "that"\\nbecause = "So it is."')
Predict("Which one?", ["this", "that"], key="class.which", answer=lambda: panel("Under it"))
"""
ALL = ["One more", "Predict", "Last", "Exercise", "Three"]
EXERCISE = 'Exercise("Three.", panel("Three"), lambda settings: (settings.shift == 3, "It is three."))'


@pytest.fixture
def lesson(written: Callable[..., Server]) -> str:
    return written("class", PANEL, QUESTION, "panel('Last')", EXERCISE).lesson_url("class")


def names_seen(page: Page) -> list[str]:
    return page.locator(".frontear-panel h3:visible").all_inner_texts()


def in_menu(page: Page, part: str) -> Locator:
    if not page.locator(".fe-page").evaluate("menu => menu.open"):
        page.locator(".fe-page > summary").click()
    return page.locator(f".fe-header [data-fe={part}]")


def test_one_panel_is_shown_alone_and_the_link_brings_it_with_its_settings(lesson: str, page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_lesson(page, lesson)
    in_menu(page, "only").select_option(label="Last")
    page.keyboard.press("Escape")
    assert names_seen(page) == ["Last"]
    page.locator("[data-fe-alone]").get_by_role("slider", name="Shift").press("ArrowRight")
    settle(page)
    expect(page.locator("[data-fe-alone]")).to_contain_text("Last: 1")
    page.wait_for_function("location.hash.includes('last.shift=1')")
    in_menu(page, "link").click()
    expect(in_menu(page, "linked")).to_contain_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("?only=last#last.shift=1")
    page.goto("about:blank")
    open_lesson(page, link)
    expect(page.locator("[data-fe-alone]")).to_contain_text("Last: 1")
    assert names_seen(page) == ["Last"]
    in_menu(page, "only").select_option("")
    page.keyboard.press("Escape")
    assert names_seen(page) == ALL


def test_a_link_hides_controls_and_answers_and_the_menu_shows_them_again(lesson: str, page: Page):
    open_lesson(page, lesson + "?hide=controls,answers,none-such")
    question = page.locator(".frontear-predict")
    question.get_by_label("this").check()
    question.get_by_role("button", name="Commit").click()
    settle(page)
    expect(question.get_by_text("So it is.")).to_be_hidden()
    expect(question.get_by_role("heading", name="Under it")).to_be_hidden()
    assert page.get_by_role("slider").count() == 0
    in_menu(page, "answers").check()
    in_menu(page, "controls").check()
    page.keyboard.press("Escape")
    expect(question.get_by_text("So it is.")).to_be_visible()
    assert page.get_by_role("slider").count() == 4  # one under the answer
    assert "hide" not in page.url


def test_in_the_gallery_nothing_of_a_lesson_can_be_pressed_and_what_was_done_is_handed_in(
    servers: Callable[[str], Server], page: Page, tmp_path: Path
):
    page.goto(servers("voila").lesson_url("00_index"))
    assert page.locator(".fe-header :is([data-fe=only], [data-fe=controls], [data-fe=link])").count() == 0
    form = in_menu(page, "handin")
    with page.expect_download() as download:
        form.get_by_role("button", name="Save what I did").click()
    download.value.save_as(tmp_path / "ann.json")
    assert handed_in(tmp_path / "ann.json").lessons == {}
    assert page.url.endswith("00_index.ipynb")


@pytest.mark.parametrize("name", ["none-such", "<img src=x onerror=hacked=1>", "%E0%A4%A", "__proto__"])
def test_where_no_panel_is_called_so_the_page_says_it_and_shows_all(lesson: str, page: Page, name: str):
    open_lesson(page, f"{lesson}?only={name}")
    expect(page.locator("[data-fe-notice]")).to_contain_text("No panel here is called")
    assert names_seen(page) == ALL
    assert page.evaluate("[globalThis.hacked ?? 0, document.querySelectorAll('img[src=x]').length]") == [0, 0]


def test_what_a_student_did_is_saved_as_a_file_that_becomes_a_row(lesson: str, page: Page, tmp_path: Path):
    open_lesson(page, lesson)
    question = page.locator(".frontear-predict")
    question.get_by_label("that").check()
    question.get_by_role("button", name="Commit").click()
    exercise = page.locator(".frontear-exercise")
    for _ in range(3):
        exercise.get_by_role("slider", name="Shift").press("ArrowRight")
    settle(page)
    exercise.get_by_role("button", name="Check").click()
    settle(page)
    page.wait_for_function("Object.keys(localStorage).some((key) => localStorage[key].includes('\"three\":true'))")
    form = in_menu(page, "handin")
    form.get_by_label("Your name").fill("Zoë / ../ <b>")
    with page.expect_download() as download:
        form.get_by_role("button", name="Save what I did").click()
    expect(form.get_by_role("status")).to_contain_text("Nothing was sent")
    assert download.value.suggested_filename == "frontear Zoë   b.json"
    download.value.save_as(tmp_path / "zoe.json")
    head, row = table([handed_in(tmp_path / "zoe.json")])
    assert row[0] == "Zoë / ../ b"
    assert dict(zip(head[1:], row[1:], strict=True)) == {"class right": 1, "class predicted": 1, "class solved": 1}
