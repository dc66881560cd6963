import io

import numpy as np
import pytest
import soundfile
import torch

from frontear_widgets.audio import own_sound
from frontear_widgets.audio.own_sound import OwnSound
from frontear_widgets.audio.sounds import MINE, OWN, sets, sound, sounds_of


@pytest.fixture
def box():
    """An own-sound widget with what it heard and what it said."""
    heard, said = [], []
    widget = OwnSound(heard.append, pytest.fail)
    widget.send = said.append
    widget.heard, widget.said = heard, said
    return widget


def wav(seconds=0.5, rate=8_000):
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(int(seconds * rate))), rate, format="WAV")
    return file.getvalue()


def send(widget, about, data, *, pieces=1):
    size = -(-len(data) // pieces)
    for piece in range(pieces):
        part = memoryview(data)[piece * size : (piece + 1) * size]
        widget._take(widget, {**about, "piece": piece, "pieces": pieces}, [part])


def test_a_file_in_several_pieces_is_heard_whole(box):
    send(box, {"kind": "file", "name": "a.wav"}, wav(), pieces=3)
    assert box.heard[0].waveform.shape == (4_000,)
    assert box.said == [{"words": "a.wav: 0.5 s at 8,000 Hz.", "wrong": False}]


def test_samples_of_the_microphone_arrive_as_they_are(box):
    samples = np.linspace(-1, 1, 4_800, dtype=np.float32)
    send(box, {"kind": "samples", "name": "my recording", "rate": 48_000}, samples.tobytes(), pieces=2)
    torch.testing.assert_close(box.heard[0].waveform, torch.from_numpy(samples), rtol=0, atol=0)
    assert box.heard[0].sample_rate == 48_000


def test_of_a_long_file_the_first_half_minute_is_kept_and_that_is_said(box):
    send(box, {"kind": "file", "name": "long.wav"}, wav(seconds=31, rate=2_000))
    assert box.heard[0].seconds == 30
    assert "its first 30 s" in box.said[0]["words"]


@pytest.mark.parametrize(
    ("about", "data"),
    [
        ({"kind": "refused", "name": "a.wav", "problem": "no sound."}, b""),
        ({"kind": "file", "name": "a.wav"}, wav()[:60]),
        ({"kind": "file", "name": "hours.wav"}, wav(seconds=601, rate=1_000)),
        ({"kind": "samples", "name": "my recording", "rate": 48_000}, b""),
        ({"kind": "samples", "name": "my recording", "rate": 48_000}, b"12345"),
        ({"kind": "samples", "name": "my recording", "rate": 48_000}, np.float32([np.nan]).tobytes()),
        ({"kind": "samples", "name": "my recording", "rate": 3}, np.float32([0.1]).tobytes()),
    ],
)
def test_what_is_no_sound_is_explained_and_the_last_sound_stays(box, about, data):
    send(box, about, data)
    assert box.heard == []
    assert box.said[0]["wrong"]
    assert box.said[0]["words"].endswith("The last sound stays.")


def test_a_file_beyond_the_limit_is_refused_without_being_gathered(box, monkeypatch):
    monkeypatch.setattr(own_sound, "LARGEST", 1_000)
    send(box, {"kind": "file", "name": "a.wav"}, wav(), pieces=4)
    assert box.heard == []
    assert len(box.said) == 1
    assert box._pieces.size == 0


def test_of_several_files_each_is_heard_and_what_is_wrong_is_said_at_the_end(box):
    for number, data in enumerate([wav(), wav()[:60], wav(rate=16_000)]):
        send(box, {"kind": "file", "name": f"{number}.wav", "file": number, "files": 3}, data, pieces=2)
    assert [clip.sample_rate for clip in box.heard] == [8_000, 16_000]
    (said,) = box.said
    assert said["wrong"]
    assert said["words"].startswith("2 of 3 files opened. 1.wav: ")
    assert "stays" not in said["words"]


def test_what_is_no_format_of_ours_the_page_is_asked_to_decode_and_nothing_is_said_before_it_answers(box):
    for number, data in enumerate([b"a letter", b"no sound", wav()]):
        send(box, {"kind": "file", "name": f"{number}.wav", "file": number, "files": 3}, data)
    asked = [message["asked"] for message in box.said]
    assert [(each["file"], each["files"]) for each in asked] == [(0, 3), (1, 3)]
    again = {"file": 0, "files": 3, "again": True}
    send(box, {"kind": "samples", "name": "0.wav", "rate": 8_000, **again}, np.zeros(800, np.float32).tobytes())
    send(box, {"kind": "refused", "name": "1.wav", "problem": "no sound.", **again, "file": 1}, b"")
    assert [clip.seconds for clip in box.heard] == [0.5, 0.1]
    said = box.said[-1]["words"]
    assert said == "2 of 3 files opened. 1.wav: no sound."


def test_what_was_said_of_files_before_is_not_said_again(box):
    send(box, {"kind": "file", "name": "a.wav", "file": 0, "files": 2}, wav())  # the page goes before the second one
    send(box, {"kind": "file", "name": "b.wav", "file": 0, "files": 1}, wav())
    assert box.said == [{"words": "b.wav: 0.5 s at 8,000 Hz.", "wrong": False}]


def test_own_sounds_can_be_chosen_by_name_beside_the_others(box):
    send(box, {"kind": "file", "name": "a.wav"}, wav())
    first, second = OWN.add(box.heard[0]), OWN.add(box.heard[0])
    assert (first, second) == ("a.wav", "a.wav (2)")
    assert MINE in sets()
    assert sounds_of(MINE)[""][-2:] == [first, second]
    assert sound(first).sample_rate == 16_000
    assert sound(first).waveform.shape == (8_000,)


@pytest.mark.parametrize(
    "name", [f"{'long ' * 1_000}.wav", f"{'梟' * 100}.wav", "a\0b.wav", "\udcff.wav"], ids=range(4)
)
def test_a_file_of_any_name_is_heard_or_refused_in_a_short_sentence(box, name):
    send(box, {"kind": "file", "name": name}, wav())
    send(box, {"kind": "file", "name": name}, wav()[:60])
    assert len(box.heard) == 1
    assert [answer["wrong"] for answer in box.said] == [False, True]
    for answer in box.said:
        assert len(answer["words"].encode()) < 500


def test_a_sound_that_no_panel_can_take_is_said_and_not_waited_for():
    def fails(_):
        raise RuntimeError("no panel can take it")

    said, widget = [], OwnSound(fails, pytest.fail)
    widget.send = said.append
    send(widget, {"kind": "file", "name": "a.wav"}, wav())
    assert said[0]["wrong"]
    assert "no panel can take it" in said[0]["words"]
