"""The microphone through the gate, in Chromium with a microphone made of a file: heard, gated, stopped, refused."""

import re
from collections.abc import Callable, Iterator

import pytest
import soundfile
from playwright.sync_api import Browser, Locator, Page, expect

from browser import find_chromium, launch, new_page
from driver import first_slider, open_lesson
from frontear.dsp.signals import tone
from servers import Server

CODE = """
from frontear.data.clip import Clip
from frontear.dsp.signals import tone
from frontear_widgets import Player
from frontear_widgets.lessons.gate.microphone import microphone

display(microphone(), Player(Clip(tone(440), 16_000, name="a tone")))
"""
WATCH = """() => {
  window.tracks = [];
  const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    const stream = await asked(what);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (node, ...rest) {
    if (node instanceof AudioDestinationNode) {
      window.heard = new AnalyserNode(this.context, { fftSize: 4096 });
      connect.call(this, window.heard);
    }
    return connect.call(this, node, ...rest);
  };
}"""
LIVE = "() => window.tracks.filter((track) => track.readyState === 'live').length"
PEAK = """() => {
  const samples = new Float32Array(window.heard.fftSize);
  window.heard.getFloatTimeDomainData(samples);
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}"""
VOLUME = 0.7  # of the page, as audio.js begins


@pytest.fixture(scope="module")
def server(written: Callable[[str, str], Server]) -> Server:
    return written("microphone", CODE)


@pytest.fixture(scope="module")
def microphone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose microphone hears a tone of 1 kHz at -6 dBFS."""
    heard = tmp_path_factory.mktemp("microphone") / "mic.wav"
    soundfile.write(heard, tone(1_000, seconds=4.0, sample_rate=48_000).numpy(), 48_000, subtype="PCM_16")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    executable = find_chromium(browser.browser_type)
    chromium = launch(browser.browser_type, executable, *fake, f"--use-file-for-fake-audio-capture={heard}")
    yield chromium
    chromium.close()


@pytest.fixture
def opened(microphone: Browser, server: Server) -> Iterator[tuple[Page, Locator]]:
    with new_page(microphone) as (page, log):
        (panel,) = open_lesson(page, server.lesson_url("microphone"))
        page.evaluate(WATCH)
        yield page, panel
        log.check()


def meter(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("meter", name=name)


def told(panel: Locator) -> Locator:
    return panel.locator(".frontear-told")


def start(panel: Locator) -> None:
    panel.get_by_role("button", name="Start").click()
    expect(told(panel)).to_have_text(re.compile(r"^You hear yourself at least \d+ ms late"))


def move_threshold(panel: Locator, key: str) -> None:
    """To an end of its range."""
    first_slider(panel).press(key)


def test_nothing_begins_by_itself_and_headphones_are_asked_for(opened):
    page, panel = opened
    assert page.evaluate(LIVE) == 0
    expect(panel).to_contain_text("Put headphones on first")
    expect(meter(panel, "Level")).to_have_text("Level –")


def test_a_gate_that_is_open_lets_the_microphone_be_heard_and_one_that_is_closed_does_not(opened):
    page, panel = opened
    start(panel)
    expect(meter(panel, "Level")).to_have_text(re.compile(r"Level −[67] dB"))
    expect(meter(panel, "Gain")).to_have_text("Gain 0 dB")
    page.wait_for_function(f"() => Math.abs(({PEAK})() - {0.5 * VOLUME}) < 0.02")
    move_threshold(panel, "End")  # 0 dBFS: louder than anything
    expect(meter(panel, "Gain")).to_have_text("Gain −60 dB")
    page.wait_for_function(f"() => ({PEAK})() < 0.001")
    expect(meter(panel, "Level")).to_have_text(re.compile(r"Level −[67] dB"))  # it hears on
    move_threshold(panel, "Home")
    expect(meter(panel, "Gain")).to_have_text("Gain 0 dB")
    page.wait_for_function(f"() => ({PEAK})() > 0.3")


def test_stop_closes_the_microphone_and_so_does_a_player_that_begins(opened):
    page, panel = opened
    start(panel)
    assert page.evaluate(LIVE) == 1
    panel.get_by_role("button", name="Stop").click()
    assert page.evaluate(LIVE) == 0
    expect(meter(panel, "Gain")).to_have_text("Gain –")
    start(panel)
    page.get_by_role("button", name="Play").click()
    expect(panel.get_by_role("button", name="Start")).to_be_visible()
    assert page.evaluate(LIVE) == 0
    start(panel)  # and it ends the player
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_microphone_that_is_pulled_out_is_told(opened):
    page, panel = opened
    start(panel)
    page.evaluate("() => window.tracks[0].onended()")
    expect(told(panel)).to_have_text("The microphone is gone.")
    expect(panel.get_by_role("button", name="Start")).to_be_visible()


REFUSED = "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{}') }}"


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (REFUSED.format("NotAllowedError"), "may not use"),
        (REFUSED.format("NotFoundError"), "plug one in"),
        ("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })", "needs a page from https"),
        ("AudioWorklet.prototype.addModule = async () => { throw new Error('no worklet') }", "no worklet"),
    ],
)
def test_without_a_microphone_or_a_worklet_the_reason_is_said_and_none_is_left_open(opened, broken, sentence):
    page, panel = opened
    page.evaluate(f"() => {{ {broken} }}")
    panel.get_by_role("button", name="Start").click()
    expect(told(panel)).to_contain_text(sentence)
    expect(panel.get_by_role("button", name="Start")).to_be_enabled()
    assert page.evaluate(LIVE) == 0
