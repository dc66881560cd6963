import pytest
import torch

from frontear.analysis import activations
from frontear.analysis.activations import Peaks, calibrate_batchnorm, first_filters, peaks
from frontear.data.clip import Clip
from frontear.data.examples import examples
from frontear.dsp.signals import chirp, noise, tone
from frontear.frontends import log_mel
from frontear.models.classifier import paradigm_classifier
from frontear.models.paradigms import PARADIGMS, Layer

RATE = 16_000


def classifier(name):
    frontend = log_mel() if PARADIGMS[name].takes == "spectrogram" else None
    return paradigm_classifier(name, frontend, n_classes=3).eval()


def clips(*waveforms):
    return examples([Clip(waveform, RATE, label=str(n)) for n, waveform in enumerate(waveforms)], classes="0123")


def only(kernels, number, weights):
    """Write the weights of a filter."""
    with torch.no_grad():
        kernels.weights[number] = weights


def test_a_filter_that_is_a_piece_of_sound_answers_most_where_that_piece_is():
    """A matched filter, Turin 1960: no other place of equal noise answers as much."""
    model, piece = classifier("frame-level"), chirp(500, 3_000, seconds=512 / RATE)
    only(model.body.first_layer()[0], 7, piece)
    place = 40 * 160 - (512 - 160) // 2  # where frame 40 begins to look
    hidden = noise(seconds=1, amplitude=0.02)
    hidden[place : place + 512] += piece
    found = peaks(model, clips(noise(seconds=1, amplitude=0.02, seed=1), hidden, noise(seconds=0.5, amplitude=0.02)))
    first, *_ = found.best(7)
    assert first.clip == 1
    assert first.inputs == range(place, place + 512)
    assert first.rows == range(0, 1)


@pytest.mark.parametrize(
    ("name", "at_row", "at_frame"), [("small-rectangular", 1, 1), ("single-shape-vertical", 10, 3)]
)
def test_a_filter_of_one_weight_answers_most_where_the_spectrogram_is_brightest(name, at_row, at_frame):
    model = classifier(name)
    kernels = model.body.first_layer()[0]
    one = torch.zeros_like(kernels.weights[0])
    one[at_row, at_frame] = 1.0
    only(kernels, 0, one)
    with torch.no_grad():
        model.body.norm.bias.fill_(12.0)  # above 0 everywhere: the rectifier hides nothing
    waveform = noise(seconds=0.6, amplitude=1e-3)
    waveform[4_000:4_800] += tone(1_000, seconds=0.05)
    (peak,) = peaks(model, clips(waveform)).best(0)
    band, frame = divmod(int(model.frontend(waveform[None])[0].argmax()), 60)
    assert peak.rows[at_row] == band
    assert peak.inputs[at_frame] == frame


@pytest.mark.parametrize("name", PARADIGMS)
def test_every_paradigm_has_a_peak_for_each_filter_and_clip_and_none_behind_a_clips_end(name):
    model = classifier(name)
    data = clips(noise(seconds=0.5), noise(seconds=1.0, seed=1))
    model = calibrate_batchnorm(model, data)
    found = peaks(model, data)
    n_filters = sum(len(shape.weights) for shape in model.body.first_layer())
    assert found.levels.shape == found.rows.shape == found.frames.shape == (2, n_filters)
    hop = model.hop_length
    for number in range(n_filters):
        for peak in found.best(number):
            assert peak.inputs[len(peak.inputs) // 2] * hop <= data.lengths[peak.clip]


@pytest.mark.parametrize("name", PARADIGMS)
def test_the_strongest_answer_is_the_highest_value_of_the_first_map(name):
    model, data = classifier(name), clips(noise(seconds=1.0), tone(700))
    model = calibrate_batchnorm(model, data)
    found = peaks(model, data)
    with torch.no_grad():
        features = model.features(data.waveforms, data.lengths)
        first_map = next(model.body.look(features, None))[0]
    torch.testing.assert_close(found.levels, first_map.amax(dim=(2, 3)), atol=1e-5, rtol=1e-4)


def test_settled_norms_give_the_same_answers_whatever_the_level_of_a_log_spectrogram():
    levels = []
    for gain in (1.0, 0.1):
        model, data = classifier("single-shape-vertical"), clips(gain * noise(seconds=1), gain * noise(seed=1))
        model = calibrate_batchnorm(model, data)
        levels.append(peaks(model, data).levels)
    torch.testing.assert_close(*levels, atol=0.05, rtol=0.05)  # log(energy + 1e-5): nearly the same


def test_settled_norms_are_those_of_a_copy_that_would_learn_on_as_before():
    model = classifier("single-shape-vertical")
    settled = calibrate_batchnorm(model, clips(noise(seconds=0.3), noise(seconds=0.2, seed=1)))
    assert not settled.training
    for before, after in zip(norms(model), norms(settled), strict=True):
        assert before.num_batches_tracked == 0
        assert not before.running_mean.any()
        assert after.running_mean.any()
        assert after.momentum == before.momentum == 0.1


def norms(model):
    return [part for part in model.modules() if isinstance(part, torch.nn.BatchNorm2d)]


def test_a_norm_has_the_mean_of_all_clips_whatever_batches_they_come_in(monkeypatch):
    model, data = classifier("frame-level"), clips(*(0.1 * k * noise(seconds=0.2, seed=k) for k in range(1, 5)))
    means = []
    for size in (1, 2, 4):
        monkeypatch.setattr(activations, "BATCH", size)
        means.append(norms(calibrate_batchnorm(model, data))[0].running_mean)
    torch.testing.assert_close(means[0], means[2])
    torch.testing.assert_close(means[1], means[2])


def test_the_best_are_the_strongest_first_of_equal_ones_the_earlier_clip_and_as_many_as_asked_for():
    levels = torch.tensor([1.0, 3.0, 0.0, 2.0, 3.0])[:, None]
    places = torch.arange(5)[:, None]
    found = Peaks(levels, torch.zeros_like(places), places, [Layer(1, 1, size=(1, 6), stride=2)])
    assert [(peak.clip, peak.level) for peak in found.best(0)] == [(1, 3), (4, 3), (3, 2)]
    assert [peak.clip for peak in found.best(0, most=9)] == [1, 4, 3, 0]
    assert found.best(0, most=1)[0].inputs == range(0, 6)  # frame 1 begins 2 before its 2 inputs


def test_filters_that_the_norm_turns_round_are_shown_turned_round():
    model = classifier("single-shape-horizontal")
    with torch.no_grad():
        model.body.on_mean[0][1].weight[3] = -0.5
    raw, shown = model.body.first_layer()[0].weights, first_filters(model.body)[0].weights
    assert torch.equal(shown[3], -raw[3])
    assert torch.equal(shown[2], raw[2])


def test_a_filter_that_answers_to_nothing_has_no_peak_and_one_that_is_not_there_is_refused():
    model = classifier("frame-level")
    found = peaks(model, clips(torch.zeros(RATE)))
    assert found.best(0) == []
    with pytest.raises(ValueError, match=r"got filter 64, allowed are 0…63"):
        found.best(64)
