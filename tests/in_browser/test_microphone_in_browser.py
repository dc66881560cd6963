"""The microphone through the gate, in Chromium with a microphone made of a file: heard, gated, stopped, refused."""

import re
from collections.abc import Callable, Iterator

import pytest
import soundfile
import torch
from playwright.sync_api import Browser, Locator, Page, expect

from browser import find_chromium, launch, new_page
from driver import first_slider, open_lesson
from frontear.data.clip import clip
from frontear.dsp.signals import tone
from servers import Server

CODE = """
from frontear.data.clip import Clip
from frontear.dsp.signals import tone
from frontear_widgets import Player
from frontear_widgets.lessons.gate.microphone import learned_microphone, microphone

display(microphone(), learned_microphone(), Player(Clip(tone(440), 16_000, name="a tone")))
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
def hearing(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Browser]]:
    """A Chromium whose microphone hears, again and again, a tone of 1 kHz at -6 dBFS, or a word and then nothing."""
    word = clip("yes", sample_rate=48_000).waveform
    sounds = {"tone": tone(1_000, seconds=4.0, sample_rate=48_000), "word": torch.cat([word, torch.zeros(48_000)])}
    folder, chromiums = tmp_path_factory.mktemp("microphone"), {}
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

    def of(what: str) -> Browser:
        if what not in chromiums:
            soundfile.write(folder / f"{what}.wav", sounds[what].numpy(), 48_000, subtype="PCM_16")
            executable, heard = find_chromium(browser.browser_type), folder / f"{what}.wav"
            flag = f"--use-file-for-fake-audio-capture={heard}"
            chromiums[what] = launch(browser.browser_type, executable, *fake, flag)
        return chromiums[what]

    yield of
    for chromium in chromiums.values():
        chromium.close()


@pytest.fixture
def opened(
    hearing: Callable[[str], Browser], server: Server, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, Locator]]:
    with new_page(hearing(getattr(request, "param", "tone"))) as (page, log):
        panel, _ = open_lesson(page, server.lesson_url("microphone"))
        page.evaluate(WATCH)
        yield page, panel
        log.check()


@pytest.mark.parametrize("opened", ["word"], indirect=True)
def test_what_learned_opens_for_a_word_and_closes_behind_it_and_another_listener_has_to_be_begun_anew(opened):
    page, _ = opened
    panel = page.locator(".frontear-panel").nth(1)
    assert page.evaluate(LIVE) == 0
    start(panel)
    for _ in range(2):
        expect(meter(panel, "Gain")).to_have_text("Gain 0 dB")
        expect(meter(panel, "Gain")).to_have_text("Gain −40 dB")
    expect(meter(panel, "Probability")).to_have_text(re.compile(r"Probability 0"))
    panel.get_by_label("Listener").select_option("recorded: made sounds")
    expect(told(panel)).to_have_text("Another one listens now: press Start.")
    assert page.evaluate(LIVE) == 0
    start(panel)
    expect(meter(panel, "Gain")).to_have_text("Gain 0 dB")
    panel.get_by_role("button", name="Stop").click()
    assert page.evaluate(LIVE) == 0


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
