"""Every lesson, opened in Chromium: all that can be moved moves something, and nothing leaves the machine.

The page is the same through both, so the gallery and the first lesson are enough to see the second server do what the
first does. There the first panel answers for all.
"""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

from browser import PageLog, new_page
from conftest import LESSONS
from driver import (
    at_rest,
    kernel_id,
    move_everything,
    open_lesson,
    panels,
    settle,
    step,
    wait_for_change,
    wait_for_picture,
    wait_until_ready,
)
from frontear_widgets.core.kept import SOON_S
from servers import Server

GALLERY = "00_index"
THROUGH_SERVER = (GALLERY, "01_windowing")
OPENED = [*(("voila", name) for name in LESSONS), *(("server", name) for name in THROUGH_SERVER)]
WIDTHS = [390, 768, 1280]
SCREENS = [(1280, 800), (1024, 768), (390, 844)]
MOST_BYTES = 2_500_000
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # rules of axe
ROUND = 20  # presses of the tab key between looks whether all was reached
LARGE_FILES = """performance.getEntriesByType("resource").filter((file) => file.decodedBodySize > 1e6)
    .map((file) => [file.name, file.encodedBodySize / file.decodedBodySize])"""


@dataclass(frozen=True)
class Lesson:
    """An opened notebook: the server it came through, the page it stands in and what that page logged."""

    kind: str
    name: str
    page: Page
    log: PageLog
    received: int  # bytes from its kernel until all panels stood


@pytest.fixture(scope="module", params=OPENED, ids="-".join)
def opened(request: pytest.FixtureRequest, browser: Browser, servers: Callable[[str], Server]) -> Iterator[Lesson]:
    kind, name = request.param
    with new_page(browser) as (page, log):
        open_lesson(page, servers(kind).lesson_url(name))
        received = page.evaluate("frontearProbe.received()")
        yield Lesson(kind=kind, name=name, page=page, log=log, received=received)


@pytest.fixture
def lesson(opened: Lesson) -> Iterator[Lesson]:
    """The tests below share one page per lesson and server: opening one costs a kernel."""
    yield opened
    opened.log.check()


def test_lesson_has_a_title_and_shows_no_failure(lesson: Lesson):
    assert lesson.page.locator("h1").first.is_visible()
    assert not lesson.page.locator(".frontear-lab").is_visible()  # what to press in JupyterLab
    assert not lesson.page.locator(".fe-coming").count()  # what they stood for is there
    everywhere = lesson.page.locator(".frontear-panel").count()
    assert lesson.page.locator("[cell-index] .frontear-panel").count() == everywhere  # in the place of its cell
    assert not lesson.page.evaluate("frontearProbe.failure()")


def test_a_panel_has_low_pictures_one_line_of_sound_long_sliders_and_choices_before_their_words(lesson: Lesson):
    lesson.page.set_viewport_size({"width": 1280, "height": 800})
    with contextlib.suppress(Late):
        lesson.page.wait_for_function("!frontearLayout.tooHigh()")
    for fault in ("tooHigh", "brokenSounds", "shortSliders", "strayBoxes"):
        assert lesson.page.evaluate(f"frontearLayout.{fault}()") == "", fault


def test_the_sound_is_one_line_whatever_is_chosen(lesson: Lesson):
    """With a class, long names, and a button that leads back; on a phone two."""
    bar = lesson.page.locator(".frontear-sound:visible").first
    if not bar.count():
        return
    lesson.page.set_viewport_size({"width": 1280, "height": 800})
    bar.get_by_label("Sounds", exact=True).select_option(label="made\u00a0sentences")
    expect(bar.get_by_role("button", name="Back to")).to_be_visible()
    assert lesson.page.evaluate("frontearLayout.brokenSounds()") == ""
    lesson.page.set_viewport_size({"width": 1024, "height": 768})
    lesson.page.wait_for_function("!frontearLayout.brokenSounds()")
    lesson.page.set_viewport_size({"width": 390, "height": 844})
    bar.get_by_role("button", name="Back to").click()
    assert bar.evaluate("bar => bar.getBoundingClientRect().height") < 3 * 44


