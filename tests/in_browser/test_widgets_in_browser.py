"""The widgets under a person's hands: what is read, zoomed, heard and saved is what the arrays hold."""

import io
import itertools
import re
import struct
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Locator, Page, expect

from browser import new_page
from driver import fingerprint, open_lesson, settle, wait_for_change
from servers import Server

CODE = """
from dataclasses import dataclass
import numpy as np, torch
from frontear.data.clip import Clip
from frontear.dsp.signals import tone
from frontear_widgets import Axis
from frontear_widgets import HeatMap
from frontear_widgets import Live
from frontear_widgets import Picture
from frontear_widgets import Player
from frontear_widgets import Rows
from frontear_widgets.core.controls import choice, ladder, slider, switch

@dataclass(frozen=True)
class Settings:
    shift: int = slider(0, 0, 10, label="Shift")
    level: float = slider(-6.0, -60.0, 0.0, step=0.5, label="Level", unit="dB")
    size: int = ladder(512, [256, 512, 1_024], label="Window", unit="samples")
    order: str = ladder("halves", ["as it is", "halves"], label="Last first")
    shape: str = choice("hann", ["hann", "hamming"], label="Shape")
    even: bool = switch(True, label="Even")

def shown(settings):
    if settings.shift == 9:
        raise ValueError("the shift is 9; allowed: anything else")
    values = np.arange(20 * 50, dtype=np.float32).reshape(20, 50) + settings.shift / 8
    rows = Rows("frequency (Hz)", "Hz", np.arange(20) * 100.0)
    sounds = [Clip(tone(hz, sample_rate=4_000, amplitude=amplitude), 4_000, name=f"{hz} Hz")
              for hz, amplitude in ((400, 1.6), (800, 0.4))]
    return {"picture": Picture(values, "Counting", Axis("time (s)", "s", 0.01, 0.02), rows, "units", 0, 1000),
            "sound": sounds}

Live(Settings(), shown, {"picture": HeatMap, "sound": Player}, title="A panel", code=lambda s: f"shift = {s.shift}")
"""


@pytest.fixture(scope="module")
def server(written: Callable[[str, str], Server]) -> Server:
    return written("widgets", CODE)


@pytest.fixture(scope="module")
def shared(browser: Browser, server: Server) -> Iterator[tuple[Page, Callable]]:
    with new_page(browser, scale=2) as (page, log):
        open_lesson(page, server.lesson_url("widgets"))
        yield page, log.check


@pytest.fixture
def panel(shared: tuple[Page, Callable]) -> Iterator[Locator]:
    page, check = shared
    yield page.locator(".frontear-panel")
    page.keyboard.press("Escape")
    picture(page.locator(".frontear-panel")).press("0")
    check()


def picture(panel: Locator) -> Locator:
    return panel.locator(".frontear-heatmap canvas").first


def readout(panel: Locator) -> Locator:
    return panel.locator(".frontear-readout")


def place(panel: Locator, column: float, row: float) -> dict:
    """Where a cell lies on the canvas: the picture's own margins, in CSS pixels."""
    box = picture(panel).bounding_box()
    wide, tall = box["width"] - 142, box["height"] - 48
    return {"x": 62 + (column + 0.5) / 50 * wide, "y": 8 + (1 - (row + 0.5) / 20) * tall}


def test_hovering_reads_the_exact_value_of_the_cell_under_the_pointer(panel):
    picture(panel).hover(position=place(panel, 30, 7))
    expect(readout(panel)).to_have_text("0.61 s, 700 Hz: 380 units")


def test_arrow_keys_walk_from_cell_to_cell_and_read(panel):
    picture(panel).hover(position=place(panel, 30, 7))
    picture(panel).press("ArrowUp")
    picture(panel).press("Shift+ArrowRight")
    expect(readout(panel)).to_have_text("0.81 s, 800 Hz: 440 units")


def test_the_read_out_follows_the_slider(panel):
    picture(panel).hover(position=place(panel, 3, 2))
    panel.get_by_role("slider", name="Shift").press("ArrowRight")
    picture(panel).hover(position=place(panel, 3, 2))
    expect(readout(panel)).to_have_text("0.07 s, 200 Hz: 103.125 units")
    panel.get_by_role("button", name="Reset").click()
    settle(panel.page)


