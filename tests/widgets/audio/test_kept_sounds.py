"""Own sounds that the page keeps are the page's own again: same samples, same name, once."""

import numpy as np
import pytest
import torch

from frontear_widgets.audio import sounds
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.own_sound import OwnSound
from frontear_widgets.audio.sounds import OwnSounds
from frontear_widgets.core.kept import Kept

SAMPLES = np.linspace(-1, 1, 8_000, dtype=np.float32)


@pytest.fixture(autouse=True)
def own(monkeypatch):
    """Nothing of one's own yet."""
    own = OwnSounds()
    for module in ("sounds", "own_sound", "chooser", "kept_sounds"):
        monkeypatch.setattr(f"frontear_widgets.audio.{module}.OWN", own)
    sounds.sound.cache_clear()
    return own


def given(kept, *, name="my recording 1", parcel="a", data=None, kind="samples", pieces=2):
    data = SAMPLES.tobytes() if data is None else data
    size = -(-len(data) // pieces)
    about = {"parcel": parcel, "kept": name, "kind": kind, "name": "my recording", "rate": 16_000, "pieces": pieces}
    for piece in range(pieces):
        kept._hear({**about, "piece": piece}, [memoryview(data)[piece * size : (piece + 1) * size]])


def test_a_sound_comes_back_as_it_was_taken_under_its_name(own):
    given(Kept(), name="my recording 3")
    assert list(own.clips) == ["my recording 3"]
    torch.testing.assert_close(own.clips["my recording 3"].waveform, torch.from_numpy(SAMPLES), rtol=0, atol=0)


def test_what_is_here_already_does_not_come_twice_and_another_of_its_name_gets_a_new_one(own):
    kept = Kept()
    given(kept)
    given(kept)
    given(kept, parcel="b")
    assert list(own.clips) == ["my recording 1", "my recording 2"]


def test_a_new_sound_takes_the_name_of_none_that_came_back(own):
    given(Kept(), name="my recording 2")
    assert own.add(own.clips["my recording 2"]) == "my recording 1"
    assert own.add(own.clips["my recording 2"]) == "my recording 3"


def test_what_cannot_be_read_any_more_is_left_out(own):
    given(Kept(), data=b"\0\1\2")
    given(Kept(), data=b"no sound", kind="file", parcel="b")
    given(Kept(), data=b"no zip", kind="zip", parcel="c")
    assert not own.clips
    assert not own.sets


def test_a_chooser_goes_back_to_an_own_sound_once_that_is_here(own):
    kept, chooser = Kept(), SoundChooser()
    given(kept)
    chooser.value = "my recording 1"
    assert chooser.list.value == "my recording 1"


def test_the_page_hears_under_which_name_to_keep_what_was_taken(own):
    said, chooser = [], SoundChooser()
    button = next(child for child in chooser.children if isinstance(child, OwnSound))
    button.send = said.append
    about = {"kind": "samples", "name": "my recording", "rate": 16_000, "id": "a", "piece": 0, "pieces": 1}
    button._take(button, about, [memoryview(SAMPLES.tobytes())])
    assert said[0] == {"kept": {"id": "a", "name": "my recording 1"}}
    given(Kept())
    assert list(own.clips) == ["my recording 1"]