def test_what_the_kernel_sends_for_a_lesson_has_no_library_in_it(lesson: Lesson):
    """Plotly alone is 4.8 MB, and is a file that the browser keeps."""
    assert lesson.received < MOST_BYTES


def test_messages_of_the_kernel_come_packed_and_the_gallery_has_none(lesson: Lesson):
    assert bool(lesson.page.evaluate("frontearProbe.connections()")) == (lesson.name != GALLERY)
    assert not lesson.page.evaluate("frontearProbe.unpacked()")


@pytest.mark.parametrize("kind", ["voila", "server"])
def test_the_gallery_starts_no_kernel(kind: str, servers: Callable[[str], Server], page: Page):
    server = servers(kind)
    before = kernels(server)
    open_lesson(page, server.lesson_url(GALLERY))
    assert page.get_by_role("link", name="minutes").count() == len(LESSONS) - 1
    assert kernels(server) <= before


@pytest.mark.parametrize("kind", ["voila", "server"])
@pytest.mark.parametrize("name", ["glossary", "conventions"])
def test_the_words_of_the_lessons_are_a_page_that_starts_no_kernel(
    kind: str, name: str, servers: Callable[[str], Server], page: Page
):
    server = servers(kind)
    before = kernels(server)
    page.goto(server.lesson_url(GALLERY).replace(f"{GALLERY}.ipynb", f"{name}.md"))
    assert page.title() == page.locator("h1").inner_text() == name.capitalize()
    assert page.locator("main td").count() > 3
    assert kernels(server) <= before


def kernels(server: Server) -> set[int]:
    return {process.pid for process in server.kernels()}


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are started there")
def test_the_kernel_of_a_lesson_is_forked(lesson: Lesson, servers: Callable[[str], Server]):
    if lesson.name != GALLERY:
        kernel = kernel_id(lesson.page)
        assert servers(lesson.kind).kernel_process(kernel).name() == f"kernel-{kernel[:8]}"


def test_large_files_come_packed(lesson: Lesson):
    files = lesson.page.evaluate(LARGE_FILES)
    assert any("plotly" in name for name, _ in files) or lesson.name == GALLERY
    assert all(packed < 0.5 for _, packed in files)


@pytest.mark.parametrize("colours", ["dark", "light"])
def test_lesson_is_accessible(lesson: Lesson, colours: str):
    lesson.page.locator(".fe-page > summary").click()
    lesson.page.locator(".fe-header [data-fe=colours]").select_option(colours)
    lesson.page.keyboard.press("Escape")
    only = {"runOnly": OF_COLOURS} if colours == "dark" else {}  # all else is the same in both
    for width in (1280, 390):
        lesson.page.set_viewport_size({"width": width, "height": 844})
        with contextlib.suppress(Late):  # the page looks at them when its size has changed
            lesson.page.wait_for_function("!frontearLayout.outOfReach()")
        found = Axe().run(lesson.page, options={"resultTypes": ["violations"], **only}).response["violations"]
        assert not found, "\n".join(map(describe, found))


def describe(violation: dict) -> str:
    places = [f"  {node['target']}: {node['html'][:200]}" for node in violation["nodes"][:5]]
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *places])


