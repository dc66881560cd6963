from math import inf

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from frontear.analysis.receptive_fields import LayerSteps, ReceptiveField, receptive_field
from frontear.frontends import FRONTENDS, leaf, log_mel
from frontear.models.paradigms import paradigm


class Sound(nn.Module):
    def forward(self, waveform):
        return waveform[:, None]


class Branches(nn.Module):
    """Branches, cut to the same frames and put upon each other."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, signal):
        maps = [branch(signal) for branch in self.branches]
        n_frames = min(each.shape[-1] for each in maps)
        return torch.cat([each[..., :n_frames] for each in maps], dim=1)


class LessItsMean(nn.Module):
    def forward(self, signal):
        return signal - signal.mean(dim=-1, keepdim=True)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = nn.LSTM(8, 8, batch_first=True)

    def forward(self, features):
        return self.cells(features.mT)[0].mT


LAYER = st.tuples(st.sampled_from(["convolution", "maximum", "mean"]), st.integers(1, 7), st.integers(1, 3))


@given(st.lists(LAYER, min_size=1, max_size=4), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_layers_hear_what_the_formula_says(chosen, dilation):
    """Each adds (size − 1) · dilation frames of the layer before it. Araujo et al. 2019, Distill."""
    layers, length, stride = [Sound(), nn.Conv1d(1, 2, 1)], 1, 1
    for kind, size, step in chosen:
        spread = dilation if kind == "convolution" else 1
        layers += {
            "convolution": [nn.Conv1d(2, 2, size, stride=step, dilation=dilation), nn.BatchNorm1d(2), nn.ReLU()],
            "maximum": [nn.MaxPool1d(size, stride=step, ceil_mode=True)],
            "mean": [nn.AvgPool1d(size, stride=step)],
        }[kind]
        length += (size - 1) * spread * stride
        stride *= step
    assert receptive_field(*layers) == ReceptiveField(length, stride)


def test_ten_layers_of_three_hear_what_the_sample_level_network_does():
    layers = [Sound(), nn.Conv1d(1, 4, 3, stride=3)]
    for _ in range(9):
        layers += [nn.Conv1d(4, 4, 3, padding=1), nn.ReLU(), nn.MaxPool1d(3)]
    assert receptive_field(*layers) == ReceptiveField(3 + 4 * sum(3**layer for layer in range(1, 10)), 3**10)


def test_branches_hear_what_the_longest_of_them_does():
    branches = [nn.Conv1d(1, 2, size, stride=32) for size in (512, 256, 32)]
    assert receptive_field(Sound(), Branches(*branches)) == ReceptiveField(512, 32)


def test_branches_that_look_to_both_sides_hear_both():
    ahead, behind = nn.ConstantPad1d((-100, 0), 0), nn.ConstantPad1d((100, 0), 0)
    assert receptive_field(Sound(), Branches(ahead, behind)).length == 201


def test_a_log_mel_frame_hears_its_window_even_where_that_is_zero():
    assert receptive_field(log_mel(sample_rate=16_000)) == ReceptiveField(400, 160)


def test_filters_and_pooling_of_learned_frontends_add_up():
    """Filters of 25 ms, 401 taps, energies in windows as long."""
    expected = {"td-filterbanks": 801, "sincnet": 801, "gammatone": 801 + 400}
    for name, length in expected.items():
        assert receptive_field(FRONTENDS[name](n_filters=8)) == ReceptiveField(length, 160)
    assert receptive_field(leaf(n_filters=8)[:3]) == ReceptiveField(801, 160)


@pytest.mark.parametrize("forever", [Recurrent(), LessItsMean(), leaf(n_filters=8)[4:]])
def test_what_hears_the_whole_clip_is_infinite_and_has_a_stride(forever):
    if isinstance(forever, LessItsMean):
        assert receptive_field(Sound(), forever) == ReceptiveField(inf, 1)
    else:
        assert receptive_field(forever, n_filters=8) == ReceptiveField(inf, 1)


def test_a_rectifier_that_lets_nothing_through_hides_nothing():
    silent = nn.Conv1d(1, 2, 5, stride=2)
    nn.init.constant_(silent.bias, -1e6)
    assert receptive_field(Sound(), silent, nn.ReLU()) == ReceptiveField(5, 2)
    nn.init.zeros_(silent.weight)
    assert receptive_field(Sound(), silent, nn.Sigmoid()) == ReceptiveField(5, 2)


def test_paradigms_hear_what_their_shapes_say():
    """Three of 3 × 3 with pools of 2; seven frames; the longest of many; and their strides."""
    small = paradigm("small-rectangular", width=0.1)
    assert receptive_field(small, n_filters=40) == ReceptiveField(1 + (2 + 1) + 2 * (2 + 1) + 4 * (2 + 1), 8)
    vertical = paradigm("single-shape-vertical", preset="elmarc", n_filters=96, width=1 / 512)
    assert receptive_field(vertical, n_filters=96) == ReceptiveField(7, 1)
    many = paradigm("many-shapes", preset="elmarc", n_filters=96, width=1 / 128)
    assert receptive_field(log_mel(sample_rate=12_000, n_filters=96), many) == ReceptiveField(164 * 120 + 300, 120)
    sample = paradigm("sample-level", preset="sample-cnn", width=1 / 128)
    assert receptive_field(sample) == ReceptiveField(118_095, 3**10)


def test_frames_of_a_spectrogram_are_counted_where_it_comes_in():
    assert receptive_field(nn.Conv1d(40, 8, 7, stride=2), nn.MaxPool1d(3), n_filters=40) == ReceptiveField(11, 6)


def test_the_stages_are_left_as_they_were():
    layer = nn.Conv1d(1, 2, 5)
    receptive_field(Sound(), layer)
    assert layer.training
    assert layer.weight.requires_grad


def test_what_cannot_be_told_is_refused():
    for wrong in ([], [Sound(), nn.MaxPool1d(3, dilation=2)], [Sound(), nn.AdaptiveMaxPool1d(4)]):
        with pytest.raises(ValueError, match=r"got .*allowed"):
            receptive_field(*wrong)


def test_steps_of_layers_tell_what_is_measured_of_them():
    steps = LayerSteps(((9, 4, 3), (3, 1, 1), (5, 2, 2)))
    made = [nn.Conv1d(1, 1, size, stride=stride, padding=before) for size, stride, before in steps.steps]
    measured = receptive_field(*made, n_filters=1)
    assert (len(steps.heard(7)), steps.stride) == (measured.length, measured.stride)
    assert steps.heard(8).start - steps.heard(7).start == steps.stride


def test_a_click_reaches_the_frames_that_hear_it_and_no_other():
    steps = LayerSteps(((9, 4, 3), (3, 1, 1)))
    made = nn.Sequential(
        *(nn.Conv1d(1, 1, size, stride=stride, padding=before) for size, stride, before in steps.steps)
    )
    for layer in made:
        nn.init.ones_(layer.weight)
        nn.init.zeros_(layer.bias)
    click = torch.zeros(1, 1, 200)
    click[..., 100] = 1
    reached = made(click)[0, 0].nonzero().flatten().tolist()
    assert reached == [frame for frame in range(50) if 100 in steps.heard(frame)]
