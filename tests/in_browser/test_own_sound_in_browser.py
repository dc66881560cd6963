"""Your own sound, in Chromium with a microphone made of a file: recorded, opened or refused, and what is said."""

import base64
import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
import soundfile
from playwright.sync_api import Browser, Locator, Page, expect

from browser import find_chromium, launch, new_page
from driver import open_lesson, settle, tone_file
from frontear.dsp.signals import tone
from servers import Server

CODE = """
import html
from dataclasses import dataclass
import torch
from frontear_widgets import Live
from frontear_widgets import Player
from frontear_widgets import LiveText
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import sound

@dataclass(frozen=True)
class Settings:
    name: str = sound_choice()

def shown(settings):
    clip = sound(settings.name)
    hz = torch.fft.rfft(clip.waveform).abs().argmax().item() * clip.sample_rate / len(clip.waveform)
    return {"words": f"{html.escape(settings.name)}: {clip.seconds:.1f} s, {hz:.0f} Hz", "sound": clip}

for title in ("First", "Second"):
    display(Live(Settings(), shown, {"words": LiveText, "sound": Player}, title=title))
"""


@pytest.fixture(scope="module")
def server(written: Callable[[str, str], Server]) -> Server:
    return written("own", CODE)


@pytest.fixture(scope="module")
def microphone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose microphone hears a tone of 1 kHz."""
    heard = tmp_path_factory.mktemp("microphone") / "mic.wav"
    soundfile.write(heard, tone(1_000, seconds=4.0, sample_rate=48_000).numpy(), 48_000, subtype="PCM_16")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    executable = find_chromium(browser.browser_type)
    chromium = launch(browser.browser_type, executable, *fake, f"--use-file-for-fake-audio-capture={heard}")
    yield chromium
    chromium.close()


NO_SOUND = (
    "no sound that can be read here; allowed are WAV, FLAC, OGG, Opus and MP3, and where this browser plays them M4A, "
    "MP4 and WebM."
)


def told(panel: Locator) -> Locator:
    return panel.locator(".frontear-told")


def words(panel: Locator) -> Locator:
    return panel.locator(".frontear-words")


def open_file(panel: Locator, name: str, data: bytes) -> None:
    open_files(panel, {name: data})


def open_files(panel: Locator, files: dict[str, bytes]) -> None:
    kind = "application/octet-stream"
    with panel.page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(files=[{"name": name, "mimeType": kind, "buffer": files[name]} for name in files])


def test_a_recording_is_heard_in_its_panel_and_in_the_others_and_each_goes_back_to_its_own_sound(microphone, server):
    with new_page(microphone) as (page, log):
        first, second = open_lesson(page, server.lesson_url("own"))
        first.get_by_role("button", name="Record").click()
        expect(told(first)).to_have_text(re.compile(r"^[1-9]\d?\.\d s of 30, peak -\d dB"))
        first.get_by_role("button", name="Stop").click()
        expect(words(first)).to_have_text(re.compile(r"my recording 1: [1-9]\d?\.\d s, (999|1000|1001) Hz"))
        expect(words(second)).to_have_text(re.compile(r"my recording 1: [1-9]\d?\.\d s, (999|1000|1001) Hz"))
        second.get_by_role("button", name="Back to yes").click()
        expect(words(second)).to_have_text(re.compile(r"^yes:"))
        expect(words(first)).to_have_text(re.compile(r"^my recording 1:"))
        log.check()


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[tuple[Page, Locator]]:
    with new_page(browser) as (page, log):
        panel = open_lesson(page, server.lesson_url("own"))[0]
        yield panel
        log.check()


def test_a_file_is_opened_and_what_it_is_is_said(opened):
    open_file(opened, "tone.wav", tone_file(700))
    expect(words(opened)).to_have_text(re.compile(r"^tone.wav: 0.5 s, 700 Hz"))
    expect(told(opened)).to_have_text("tone.wav: 0.5 s at 8,000 Hz.")


def test_a_file_larger_than_one_message_arrives_whole(opened):
    open_file(opened, "long.wav", tone_file(700, seconds=29, rate=192_000))
    expect(words(opened)).to_have_text(re.compile(r"^long.wav: 29.0 s, 700 Hz"))


def test_several_files_are_opened_at_once_and_those_that_are_no_sound_are_named(opened):
    files = {"a.wav": tone_file(500), "letter.wav": b"Dear reader", "picture.m4a": b"no sound", "empty.wav": b""}
    open_files(opened, files | {"b.wav": tone_file(900)})
    expect(words(opened)).to_have_text(re.compile(r"^b.wav: 0.5 s, 900 Hz"))
    expect(told(opened)).to_have_text(
        f"2 of 3 files opened. letter.wav: {NO_SOUND} picture.m4a: {NO_SOUND} empty.wav is empty."
    )
    open_file(opened, "c.wav", tone_file(600))
    expect(told(opened)).to_have_text("c.wav: 0.5 s at 8,000 Hz.")


def test_a_zip_of_folders_is_a_set_whose_classes_are_chosen_and_names_that_are_markup_are_text(opened):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for hz, name in enumerate(("<b>owl", "<b>owl", "wren", "wren"), start=11):
            archive.writestr(f"{name}/<i>{hz}.wav", tone_file(100 * hz))
        archive.writestr("wren/<u>notes.txt", "heard in May")
    open_file(opened, "<s>birds.zip", whole.getvalue())
    expect(words(opened)).to_have_text("<s>birds: <b>owl/<i>11.wav: 0.5 s, 1100 Hz")
    expect(told(opened)).to_contain_text(
        "<s>birds.zip: 4 sounds of 2 classes: <b>owl, wren. Left out are 1: wren/<u>notes"
    )
    opened.get_by_label("Class").select_option("wren")
    expect(words(opened)).to_have_text("<s>birds: wren/<i>13.wav: 0.5 s, 1300 Hz")
    opened.get_by_label("Sound", exact=True).select_option("wren/<i>14.wav")
    expect(words(opened)).to_have_text("<s>birds: wren/<i>14.wav: 0.5 s, 1400 Hz")
    expect(opened.get_by_label("Sounds")).to_contain_text("your sounds: <s>birds")


RECORD_WEBM = """async () => {
  const context = new AudioContext(), tone = new OscillatorNode(context, { frequency: 500 });
  const sink = context.createMediaStreamDestination();
  const recorder = new MediaRecorder(sink.stream, { mimeType: "audio/webm" });
  const data = new Promise((done) => (recorder.ondataavailable = ({ data }) => done(data)));
  tone.connect(sink);
  tone.start();
  recorder.start();
  while (context.currentTime < 1) await new Promise(requestAnimationFrame);
  recorder.stop();
  const bytes = new Uint8Array(await (await data).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def test_what_only_the_browser_can_read_is_decoded_there(opened):
    opened.get_by_role("button", name="Play").click()  # a page may make sound only once it was touched
    opened.get_by_role("button", name="Pause").click()
    webm = base64.b64decode(opened.page.evaluate(RECORD_WEBM))
    open_file(opened, "clip.webm", webm)
    expect(words(opened)).to_have_text(re.compile(r"^clip.webm: \d\.\d s, (49[5-9]|50[0-5]) Hz"))
    open_file(opened, "renamed.wav", webm)  # what Python cannot read comes back to the page
    expect(told(opened)).to_have_text(re.compile(r"^renamed.wav: \d\.\d s at 48,000 Hz\.$"))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.wav", b"", "empty.wav is empty."),
        ("letter.wav", b"Dear reader", "The last sound stays."),
        ("half.flac", b"fLaC" + bytes(100), "The last sound stays."),
        ("picture.m4a", b"not a sound at all", f"picture.m4a: {NO_SOUND}"),
    ],
)
def test_a_file_that_is_no_sound_is_explained_and_the_last_sound_stays(opened, name, data, sentence):
    settle(opened.page)
    before = words(opened).inner_text()
    open_file(opened, name, data)
    expect(told(opened)).to_contain_text(sentence)
    assert words(opened).inner_text() == before