def test_a_cell_is_painted_in_the_colour_of_its_value(panel):
    """Viridis ends in (253, 231, 37); the top right cell is the highest."""
    at = place(panel, 49, 19)
    pixel = picture(panel).evaluate("(c, p) => [...c.getContext('2d').getImageData(2 * p.x, 2 * p.y, 1, 1).data]", at)
    assert np.abs(np.array(pixel) - [253, 231, 37, 255]).max() <= 4


def test_dragging_zooms_and_the_button_shows_the_whole_picture_again(panel):
    before, canvas = fingerprint(panel), picture(panel)
    whole = panel.get_by_role("button", name="Whole picture")
    expect(whole).to_be_disabled()
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), panel.page.mouse
    start, end = place(panel, 10, 4), place(panel, 20, 9)
    mouse.move(box["x"] + start["x"], box["y"] + start["y"])
    mouse.down()
    mouse.move(box["x"] + end["x"], box["y"] + end["y"], steps=4)
    mouse.up()
    expect(whole).to_be_enabled()
    canvas.hover(position=place(panel, 25, 10))  # the middle of what is left
    expect(readout(panel)).to_have_text("0.31 s, 700 Hz: 365 units")
    mouse.move(0, 0)
    whole.click()
    settle(panel.page)
    assert fingerprint(panel) == before


def test_reset_shows_the_whole_picture_again(panel):
    whole = panel.get_by_role("button", name="Whole picture")
    picture(panel).press("+")
    expect(whole).to_be_enabled()
    panel.get_by_role("button", name="Reset").click()
    expect(whole).to_be_disabled()


def test_a_click_in_the_picture_moves_the_sound_to_its_time(panel):
    picture(panel).click(position=place(panel, 24, 3))
    expect(panel.get_by_role("slider", name="Place in the sound")).to_have_attribute("aria-valuenow", "0.49")


def test_the_cursor_of_the_sound_stands_at_its_time_in_the_picture(panel):
    """A column's time is that of its middle, and so is where the sound goes from anywhere in the cell."""
    middle = place(panel, 24, 3)
    picture(panel).click(position=place(panel, 24.3, 3))
    expect(panel.get_by_role("slider", name="Place in the sound")).to_have_attribute("aria-valuenow", "0.49")
    panel.page.mouse.move(0, 0)
    panel.page.wait_for_function(f"({WHITE})(document).length > 0")
    assert np.mean(panel.page.evaluate(f"({WHITE})(document)")) / 2 == pytest.approx(middle["x"] + 0.5, abs=1)


WHITE = """document => {
  const marks = document.querySelectorAll(".frontear-heatmap canvas")[1], { width } = marks;
  const row = marks.getContext("2d").getImageData(0, 60, width, 1).data;
  return Array.from({ length: width }, (_, x) => x).filter((x) => row.slice(4 * x, 4 * x + 4).every((v) => v === 255));
}"""


def test_saving_gives_a_png_of_the_picture_at_the_density_of_the_screen(panel):
    with panel.page.expect_download() as saved:
        panel.get_by_role("button", name="Save PNG").click()
    data = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == "frontear-counting.png"
    box = picture(panel).bounding_box()
    assert struct.unpack(">II", data[16:24]) == (round(2 * box["width"]), round(2 * box["height"]))


def test_saving_gives_a_wav_with_every_sample_as_it_is(panel):
    with panel.page.expect_download() as saved:
        panel.get_by_role("button", name="Save WAV").click()
    samples, rate = soundfile.read(io.BytesIO(saved.value.path().read_bytes()), dtype="float32")
    expected = 1.6 * np.sin(2 * np.pi * 400 * np.arange(4_000) / 4_000)
    assert rate == 4_000
    np.testing.assert_allclose(samples, expected, atol=1e-6)


