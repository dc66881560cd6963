import pytest
import torch
from torch import nn

from frontear.analysis.cost_growth import growth
from frontear.analysis.costs import costs
from frontear.frontends import log_mel
from frontear.models.classifier import paradigm_classifier
from frontear.models.paradigms import PARADIGMS


def classifier(name, **settings):
    frontend = log_mel() if PARADIGMS[name].takes == "spectrogram" else None
    with torch.device("meta"):
        return paradigm_classifier(name, frontend, n_classes=10, width=0.25, **settings)


def grown(model):
    step = model.hop_length * model.body.stride
    return growth(model, step=step), step


@pytest.mark.parametrize("name", PARADIGMS)
def test_at_whole_steps_every_paradigm_costs_exactly_what_the_line_says(name):
    model = classifier(name)
    line, step = grown(model)
    for steps in (4, 100, 5_000):
        assert line.at(steps * step) == costs(model, seconds=steps * step, sample_rate=1)


@pytest.mark.parametrize("name", PARADIGMS)
def test_between_steps_a_model_rounds_up_and_costs_no_more_than_a_step_more(name):
    model = classifier(name)
    line, step = grown(model)
    for time in (16_000, 160_001):
        told, below, above = costs(model, seconds=time, sample_rate=1), line.at(time), line.at(time + step)
        assert below.multiply_adds <= told.multiply_adds <= above.multiply_adds
        assert below.activation_bytes <= told.activation_bytes <= above.activation_bytes


def test_a_batch_costs_as_many_times_as_much_but_for_what_norms_keep_once():
    model = classifier("small-rectangular")
    line, step = grown(model)
    told, sixteen = costs(model, seconds=20 * step, sample_rate=1, batch_size=16), line.at(20 * step, batch_size=16)
    norms = [part for part in model.modules() if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d)]
    once = 15 * sum(2 * 4 * norm.num_features for norm in norms)  # mean and deviation, float32
    assert sixteen.multiply_adds == told.multiply_adds
    assert sixteen.activation_bytes - told.activation_bytes == once


def test_a_recurrent_backend_grows_evenly_too():
    model = classifier("single-shape-horizontal", backend="recurrent")
    line, step = grown(model)
    assert line.at(300 * step) == costs(model, seconds=300 * step, sample_rate=1)


def test_the_longest_clips_that_fit_fill_what_they_fit_in():
    line, _ = grown(classifier("single-shape-vertical"))
    longest = line.longest(2e9, batch_size=16)
    assert line.at(longest, batch_size=16).activation_bytes == pytest.approx(2e9, abs=16)
    assert line.longest(0) == 0


def test_a_step_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"got a step of 0, allowed is one"):
        growth(classifier("frame-level"), step=0)