def test_a_file_of_half_a_gigabyte_is_refused_before_it_is_read(opened):
    """The size is what the browser asks of the file first; a real one of that size would only fill the disk."""
    opened.locator("input[type=file]").evaluate("""input => {
      const file = new File(["x"], "huge.wav");
      Object.defineProperty(file, "size", { value: 500e6 });
      Object.defineProperty(file, "arrayBuffer", { value: () => { throw new Error("it was read"); } });
      Object.defineProperty(input, "files", { value: [file], configurable: true });
      input.dispatchEvent(new Event("change"));
      delete input.files;
    }""")
    expect(told(opened)).to_have_text("huge.wav has 500 MB; allowed: up to 50 MB.")


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }",
            "may not use",
        ),
        (
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }",
            "No microphone",
        ),
        ("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })", "needs a page from https"),
    ],
)
def test_without_a_microphone_the_reason_is_said(opened, broken, sentence):
    before = words(opened).inner_text()
    opened.page.evaluate(f"() => {{ {broken} }}")
    opened.get_by_role("button", name="Record").click()
    expect(told(opened)).to_contain_text(sentence)
    expect(opened.get_by_role("button", name="Record")).to_be_enabled()
    assert words(opened).inner_text() == before


COUNT_TRACKS = """() => {
  window.tracks = [];
  const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    const stream = await asked(what);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""
LIVE_TRACKS = "() => window.tracks.filter((track) => track.readyState === 'live').length"


def test_the_microphone_is_closed_where_a_step_after_its_opening_fails(microphone, server):
    with new_page(microphone) as (page, log):
        panel = open_lesson(page, server.lesson_url("own"))[0]
        page.evaluate(COUNT_TRACKS)
        page.evaluate("() => { AudioWorklet.prototype.addModule = async () => { throw new Error('no worklet'); } }")
        for tried in range(1, 4):
            panel.get_by_role("button", name="Record").click()
            page.wait_for_function("(tried) => window.tracks.length === tried", arg=tried)
            expect(told(panel)).to_have_text("no worklet")
        assert page.evaluate(LIVE_TRACKS) == 0
        log.check()