LISTEN = """async () => {
  const { context, output } = frontearAudio, analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  output.connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount), wave = new Float32Array(analyser.fftSize);
  const begun = context.currentTime, late = () => context.state !== "running" || context.currentTime > begun + 0.25;
  for (let frames = 0; frames < 12 || !late(); frames++) await new Promise(requestAnimationFrame);
  analyser.getFloatFrequencyData(bins);
  analyser.getFloatTimeDomainData(wave);
  output.disconnect(analyser);
  return { hz: bins.indexOf(Math.max(...bins)) * context.sampleRate / 8192, peak: Math.max(...wave.map(Math.abs)) };
}"""


def heard(panel: Locator) -> dict:
    return panel.page.evaluate(LISTEN)


def test_sounds_start_only_when_asked_and_play_at_their_own_rate_as_loud_as_all_others(panel):
    assert panel.page.evaluate("frontearAudio.context") is None
    panel.get_by_label("Loop").check()
    panel.get_by_label("Volume").fill("1")
    panel.get_by_role("button", name="Play").click()
    panel.page.wait_for_function("frontearAudio.context?.currentTime > 0.1")
    first = heard(panel)
    assert first["hz"] == pytest.approx(400, abs=12)
    assert first["peak"] == pytest.approx(10 ** (-17 / 20) * 2**0.5, rel=0.1)
    expect(panel).to_contain_text("Played 18 dB quieter than it is: all sounds are about equally loud here.")
    assert 20 * np.log10(1.6 / 2**0.5) + 17 == pytest.approx(18, abs=0.5)


def test_another_sound_goes_on_in_the_same_place_and_pause_ends_it(panel):
    panel.get_by_role("button", name="800 Hz").click()
    second = heard(panel)
    assert second["hz"] == pytest.approx(800, abs=12)
    panel.get_by_role("button", name="Pause").click()
    expect(panel.get_by_role("button", name="Play")).to_be_visible()
    panel.page.wait_for_function(f"({LISTEN})().then(({{ peak }}) => peak < 1e-3)")


def test_a_refused_setting_is_explained_beside_its_control_and_the_picture_stays(panel):
    handle, before = panel.get_by_role("slider", name="Shift"), None
    for _ in range(8):
        handle.press("ArrowRight")
    settle(panel.page)
    before = picture(panel).evaluate("canvas => canvas.toDataURL()")
    handle.press("ArrowRight")
    alert = panel.locator(".frontear-control", has=panel.page.get_by_role("slider", name="Shift")).get_by_role("alert")
    expect(alert).to_have_text("the shift is 9; allowed: anything else")
    assert picture(panel).evaluate("canvas => canvas.toDataURL()") == before
    handle.press("ArrowLeft")
    expect(alert).to_have_count(0)


def control(panel: Locator, name: str) -> Locator:
    return panel.locator(".frontear-slider", has=panel.page.get_by_role("slider", name=name))


def test_a_typed_number_moves_the_slider_and_the_picture(panel):
    box = panel.get_by_role("textbox", name="Shift")
    box.fill("4")
    box.press("Enter")
    expect(panel.get_by_role("slider", name="Shift")).to_have_value("4")
    settle(panel.page)
    picture(panel).hover(position=place(panel, 3, 2))
    expect(readout(panel)).to_have_text("0.07 s, 200 Hz: 103.5 units")


def test_a_number_beyond_the_range_is_taken_as_its_end_and_words_are_not_taken(panel):
    shift, box = control(panel, "Shift"), panel.get_by_role("textbox", name="Shift")
    told = shift.get_by_role("alert")
    for typed, value, invalid, words in (
        ("12", "10", "false", "10 is nearest; allowed: 0 to 10."),
        ("much", "10", "true", "“much” is no number; allowed: 0 to 10."),
    ):
        box.fill(typed)
        box.press("Tab")
        expect(box).to_have_value(value)
        expect(box).to_have_attribute("aria-invalid", invalid)
        expect(told).to_have_text(words)
    shift.get_by_role("slider").press("Home")
    expect(told).to_be_hidden()


def test_a_ladder_takes_typed_numbers_and_one_of_words_does_not(panel):
    window, order = (panel.get_by_role("textbox", name=name) for name in ("Window (samples)", "Last first"))
    window.fill("1000")
    window.press("Enter")
    expect(window).to_have_value("1024")
    expect(order).not_to_be_editable()
    expect(order).to_have_value("halves")


