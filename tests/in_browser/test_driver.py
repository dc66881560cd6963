"""The tools of the browser tests bite: a dead control, an error and a request to another machine are found."""

import pytest
from playwright.sync_api import Locator, Page

from browser import PageLog
from driver import controls, fingerprint, move, move_everything, panels, settle

LIVE = """
<div class="frontear-panel">
  <label>Length <input type="range" min="0" max="2" value="2" oninput="out.textContent = value"></label>
  <label>Window <select onchange="out.textContent = value"><option>hann<option>boxcar</select></label>
  <label><input type="checkbox" onchange="out.textContent = checked"> Decibel</label>
  <label><input type="radio" name="sound" value="yes" checked onchange="out.textContent = value"> yes</label>
  <label><input type="radio" name="sound" value="no" onchange="out.textContent = value"> no</label>
  <label>Order <input type="number" value="2" max="2" onchange="out.textContent = 'order ' + value"></label>
  <canvas tabindex="0" role="img" aria-label="spectrum" width="4" height="4"
    onkeydown="this.getContext('2d').fillRect(0, 0, 2, 2)"></canvas>
  <span><button aria-pressed="true" onclick="swap(this)">A</button><button onclick="swap(this)" aria-pressed="false">
    B</button></span>
  <button onclick="cover.hidden = false">Commit</button>
  <div id="cover" hidden><button onclick="out.textContent = 'seen'">Look</button></div>
  <button onclick="out.textContent = '0'">Reset</button>
  <output id="out">0</output>
</div>
<script>
  function swap(button) {
    for (const each of button.parentElement.children) each.setAttribute("aria-pressed", each === button);
    out.textContent = button.textContent;
  }
</script>
"""


def show(page: Page, html: str) -> Locator:
    page.set_content(html)
    return panels(page)[0]


def test_everything_in_a_live_panel_moves(page: Page):
    assert move_everything(show(page, LIVE)) == []


def test_controls_are_found_with_their_names(page: Page):
    found = {(control.kind, control.name) for control in controls(show(page, LIVE))}
    assert {("slider", "Length"), ("select", "Window"), ("radio", "no"), ("picture", "spectrum")} <= found


def test_a_slider_at_its_end_steps_back(page: Page):
    panel = show(page, LIVE)
    move(controls(panel)[0])
    assert panel.locator("output").inner_text() == "1"


@pytest.mark.parametrize("dead", ["<input type=range>", "<button>Go</button>", "<select><option>a<option>b</select>"])
def test_a_dead_control_is_found(page: Page, dead: str):
    panel = show(page, f'<div class="frontear-panel"><p>spectrum</p>{dead}</div>')
    assert "changes nothing" in move_everything(panel, timeout_ms=300)[0]


def test_a_control_that_only_one_choice_uncovers_is_moved(page: Page):
    select = "<select onchange='out.textContent = value, more.hidden = value !== `kaiser`'>"
    more = "<input id='more' type='range' hidden oninput='out.textContent = `beta ${value}`'>"
    inner = f"{select}<option>hann<option>boxcar<option>kaiser</select>{more}<p id='out'></p>"
    panel = show(page, f'<div class="frontear-panel">{inner}</div>')
    assert move_everything(panel) == []


def test_a_control_that_never_shows_is_found(page: Page):
    panel = show(page, '<div class="frontear-panel"><button hidden>Go</button></div>')
    assert move_everything(panel) == ['button "Go" could never be moved']


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>1</p>", "<p>2</p>"),
        ('<div aria-label="one">', '<div aria-label="two">'),
        ('<div class="frontear-player" data-digest="1">', '<div class="frontear-player" data-digest="2">'),
        ('<canvas width="2" height="2"></canvas>', '<canvas width="3" height="2"></canvas>'),
        ("<button>Commit</button>", "<button disabled>Commit</button>"),
    ],
)
def test_fingerprint_tells_text_labels_sound_pictures_and_locks(page: Page, before: str, after: str):
    prints = [
        fingerprint(show(page, f'<div class="frontear-panel">{inner}</div>')) for inner in (before, before, after)
    ]
    assert prints[0] == prints[1] != prints[2]


def test_fingerprint_sees_pixels(page: Page):
    panel = show(page, '<div class="frontear-panel"><canvas width="4" height="4"></canvas></div>')
    before = fingerprint(panel)
    panel.locator("canvas").evaluate("canvas => canvas.getContext('2d').fillRect(1, 1, 1, 1)")
    assert fingerprint(panel) != before


def test_fingerprint_leaves_out_what_a_slider_says_of_itself(page: Page):
    html = '<p class="frontear-panel"><i role="slider" aria-valuetext="{0}"></i><b class="frontear-number">{0}</b></p>'
    assert fingerprint(show(page, html.format(1))) == fingerprint(show(page, html.format(2)))


def test_console_and_page_errors_are_problems_unless_expected(page: Page, page_log: PageLog):
    page.evaluate("console.error('one is lost'); setTimeout(() => { throw new Error('two is lost') })")
    settle(page)
    assert len(page_log.problems()) == 2
    page_log.expect("is lost")
    page_log.check()


def test_a_request_to_another_machine_is_a_problem(page: Page, page_log: PageLog):
    page_log.expect("Failed to load resource")
    page.evaluate("fetch('https://example.invalid/').catch(() => {})")
    assert page_log.problems() == ["request left the machine: https://example.invalid/"]
    page_log.expect("example.invalid")


@pytest.mark.screen(width=390, height=844, scale=3)
def test_the_window_has_the_size_and_sharpness_asked_for(page: Page):
    assert page.evaluate("[innerWidth, innerHeight, devicePixelRatio]") == [390, 844, 3]


def test_what_is_wider_than_the_window_is_named(page: Page):
    page.set_content('<p id="broad" style="width: 3000px">wide</p><p>narrow</p>')
    assert "p#broad" in page.evaluate("frontearProbe.tooWide()")
