"""Networks that have learned nothing: what their features are, and that the classifier behind them is tested fairly."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.fft import dct

from frontear import datasets
from frontear.analysis.random_features import (
    EXTRACTORS,
    LOG_MEL,
    MFCC,
    cross_validated,
    features,
    labelled,
    random_network,
    tried,
)
from frontear.data.examples import examples
from frontear.frontends import log_mel
from frontear.layers.padding import fix_length
from frontear.models.paradigms import PARADIGMS

FEW = 64


@pytest.fixture(scope="module")
def glides():
    return examples(datasets.load("samples/glides", sample_rate=16_000)[::4])


@pytest.mark.parametrize("name", PARADIGMS)
def test_there_are_about_as_many_features_as_asked_for(name):
    network = random_network(name, n_features=256, seed=0)
    heard = torch.randn(2, 8_000) if network.takes == "waveform" else torch.randn(2, 40, 50)
    n_channels = sum(seen.shape[1] for seen, _ in network.eval().maps(heard))
    assert n_channels == pytest.approx(256, rel=0.03)


@pytest.mark.parametrize("name", PARADIGMS)
def test_features_are_the_means_of_all_maps(name, glides):
    alone = glides[slice(0, 1)]
    made = features(name, alone, n_features=FEW, seed=3)
    network = random_network(name, n_features=FEW, seed=3)
    heard = alone.waveforms if network.takes == "waveform" else log_mel()(alone.waveforms)
    with torch.no_grad():
        list(network.train().maps(heard))  # one batch sets the norms, as in `features`
        expected = [seen.mean(dim=(2, 3)) for seen, _ in network.eval().maps(heard)]
    torch.testing.assert_close(made, torch.cat(expected, dim=1), atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("name", EXTRACTORS)
def test_silence_behind_the_end_of_all_clips_changes_nothing(name, glides):
    longer = replace(glides, waveforms=fix_length(glides.waveforms, glides.waveforms.shape[1] + 3_000))
    made, again = (features(name, data, n_features=FEW) for data in (glides, longer))
    torch.testing.assert_close(made, again, atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("name", ["frame-level", "many-shapes"])
def test_a_seed_always_draws_the_same_and_another_one_others(name, glides):
    first, again, other = (features(name, glides, n_features=FEW, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)


def test_mfcc_are_the_cosines_of_log_mel(glides):
    alone = glides[slice(0, 1)]
    with torch.no_grad():
        expected = dct(log_mel()(alone.waveforms).numpy(), axis=1, norm="ortho")[:, :20]
    made = features(MFCC, alone)[0].numpy()
    np.testing.assert_allclose(made[:20], expected[0].mean(axis=1), atol=1e-3)
    np.testing.assert_allclose(made[20:], expected[0].std(axis=1), atol=1e-3)
    assert features(LOG_MEL, alone).shape == (1, 80)


def test_the_classifier_never_sees_the_group_that_it_is_tested_on():
    groups = [group for group in "abcd" for _ in range(10)]
    labels = [str(number % 2) for number in range(40)]
    classes = torch.tensor([float(label) - 0.5 for label in labels])
    assert cross_validated(classes[:, None], labels, groups) == [1.0] * 4
    own = torch.stack([classes * (torch.tensor([g == one for g in groups])) for one in "abcd"], dim=1)
    assert max(cross_validated(own, labels, groups)) <= 0.5  # a feature for each group tells nothing of another


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="allowed are sample-level"):
        features("vgg", None)
    with pytest.raises(ValueError, match="two or more"):
        cross_validated(torch.zeros(2, 1), ["a", "b"], ["one", "one"])


def test_on_the_way_there_is_something_to_show_for_every_batch():
    data = labelled("samples/glides")
    *on_the_way, right = tried("single-shape-horizontal", data, n_features=FEW)
    assert on_the_way == [None] * 4  # 24 clips are two batches, heard twice
    assert 0 <= right <= 1