def test_a_slider_goes_by_arrows_pages_and_ends_and_says_its_value_with_the_unit(panel):
    level, window = (panel.get_by_role("slider", name=name) for name in ("Level", "Window"))
    for key, words in (("Home", "−60.0 dB"), ("ArrowRight", "−59.5 dB"), ("PageUp", "−53.5 dB"), ("End", "0.0 dB")):
        level.press(key)
        expect(level).to_have_attribute("aria-valuetext", words)
    for key, words in (("Home", "256 samples"), ("ArrowUp", "512 samples"), ("End", "1024 samples")):
        window.press(key)
        expect(window).to_have_attribute("aria-valuetext", words)
    expect(control(panel, "Level").get_by_text("dB", exact=True)).to_be_visible()


def test_the_filled_part_of_a_track_is_the_share_of_its_value(panel):
    """From -60 to 0 dB, -15 dB is three quarters; the handle's middle ends the filled part."""
    level = panel.get_by_role("slider", name="Level")
    panel.get_by_role("textbox", name="Level").fill("-15")
    level.focus()
    expect(level).to_have_attribute("aria-valuetext", "−15.0 dB")
    assert float(level.evaluate("range => range.style.getPropertyValue('--share')")) == pytest.approx(0.75)


def test_all_sliders_are_long_and_as_long_as_each_other(panel):
    widths = [range.bounding_box()["width"] for range in panel.locator(".frontear-slider [type=range]").all()]
    assert len(widths) == 4
    assert min(widths) == pytest.approx(max(widths), abs=0.5)
    assert min(widths) >= 200


def test_a_handle_is_gripped_anywhere_within_its_24_pixels_and_beside_them_the_track(panel):
    level, mouse = panel.get_by_role("slider", name="Level"), panel.page.mouse
    level.press("Home")
    box = level.bounding_box()
    for x, moved in ((1, False), (23, False), (28, True)):
        mouse.click(box["x"] + x, box["y"] + box["height"] / 2)
        assert (level.input_value() != "-60") == moved


HANDLE = """range => {
  const look = document.createElement("i");
  range.after(look);
  const colour = (name) => {
    look.style.color = getComputedStyle(range).getPropertyValue(name);
    return getComputedStyle(look).color.match(/[0-9.]+/g).slice(0, 3).map(Number);
  };
  const colours = ["--fe-text", "--fe-paper", "--fill"].map(colour);
  look.remove();
  return colours;
}"""


def luminance(colour: list[float]) -> float:
    """Relative luminance, WCAG 2.2."""
    share = np.array(colour) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("paper", ["light", "dark"])
def test_the_handle_stands_out_from_track_and_paper_and_the_track_from_the_paper(panel, paper):
    """Three to one, WCAG 2.2 (1.4.11), the dark theme being JupyterLab's."""
    dark = "document.body.style.cssText = '--jp-ui-font-color0: #fff; --jp-layout-color0: #111'"
    panel.page.evaluate(dark if paper == "dark" else "document.body.removeAttribute('style')")
    colours = panel.get_by_role("slider", name="Level").evaluate(HANDLE)
    panel.page.evaluate("document.body.removeAttribute('style')")
    lights = sorted(map(luminance, colours))
    assert (luminance(colours[1]) < 0.5) == (paper == "dark")
    assert min((high + 0.05) / (low + 0.05) for low, high in itertools.pairwise(lights)) >= 3


def test_a_handle_that_is_dragged_stays_under_the_pointer_whatever_the_kernel_sends(panel):
    shift, mouse = panel.get_by_role("slider", name="Shift"), panel.page.mouse
    shift.press("Home")
    box = shift.bounding_box()
    middle = box["y"] + box["height"] / 2
    mouse.move(box["x"] + 12, middle)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, middle, steps=4)
    expect(shift).to_have_value("5")
    settle(panel.page)
    panel.get_by_role("button", name="Reset").evaluate("button => button.click()")  # the kernel sends 0
    settle(panel.page)
    expect(shift).to_have_value("5")
    mouse.up()
    expect(shift).to_have_value("0")


