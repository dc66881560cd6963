"""Made hearts and earthquakes have what they say they have."""

import pytest
import torch

from frontear.data import made_earthquake, made_heart
from frontear.data.made_signals import moments


def spread(rhythm):
    beats = torch.tensor(moments(made_heart(rhythm, seconds=120), "R"))
    gaps = beats.diff()
    return (gaps.std() / gaps.mean()).item(), 60 * len(beats) / 120


def test_a_regular_heart_swings_by_a_twentieth_and_an_irregular_one_as_even_draws_do():
    regular, per_minute = spread("regular")
    assert regular == pytest.approx(0.05 / 2**0.5, abs=0.02)  # a sine's deviation, and a little besides
    assert per_minute == pytest.approx(72, abs=2)
    irregular, per_minute = spread("irregular")
    assert irregular == pytest.approx(0.9 / 12**0.5, abs=0.04)  # that of even draws from 0.55 to 1.45
    assert per_minute == pytest.approx(72, abs=6)


def test_r_stands_a_millivolt_high_where_its_mark_is_and_only_a_regular_heart_has_a_p_before_it():
    for rhythm, p_height in (("regular", 0.12), ("irregular", 0.0)):
        heart = made_heart(rhythm, seconds=60, noise=0.0)
        line = heart.waveform[0]
        beats = [round(300 * beat) for beat in moments(heart, "R") if 1 < beat < 59]
        assert line[torch.tensor(beats)].mean() == pytest.approx(1.0, abs=0.05)
        before = torch.stack([line[beat - 48] for beat in beats])  # 0.16 s
        assert before.mean() == pytest.approx(p_height, abs=0.03 if rhythm == "regular" else 0.08)
    assert (heart.unit, heart.sample_rate, heart.waveform.shape) == ("mV", 300, (1, 18_000))


def test_s_comes_later_than_p_by_what_two_speeds_need_and_is_stronger():
    quake = made_earthquake(distance_km=42, snr_db=30)
    p, s = quake.marks["P"], quake.marks["S"]
    assert s - p == pytest.approx(42 / 3.5 - 42 / 6)
    rms = [quake.waveform[0, round(100 * at) :][:100].square().mean().sqrt() for at in (p, s)]
    assert rms[1] > 1.5 * rms[0]
    ground = quake.waveform[0, : round(100 * p)].square().mean().sqrt()
    assert ground == pytest.approx(100, rel=0.15)
    assert 20 * torch.log10(rms[0] / ground) == pytest.approx(30, abs=4)  # it decays already


def test_equal_seeds_make_equal_records_and_others_others():
    for make in (made_heart, made_earthquake):
        first, again, other = make(seed=1), make(seed=1), make(seed=2)
        assert torch.equal(first.waveform, again.waveform)
        assert not torch.equal(first.waveform, other.waveform)


def test_what_cannot_be_made_is_said_in_a_sentence():
    with pytest.raises(ValueError, match="got the rhythm 'waltz', allowed are regular and irregular"):
        made_heart("waltz")
    with pytest.raises(ValueError, match="allowed are 0 ≤ P < S < 20 s"):
        made_earthquake(seconds=20, distance_km=500)
