import copy
import warnings
from contextlib import contextmanager

import pytest
import torch
from torch import nn
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from frontear.analysis.costs import Costs, SavedActivations, costs
from frontear.frontends import FRONTENDS, log_mel
from frontear.models.backends import BACKENDS
from frontear.models.classifier import paradigm_classifier
from frontear.models.paradigms import PARADIGMS, FrameLevel, SampleLevel

RATE = 8_000


class Cut(nn.Module):
    """Waveform (batch, time) → (batch, frames, size), nothing between frames."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, waveform):
        return waveform.unflatten(1, (-1, self.size))


class First(nn.Module):
    """The outputs of an LSTM without its states."""

    def __init__(self, *shape, **settings):
        super().__init__()
        self.lstm = nn.LSTM(*shape, **settings)

    def forward(self, frames):
        return self.lstm(frames)[0]


def stack(channels=16, n_layers=3):
    """Waveform → map, with what networks are made of."""
    layers = [Cut(RATE // 2)]
    for before in (None, *[channels] * (n_layers - 1)):
        convolution = nn.LazyConv1d(channels, 5) if before is None else nn.Conv1d(before, channels, 5)
        layers += [convolution, nn.BatchNorm1d(channels), nn.ReLU(), nn.MaxPool1d(2)]
    model = nn.Sequential(*layers)
    model(torch.zeros(2, RATE))
    return model


def one_second(model, **settings):
    return costs(model, **{"seconds": 1, "sample_rate": RATE, **settings})


def test_a_convolution_costs_its_filters_at_each_place_and_keeps_its_input():
    model = nn.Sequential(Cut(RATE), nn.Conv1d(1, 16, 64, stride=32))
    n_frames = (RATE - 64) // 32 + 1
    assert one_second(model) == Costs(16 * 64 + 16, 16 * 64 * n_frames, 4 * RATE)


def test_a_rectifier_keeps_what_it_lets_through_and_multiplies_nothing():
    model = nn.Sequential(Cut(RATE), nn.Conv1d(1, 16, 64, stride=32), nn.ReLU())
    n_frames = (RATE - 64) // 32 + 1
    assert one_second(model, batch_size=3).activation_bytes == 3 * 4 * (RATE + 16 * n_frames)
    assert one_second(model, batch_size=3).multiply_adds == 3 * 16 * 64 * n_frames


def test_a_convolution_of_two_dimensions_costs_rows_times_frames():
    model = nn.Sequential(Cut(100), nn.Unflatten(1, (1, -1)), nn.Conv2d(1, 8, (3, 7), padding=(1, 0)))
    assert one_second(model).multiply_adds == 8 * 3 * 7 * 80 * 94


def test_a_linear_layer_costs_its_matrix_once_per_frame():
    model = nn.Sequential(Cut(40), nn.Linear(40, 10))
    assert one_second(model) == Costs(410, 200 * 40 * 10, 4 * RATE)


@pytest.mark.parametrize("n_directions", [1, 2])
def test_an_lstm_costs_four_gates_and_keeps_seven_numbers_per_cell_and_step(n_directions):
    """Four gates, the cell before and its tangent, the output before; and the input, once."""
    model = nn.Sequential(Cut(40), First(40, 32, bidirectional=n_directions == 2))
    expected = Costs(
        parameters=n_directions * 4 * 32 * (40 + 32 + 2),
        multiply_adds=n_directions * 200 * 4 * 32 * (40 + 32),
        activation_bytes=4 * 200 * (40 + n_directions * 7 * 32),
    )
    assert one_second(model) == expected


def used(model, seconds, batch_size):
    """What a real step on the CPU counts and keeps."""
    waveform = torch.randn(batch_size, round(seconds * RATE))
    with FlopCounterMode(display=False) as counted, (kept := SavedActivations(model)):
        model.train()(waveform)
    return counted.get_total_flops() // 2, kept.bytes


@pytest.mark.parametrize("name", FRONTENDS)
def test_every_frontend_costs_what_it_uses_on_the_cpu(name):
    frontend = FRONTENDS[name](sample_rate=RATE, n_filters=12)
    for seconds, batch_size in ((0.25, 3), (1, 1)):
        told = one_second(frontend, seconds=seconds, batch_size=batch_size)
        assert (told.multiply_adds, told.activation_bytes) == used(frontend, seconds, batch_size)


@contextmanager
def without_kernels():
    """Those for LSTMs on the CPU do not say what they multiply and keep."""
    with warnings.catch_warnings(action="ignore"), torch.backends.mkldnn.flags(enabled=False):
        yield


@pytest.mark.parametrize(
    "settings",
    [{}, {"batch_first": True}, {"num_layers": 2, "dropout": 0.5}, {"batch_first": True, "bidirectional": True}],
)
def test_an_lstm_costs_what_its_equations_use_on_the_cpu(settings):
    model = nn.Sequential(Cut(400), First(400, 24, **settings), nn.ReLU())
    told = one_second(model, batch_size=2)
    with without_kernels():
        assert (told.multiply_adds, told.activation_bytes) == used(model, 1, 2)


def test_what_is_told_to_be_kept_is_what_the_cpu_holds_on_to():
    """Allocated and not freed again by a forward pass: what is kept, without the waveform, and with the result."""
    model, waveform = stack(), torch.randn(4, RATE)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        result = model(waveform)
    held = sum(event.self_cpu_memory_usage for event in profiled.events())
    told = one_second(model, batch_size=4).activation_bytes - 4 * waveform.numel() + 4 * result.numel()
    assert told == pytest.approx(held, rel=1e-3)


def test_costs_grow_evenly_with_the_sound():
    model = nn.Sequential(log_mel(sample_rate=RATE, n_filters=40), nn.Conv1d(40, 16, 9, padding=4), nn.ReLU())
    told = [one_second(model, seconds=seconds) for seconds in (1, 2, 3, 60)]
    for name in ("multiply_adds", "activation_bytes"):
        one, two, three, minute = (getattr(each, name) for each in told)
        assert three - two == two - one
        assert minute == one + 59 * (two - one)


def test_small_rectangular_filters_keep_a_row_for_each_band_where_vertical_ones_keep_few():
    """Per frame and filter: 96 numbers, against 96 − 86 + 1 of filters 86 high, and 1 of filters on the mean."""

    def per_frame(layer):
        model = nn.Sequential(Cut(96), nn.Unflatten(1, (1, -1)), layer, nn.ReLU())  # (batch, 1, frames, bands)
        at = [costs(model, seconds=seconds, sample_rate=9_600).activation_bytes for seconds in (10, 11)]
        return (at[1] - at[0]) / 4 / 100

    small, vertical = nn.Conv2d(1, 32, 3, padding=1), nn.Conv2d(1, 32, (7, 86))
    horizontal = nn.Sequential(nn.AvgPool2d((1, 96)), nn.Conv2d(1, 32, (165, 1)))
    assert per_frame(small) == 96 + 32 * 96
    assert per_frame(vertical) == 96 + 32 * (96 - 86 + 1)
    assert per_frame(horizontal) == 1 + 32  # of the mean nothing is kept: no learned number is before it


def classifier(name, **settings):
    frontend = None if PARADIGMS[name] in (SampleLevel, FrameLevel) else log_mel(sample_rate=RATE)
    return paradigm_classifier(name, frontend, n_classes=10, width=0.25, **settings)


@pytest.mark.parametrize("name", PARADIGMS)
def test_every_paradigm_costs_what_it_uses_on_the_cpu(name):
    told = one_second(classifier(name), batch_size=2)
    assert (told.multiply_adds, told.activation_bytes) == used(classifier(name), 1, 2)


@pytest.mark.parametrize("name", [name for name in BACKENDS if name != "recurrent"])
def test_every_backend_costs_what_it_uses_on_the_cpu(name):
    model = classifier("single-shape-horizontal", backend=name, length=RATE)
    told = one_second(model, batch_size=2)
    assert (told.multiply_adds, told.activation_bytes) == used(model, 1, 2)


def test_of_all_that_look_at_a_spectrogram_small_rectangular_filters_need_most_for_each_second():
    """With as many features at the end, about 3,500, as in Pons & Serra 2019: twice what vertical filters need."""
    sound = {"sample_rate": 12_000, "batch_size": 2}

    def per_second(name):
        frontend = log_mel(sample_rate=12_000, n_filters=96)
        shape = {"n_classes": 10, "preset": "elmarc"}
        model = paradigm_classifier(name, frontend, **shape)
        forty, sixty = (costs(model, seconds=seconds, **sound).activation_bytes for seconds in (38.4, 64))
        return (sixty - forty) / 25.6  # 2,560 frames, two strides of the small filters' pools

    names = ("small-rectangular", "many-shapes", "single-shape-vertical")
    small, many, vertical = map(per_second, names)
    assert small > many > vertical
    assert small > 2 * vertical


def test_a_year_of_sound_is_told_without_a_byte_of_it():
    year = 365 * 24 * 3_600
    model = nn.Sequential(log_mel(sample_rate=RATE, n_filters=40), nn.Conv1d(40, 16, 1))
    assert one_second(model, seconds=year).activation_bytes == 4 * 40 * 100 * year


def test_the_model_is_left_as_it_was():
    model = stack().eval()
    before = copy.deepcopy(model.state_dict())
    one_second(model)
    assert not model.training
    assert all(torch.equal(values, before[name]) for name, values in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_training_costs_the_same_where_nothing_is_being_trained():
    model = nn.Sequential(Cut(80), nn.Linear(80, 4), nn.ReLU())
    learning = costs(model, seconds=1, sample_rate=RATE)
    with torch.no_grad():
        assert costs(model, seconds=1, sample_rate=RATE) == learning


def test_what_cannot_be_is_refused():
    for wrong in ({"seconds": 0}, {"batch_size": 0}):
        with pytest.raises(ValueError, match=r"got .*allowed"):
            one_second(stack(), **wrong)
