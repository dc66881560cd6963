"""A player's sounds reach the page in 16 bits, as near as those can be, and a file as they are."""

import io

import numpy as np
import pytest
import soundfile
import torch

from frontear.data.clip import Clip
from frontear_widgets import Player

RATE = 16_000
RNG = np.random.default_rng(12)
NOISE = RNG.standard_normal(5_000).astype(np.float32)


def clip(samples) -> Clip:
    return Clip(torch.tensor(samples, dtype=torch.float32), RATE, name="noise")


def sent(player: Player) -> np.ndarray:
    """What the page makes of the first sound, as `samplesOf` of sound.js does."""
    sound = player.sounds[0]
    low, high = np.frombuffer(sound["samples"].steps, np.uint8).reshape(2, -1).astype(np.int64)
    return np.cumsum(low + 256 * high).astype(np.int16) / 32_768 * sound["scale"]


@pytest.mark.parametrize("peak", [1e-40, 1e-6, 0.03, 0.5, 0.999, 1.0, 1.6, 15.9])
def test_a_sample_is_wrong_by_less_than_a_step_of_16_bits_of_twice_the_peak(peak):
    samples = (NOISE / np.abs(NOISE).max() * peak).astype(np.float32)
    step = 2 * np.abs(samples).max() / 32_768
    assert np.abs(sent(Player(clip(samples))) - samples).max() <= step


@pytest.mark.parametrize("loudest", [900, 32_767])
def test_samples_of_a_16_bit_file_arrive_as_they_are(loudest):
    samples = (RNG.integers(-loudest, loudest + 1, 5_000) / 32_768).astype(np.float32)
    for lowest in (samples[0], -1, -0.5):  # no sample above 0 is as far from it as these
        samples[0] = lowest
        np.testing.assert_array_equal(sent(Player(clip(samples))), samples)


def test_silence_stays_silent():
    assert not sent(Player(clip([0.0] * 10))).any()


def test_no_sound_is_louder_on_the_page_than_the_power_of_two_above_it():
    assert np.abs(sent(Player(clip([0.99999994, -0.99999994])))).max() <= 1


def test_players_that_begin_with_the_same_sound_share_what_the_page_has_of_it():
    first, second = (player.sounds[0]["samples"] for player in (Player(clip(NOISE)), Player(clip(NOISE.copy()))))
    assert first is second
    assert Player(clip(NOISE[1:])).sounds[0]["samples"] is not first


def test_what_players_share_is_closed_with_the_last_of_them():
    players = [Player(clip(NOISE[2:])) for _ in range(2)]
    shared = players[0].sounds[0]["samples"]
    players[0].show(clip(NOISE))
    players[0].close()
    assert shared.comm is not None
    players[1].close()
    assert shared.comm is None
    again = Player(clip(NOISE[2:])).sounds[0]["samples"]
    assert again is not shared
    assert again.comm is not None


def test_what_a_player_has_twice_is_closed_with_it():
    player = Player([clip(NOISE[3:]), clip(NOISE[3:] / 2)])  # the same steps of 16 bits
    shared = player.sounds[0]["samples"]
    assert player.sounds[1]["samples"] is shared
    player.close()
    assert shared.comm is None


def test_a_sound_that_follows_a_control_comes_by_itself():
    player = Player(clip(NOISE))
    player.show(clip(NOISE / 3))
    assert player.get_state()["sounds"][0]["samples"] == (steps := player.sounds[0]["samples"])
    assert len(steps) == 2 * len(NOISE)


def test_a_sound_that_the_page_has_is_not_sent_again():
    player = Player([clip(NOISE), clip(NOISE[1:])])
    first, second = (sound["samples"] for sound in player.get_state()["sounds"])
    player.show([clip(NOISE / 3), clip(NOISE[1:])])
    assert isinstance(player.sounds[0]["samples"], bytes)
    assert player.get_state()["sounds"][1]["samples"] == second
    player.show([clip(NOISE / 2), clip(NOISE / 3)])
    assert player.get_state()["sounds"][0] == {"name": "noise", "sample_rate": RATE, "scale": 2.0, "samples": first}


def test_a_saved_file_holds_every_sample_as_it_is_beyond_full_scale_too():
    player, answers = Player([clip([0.0]), clip(1.6 * NOISE)]), []
    player.send = lambda content, buffers=None: answers.append((content, buffers))
    player._save(player, {"save": 1}, [])
    ((about, (file,)),) = answers
    samples, rate = soundfile.read(io.BytesIO(file), dtype="float32")
    assert (about, rate) == ({"name": "noise"}, RATE)
    np.testing.assert_array_equal(samples, 1.6 * NOISE)


def test_what_is_saved_is_what_is_shown_now_and_nothing_where_it_is_gone():
    player, answers = Player([clip([0.1]), clip([0.2])]), []
    player.send = lambda content, buffers=None: answers.append(soundfile.read(io.BytesIO(buffers[0]))[0][0])
    player.show(clip([0.25]))
    player._save(player, {"save": 0}, [])
    player._save(player, {"save": 1}, [])
    assert answers == [0.25]
