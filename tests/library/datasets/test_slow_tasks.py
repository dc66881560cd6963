"""Tasks where nobody can hear: windows alike in loudness, and nobody on both sides."""

import numpy as np
import pytest
import torch

from frontear import datasets
from frontear.data import Signal
from frontear.datasets import SLOW_TASKS, slow_examples, slow_windows, window_of
from frontear.datasets.slow import OVER_IT, over_it, whale, whale_pair, whale_song

MADE = [name for name, task in SLOW_TASKS.items() if not task.data]
REAL = [name for name, task in SLOW_TASKS.items() if task.data]


@pytest.mark.parametrize("task", MADE)
def test_made_windows_are_as_long_as_said_with_a_mean_of_0_and_a_rms_of_1(task):
    windows, said = slow_windows(task), SLOW_TASKS[task]
    for window in windows:
        assert window.waveform.shape == (1, round(said.seconds * said.sample_rate))
        assert abs(window.waveform.mean()) < 1e-5
        assert window.waveform.square().mean() == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize("task", [*MADE, *REAL])
def test_who_is_tested_was_not_learned_from_and_each_seed_holds_out_others(task):
    for data in SLOW_TASKS[task].data:
        if not datasets.here(data):
            pytest.skip(f"{data} is not here")
    windows = slow_windows(task)
    parts = [slow_examples(task, held_out=held_out) for held_out in range(5)]
    assert sum(len(unseen) for _, unseen in parts) == len(windows)
    learned, unseen = parts[0]
    assert not (learned.waveforms[:, None] == unseen.waveforms[None]).all(dim=2).any()
    counts = torch.bincount(learned.labels)
    assert counts[0] == counts[1]
    assert learned.classes == unseen.classes
    assert len(learned.classes) == 2


def test_a_window_is_cut_where_it_is_said():
    signal = Signal(torch.arange(2_000.0).reshape(2, 1_000), 100, label="ramp", group="A")
    window = window_of(signal, begin=2, seconds=1, channel=1)
    ramp = torch.arange(100.0) - 49.5
    torch.testing.assert_close(window.waveform[0], ramp / ramp.square().mean().sqrt())
    assert (window.label, window.group) == ("ramp", "A")


def test_a_task_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="got the task 'whales', allowed are made hearts"):
        slow_windows("whales")


def test_no_two_parts_of_the_whales_song_share_a_sea_or_a_boat_and_no_window_rumbles():
    for data in SLOW_TASKS["whale"].data:
        if not datasets.here(data):
            pytest.skip(f"{data} is not here")
    for kind in OVER_IT:
        seconds = [
            {bytes(over_it(kind, part, random).numpy()) for random in [np.random.default_rng(part)] for _ in range(30)}
            for part in range(5)
        ]
        assert sum(map(len, seconds)) == len(set.union(*seconds)) > 50
    windows = slow_windows("whale")
    assert {(window.group, window.label) for window in windows} == {
        (f"part {part}", label) for part in range(5) for label in ("whale", "no whale")
    }
    for window in windows:
        assert window.waveform.shape == (1, 4_000)
        energy = torch.fft.rfft(window.waveform[0]).abs().square()
        assert energy[:75].sum() < 1e-2 * energy.sum()


def test_a_call_stands_as_far_over_what_lies_over_it_as_is_said_and_its_pause_has_as_much():
    for data in SLOW_TASKS["whale"].data:
        if not datasets.here(data):
            pytest.skip(f"{data} is not here")
    song_alone = [whale_pair("sea", part=1, snr_db=(snr, snr), random=np.random.default_rng(3)) for snr in (80, -10)]
    (call, pause), (under, pause_under) = song_alone
    over = (under - call, pause_under - pause)
    assert 20 * torch.log10(call.std() / over[0].std()) == pytest.approx(-10, abs=0.1)
    torch.testing.assert_close(over[0].std(), over[1].std(), rtol=1e-2, atol=0)
    assert call.std() > 10 ** (5 / 20) * pause.std()
    assert whale_song().sample_rate == 4_000


def test_without_its_recordings_the_whale_is_refused_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))
    for kept in (whale.whale_song, whale._calls_and_pauses):
        kept.cache_clear()
    with pytest.raises(ValueError, match="recordings is not here"):
        slow_windows("whale")
    with pytest.raises(ValueError, match="got 'ice', allowed are sea, boats"):
        over_it("ice", 0, np.random.default_rng())