def test_every_control_of_every_panel_changes_what_is_shown(lesson: Lesson):
    some = panels(lesson.page) if lesson.kind == "voila" else panels(lesson.page)[:1]
    wrong = [sentence for panel in some for sentence in move_everything(panel)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", WIDTHS)
def test_lesson_fits_the_width_of_the_window(lesson: Lesson, width: int):
    lesson.page.set_viewport_size({"width": width, "height": 844})
    with contextlib.suppress(Late):  # the page lays itself out anew in its own time
        lesson.page.wait_for_function("!frontearProbe.tooWide()")
    assert lesson.page.evaluate("frontearProbe.tooWide()") == ""
    with contextlib.suppress(Late):
        lesson.page.wait_for_function("!frontearProbe.cut().length")
    assert lesson.page.evaluate("frontearProbe.cut()") == []


def test_the_tab_key_reaches_every_control(lesson: Lesson):
    page = lesson.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("addEventListener('focusin', ({ target }) => { target.dataset.focused = ''; })")
    page.evaluate("document.activeElement.blur()")
    rounds = 2 + 2 * len(page.evaluate("frontearLayout.unfocused()")) // ROUND
    while rounds and page.evaluate("frontearLayout.unfocused()"):
        for _ in range(ROUND):
            page.keyboard.press("Tab")
        rounds -= 1
    assert page.evaluate("frontearLayout.unfocused()") == []


def test_a_finger_on_a_chart_scrolls_the_page(lesson: Lesson):
    """Plotly would take its way for a zoom; pictures would, up and down, as well."""
    for chart in lesson.page.locator(":is(.js-plotly-plot, .frontear-heatmap canvas:first-child):visible").all():
        chart.evaluate("chart => chart.scrollIntoView({ block: 'center', behavior: 'instant' })")
        before = lesson.page.evaluate("scrollY")
        draw_finger_down(chart)
        lesson.page.wait_for_function(f"scrollY < {before}")


def test_reset_undoes_the_zoom_of_a_chart(lesson: Lesson):
    lesson.page.set_viewport_size({"width": 1280, "height": 800})
    for panel in lesson.page.locator(".frontear-live:has(.js-plotly-plot)").all():
        chart, reset = panel.locator(".js-plotly-plot:visible").first, panel.get_by_role("button", name="Reset")
        if not chart.count():
            continue
        reset.click()
        _, before = at_rest(panel)
        draw_across(chart)
        wait_for_change(panel, before)
        reset.click()
        wait_for_picture(panel, before)


def draw_across(chart: Locator) -> None:
    """A rectangle in the middle of a chart, by mouse: Plotly zooms to it."""
    chart.evaluate("chart => chart.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box, mouse = chart.bounding_box(), chart.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x - 40, y - 30)
    mouse.down()
    mouse.move(x + 40, y + 30, steps=4)
    mouse.up()


def draw_finger_down(part: Locator) -> None:
    """A hundred pixels, from its middle."""
    box, screen = part.bounding_box(), part.page.context.new_cdp_session(part.page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for kind, places in ("touchStart", [0]), ("touchMove", range(10, 101, 10)):
        for way in places:
            screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y + way}]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: "x".join(map(str, size)))
def test_every_control_is_seen_with_every_picture_that_it_changes(lesson: Lesson, screen: tuple[int, int]):
    lesson.page.set_viewport_size(dict(zip(("width", "height"), screen, strict=True)))
    with contextlib.suppress(Late):
        lesson.page.wait_for_function("!frontearLayout.apartFromPictures()")
    assert lesson.page.evaluate("frontearLayout.apartFromPictures()") == ""
    assert lesson.page.evaluate("frontearLayout.apartFromTimelines()") == ""


def test_header_names_all_sections_and_the_lessons_before_and_after(lesson: Lesson):
    page, number = lesson.page, LESSONS.index(lesson.name)
    page.set_viewport_size({"width": 1280, "height": 800})
    sections = page.locator(".fe-sections a")
    if sections.count():
        page.locator(".fe-sections > summary").click()
    assert [text.strip() for text in sections.all_text_contents()] == page.evaluate("frontearLayout.sections()")
    if sections.count():
        sections.last.click()
        assert page.locator("h2").last.evaluate("h => h.getBoundingClientRect().top") >= page.evaluate(
            "frontearLayout.top()"
        )
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".fe-header").evaluate("header => header.getBoundingClientRect().top") == 0
    for way, name in ("previous", number - 1), ("next", number + 1):
        link = page.locator(f".fe-header [data-fe={way}]")
        if number > 0 and 0 < name < len(LESSONS):
            assert link.get_attribute("href") == f"{LESSONS[name]}.ipynb"
        else:
            assert link.is_hidden()


def test_a_timeline_plays_until_somebody_takes_hold_of_it(lesson: Lesson):
    timeline = lesson.page.locator(".frontear-timeline:visible").first
    if not timeline.count():
        return
    slider, play = timeline.get_by_role("slider"), timeline.get_by_role("button")
    slider.press("Home")
    play.click()
    expect(play).to_contain_text("Pause")
    expect(slider).not_to_have_value("0")
    slider.press("ArrowRight")
    expect(play).to_contain_text("Play")
    settle(lesson.page)


