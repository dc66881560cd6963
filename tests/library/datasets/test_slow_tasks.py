"""Tasks where nobody can hear: windows alike in loudness, and nobody on both sides."""

import pytest
import torch

from frontear import datasets
from frontear.data import Signal
from frontear.datasets import SLOW_TASKS, slow_examples, slow_windows, window_of

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
    data = SLOW_TASKS[task].data
    if data and not datasets.here(data):
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