def test_the_code_of_the_settings_is_copied(panel):
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="Reset").click()
    settle(panel.page)
    panel.get_by_role("button", name="Copy as code").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    assert panel.page.evaluate("navigator.clipboard.readText()") == "shift = 0"


def test_the_code_is_put_away_again_and_the_keyboard_keeps_its_place(panel):
    panel.get_by_role("button", name=re.compile("Copy as code|Copied")).click()
    expect(panel.locator(".frontear-code pre")).to_be_visible()
    panel.get_by_role("button", name="Hide the code").press("Enter")
    expect(panel.locator(".frontear-code pre")).to_be_hidden()
    expect(panel.get_by_role("button", name="Hide the code")).to_be_hidden()
    copy = panel.get_by_role("button", name="Copy as code")
    expect(copy).to_be_focused()
    expect(copy).to_have_attribute("aria-expanded", "false")


HIDING = """
from frontear_widgets.browser.plain import Button, VBox
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines

shown = Lines(chart("A curve", [Curve("one", [0, 1], [0, 1])], x="x", y="y", alt="It rises."))
shown.show_if(False)
button = Button(description="Show")
button.on_click(lambda _: shown.show_if(True))
VBox([button, shown]).add_class("frontear-panel")
"""


def test_a_chart_that_was_hidden_at_first_is_drawn_once_it_is_shown(written: Callable, page: Page):
    (panel,) = open_lesson(page, written("hiding", HIDING).lesson_url("hiding"))
    expect(panel.locator(".trace")).to_be_hidden()
    panel.get_by_role("button", name="Show").click()
    expect(panel.locator(".trace")).to_be_visible()
    assert panel.locator(".js-plotly-plot").bounding_box()["width"] > 200


CHANGING = """
from frontear_widgets.browser.plain import Button, VBox
from frontear_widgets.views.charts import Curve, chart
from frontear_widgets.views.lines import Lines

def curve(last):
    return chart("A curve", [Curve("one", [0, 1, 2], [0, 3, last])], x="x", y="y", alt=f"It ends at {last}.")

chart_shown = Lines(curve(1))
moved, hidden, seen = Button(description="Move"), Button(description="Hide"), Button(description="Show")
moved.on_click(lambda _: chart_shown.show(curve(2)))
hidden.on_click(lambda _: chart_shown.show_if(False))
seen.on_click(lambda _: chart_shown.show_if(True))
VBox([moved, hidden, seen, chart_shown]).add_class("frontear-panel")
"""


def test_a_chart_that_changes_while_it_is_hidden_is_drawn_once_it_is_shown_and_not_before(written, page: Page):
    (panel,) = open_lesson(page, written("changing", CHANGING).lesson_url("changing"))
    line = panel.locator(".trace .js-line")
    first = line.get_attribute("d")
    for name in ("Hide", "Move"):
        panel.get_by_role("button", name=name).click()
        settle(page)
    assert line.get_attribute("d") == first
    panel.get_by_role("button", name="Show").click()
    expect(line).not_to_have_attribute("d", first)


@pytest.fixture(scope="module")
def by_finger(browser: Browser, server: Server) -> Iterator[Locator]:
    with new_page(browser, width=390, height=844, touch=True) as (page, log):
        yield open_lesson(page, server.lesson_url("widgets"))[0]
        log.check()


def test_a_finger_moves_a_slider(by_finger):
    before = fingerprint(by_finger)
    track = by_finger.get_by_role("slider", name="Shift").bounding_box()
    by_finger.page.touchscreen.tap(track["x"] + track["width"] * 0.5, track["y"] + track["height"] / 2)
    wait_for_change(by_finger, before)


@pytest.mark.parametrize("part", ["button", "select", "label:has([type=checkbox])", "input:not([type=checkbox])"])
def test_a_finger_has_44_pixels_on_all_that_can_be_pressed(by_finger, part):
    seen = [each for each in by_finger.locator(part).all() if each.is_visible()]
    assert seen
    assert [each.evaluate("part => part.outerHTML") for each in seen if each.bounding_box()["height"] < 44] == []
