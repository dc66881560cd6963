from math import inf, nan

import pytest
import torch

from frontear.dsp import in_blocks, noise
from frontear.gates import LearnedGate, new_listener

LISTENER = new_listener()
SOUND = torch.stack([noise(seconds=0.5), 0.01 * noise(seconds=0.5, seed=1)])


def gate(**settings):
    with torch.no_grad():
        middle = float(LISTENER(SOUND).sigmoid().median())
    return LearnedGate(listener=LISTENER, **({"threshold": middle, "range_db": -40} | settings))


@pytest.mark.parametrize("length", [1, 100, 333, 8_000])
def test_blocks_of_any_length_come_out_as_the_whole(length):
    sound = SOUND[:, :900] if length == 1 else SOUND
    learned = gate(hold_ms=10)
    joined = torch.cat(list(in_blocks(learned, sound, length=length)), dim=1)
    torch.testing.assert_close(joined, learned.step(sound)[0], rtol=0, atol=1e-6)


def test_an_open_gate_is_the_sound_later_by_its_look_ahead():
    out, _ = gate(threshold=0, attack_ms=0).step(SOUND)
    torch.testing.assert_close(out[:, 177:], SOUND[:, :-177], rtol=0, atol=1e-6)
    assert not out[:, :177].any()


def test_a_closed_gate_is_the_sound_at_its_range():
    out, _ = gate(threshold=1, range_db=-20).step(SOUND)
    torch.testing.assert_close(out[:, 177:], 0.1 * SOUND[:, :-177], rtol=0, atol=1e-6)
    assert not gate(threshold=1, range_db=-inf).step(SOUND)[0].any()


def test_its_gain_does_not_click():
    learned, ones = gate(attack_ms=5, release_ms=20, range_db=-inf), torch.ones(1, 8_000)
    sound = ones * 0.3 * (1 + SOUND[:1])
    out, _ = learned.step(sound)
    gain = (out[:, 177:] / sound[:, :-177]).diff(dim=1)
    assert gain.abs().max() <= 1 / (5 * 16) * 1.001


def test_a_sound_with_a_gradient_is_gated_as_without_and_comes_out_without_one():
    out, _ = gate().step(SOUND.clone().requires_grad_())
    assert torch.equal(out, gate().step(SOUND)[0])


@pytest.mark.parametrize("length", [0, 5])
def test_bad_blocks_are_told_and_the_state_goes_on(length):
    learned = gate()
    _, state = learned.step(SOUND[:, :4_000])
    with pytest.raises(ValueError, match="got a block with NaN or infinite samples, allowed are finite ones"):
        learned.step(torch.full((2, 10), nan), state)
    with pytest.raises(ValueError, match="got 1 channels after 2, allowed is the same number"):
        learned.step(SOUND[:1, :length], state)
    with pytest.raises(ValueError, match=r"got a block of shape \(5,\)"):
        learned.step(torch.zeros(5), state)
    torch.testing.assert_close(
        learned.step(SOUND[:, 4_000:], state)[0], learned.step(SOUND)[0][:, 4_000:], atol=1e-6, rtol=0
    )


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"threshold": 2}, "a threshold of 2, allowed is 0…1"),
        ({"range_db": 1}, "a range of 1 dB, allowed is -200…0 dB"),
        ({"hold_ms": -1}, "hold_ms of -1 ms, allowed is 0…60000 ms"),
        ({"sample_rate": 8_000}, "8000 Hz, allowed is 16000 Hz of the listener"),
    ],
)
def test_a_setting_outside_its_range_is_told(setting, said):
    with pytest.raises(ValueError, match=f"got {said}"):
        gate(**setting)