def test_a_line_of_text_has_about_68_letters(lesson: Lesson):
    if lesson.name in LESSONS[1:]:
        lesson.page.set_viewport_size({"width": 1280, "height": 800})
        assert lesson.page.evaluate("frontearLayout.letters()") == pytest.approx(68, abs=4)


def test_projector_enlarges_type_and_gives_each_panel_a_screen(lesson: Lesson):
    page, size = lesson.page, "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(size)
    switch = page.locator(".fe-header [data-fe=projector]")
    for pressed, factor in ("true", 1.25), ("false", 1):
        page.locator(".fe-page > summary").click()
        switch.click()
        assert switch.get_attribute("aria-pressed") == pressed
        assert page.evaluate(size) == pytest.approx(factor * before)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [1280, 768])
def test_text_equations_and_panels_begin_on_one_axis(lesson: Lesson, width: int):
    if lesson.name in LESSONS[1:]:
        lesson.page.set_viewport_size({"width": width, "height": 800})
        assert lesson.page.evaluate("frontearLayout.offAxis()") == ""


def test_a_finger_has_44_pixels_on_all_that_can_be_pressed_in_a_panel(lesson: Lesson):
    screen = lesson.page.context.new_cdp_session(lesson.page)
    lesson.page.set_viewport_size({"width": 390, "height": 844})
    screen.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        lesson.page.wait_for_function("matchMedia('(pointer: coarse)').matches")
        assert lesson.page.evaluate("frontearLayout.smallTargets()") == ""
    finally:
        screen.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


SHORT = (",", ":")  # as JavaScript writes JSON
POSITIONS = """[...document.querySelectorAll(".frontear-live")].map((panel) =>
    [...panel.querySelectorAll(":scope > .frontear-controls [type=range]")].map((range) => range.value))"""


def test_what_was_moved_in_every_panel_is_there_after_a_reload(lesson: Lesson):
    if lesson.kind != "voila":
        return
    done = lesson.page.locator(".frontear-predict.frontear-done")
    made = done.count()
    lesson.page.reload()  # what was learned on this page is gone with it, and its panel
    wait_until_ready(lesson.page)
    expect(done).to_have_count(made)
    settle(lesson.page)
    for panel in lesson.page.locator(".frontear-live").all():
        slider = panel.locator(".frontear-controls [type=range]:visible").first
        if slider.count():
            step(slider)
    settle(lesson.page)
    lesson.page.wait_for_timeout(1_500 * SOON_S)  # the page hears of a move so much later
    settle(lesson.page)
    before = lesson.page.evaluate(POSITIONS)
    lesson.page.reload()
    wait_until_ready(lesson.page)
    written = json.dumps(json.dumps(before, separators=SHORT))
    with contextlib.suppress(Late):  # answers are uncovered one after another
        lesson.page.wait_for_function(f"JSON.stringify({POSITIONS}) === {written}")
    assert lesson.page.evaluate(POSITIONS) == before


PAPER = {"width": 688, "height": 1016}  # of an A4 sheet, less margins of 14 mm, in pixels


def test_on_paper_every_panel_is_whole_with_all_that_is_under_tabs(lesson: Lesson):
    """What is printed is what is drawn before: nothing follows when the page has taken the sheet's width."""
    page = lesson.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    try:
        assert page.evaluate("frontearLayout.cutOnPaper()") == ""
        assert page.locator(".fe-header").is_hidden()
        assert not page.locator(".frontear-panel button:visible").count()
        assert page.locator(".frontear-page:visible").count() == page.locator(".frontear-page").count()
    finally:
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_answers_are_printed_or_not_as_one_chooses(lesson: Lesson):
    page, answers = lesson.page, lesson.page.locator(".frontear-predict > .frontear-answer")
    page.evaluate("window.print = () => {}")
    page.emulate_media(media="print")
    try:
        for choice, are_there in ("questions", False), ("print", True):
            page.evaluate("choice => document.querySelector(`.fe-header [data-fe=${choice}]`).click()", choice)
            assert all(answer.is_visible() == are_there for answer in answers.all())
    finally:
        page.emulate_media(media="screen")
