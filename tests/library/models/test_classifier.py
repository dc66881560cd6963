from dataclasses import replace

import pytest
import torch

from frontear.frontends import FRONTENDS, Frontend, log_mel, mfcc
from frontear.layers.padding import padded_batch
from frontear.models.backends import BACKENDS, FIXED_LENGTH, VARIABLE_LENGTH
from frontear.models.classifier import n_parameters, paradigm_classifier, width_for
from frontear.models.paradigms import PARADIGMS
from lived import lived

RATE = 8_000
LENGTHS = (700, 3_000, 8_000)


def made(name, backend="max-mean", frontend=None, **settings):
    if PARADIGMS[name].takes == "spectrogram":
        frontend = frontend or log_mel(sample_rate=RATE)
    shape = {"n_classes": 3, "backend": backend, "length": 8_000}
    return paradigm_classifier(name, frontend, **{"width": 0.25, **shape, **settings})


def noises():
    generator = torch.Generator().manual_seed(0)
    return [0.1 * torch.randn(length, generator=generator) for length in LENGTHS]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", PARADIGMS)
def test_any_paradigm_goes_with_any_back_end(name, backend):
    model, clips = lived(made(name, backend)), noises()
    batch, lengths = padded_batch(clips)
    alone = clips[2][None]
    assert model(alone).shape == (1, 3)
    if backend in FIXED_LENGTH:
        with pytest.raises(ValueError, match="made for one length of clip"):
            model(batch, lengths)
        for clip in (clips[0], alone[0, :-1]):
            with pytest.raises(ValueError, match="made for one length of clip"):
                model(clip[None])
        return
    scores = model(batch, lengths)
    for row, clip in zip(scores, clips, strict=True):
        torch.testing.assert_close(row, model(clip[None])[0], atol=1e-4, rtol=0)
    assert (scores[0] - scores[1]).abs().max() > 1e-3  # it does hear


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
@pytest.mark.parametrize("name", PARADIGMS)
def test_the_others_of_a_batch_and_their_lengths_have_no_influence(name, backend):
    model, clips = lived(made(name, backend)), noises()
    first, second = (model(*padded_batch([clips[0], other])) for other in clips[1:])
    torch.testing.assert_close(first[0], second[0], atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", PARADIGMS)
def test_what_lies_behind_a_clips_end_has_no_influence_be_it_silence_or_not(name):
    model, (batch, lengths) = lived(made(name)), padded_batch(noises())
    behind = torch.arange(batch.shape[1]) >= lengths[:, None]
    loud = batch + behind * torch.randn(batch.shape, generator=torch.Generator().manual_seed(1))
    assert torch.equal(model(loud, lengths), model(batch, lengths))
    assert not torch.equal(model(loud), model(batch))


@pytest.mark.parametrize("frontend", FRONTENDS)
def test_a_padded_clip_scores_as_alone_with_any_frontend(frontend):
    recipe = FRONTENDS[frontend](sample_rate=RATE, n_filters=16)
    model = lived(made("many-shapes", frontend=recipe))
    clips = noises()
    scores = model(*padded_batch(clips))
    for row, clip in zip(scores, clips, strict=True):
        torch.testing.assert_close(row, model(clip[None])[0], atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", ["sample-level", "many-shapes"])
def test_features_computed_before_are_judged_as_the_waveform_is(name):
    model = lived(made(name))
    batch, lengths = padded_batch(noises())
    assert torch.equal(model.classify(model.features(batch, lengths), lengths), model(batch, lengths))


@pytest.mark.parametrize("name", PARADIGMS)
def test_a_seed_always_gives_the_same_and_another_does_not(name):
    first, again, other = (made(name, seed=seed).body.first_layer()[0].weights for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize("name", PARADIGMS)
def test_models_come_to_the_same_budget_by_their_width(name):
    budget = 60_000
    frontend = log_mel(sample_rate=RATE) if PARADIGMS[name].takes == "spectrogram" else None
    width = width_for(budget, lambda width: made(name, frontend=frontend, width=width))
    assert n_parameters(made(name, width=width)) == pytest.approx(budget, rel=0.03)


def test_a_budget_out_of_reach_is_refused():
    for budget in (3, 10**13):
        with pytest.raises(ValueError, match=r"got a budget of .* allowed are .* parameters and"):
            width_for(budget, lambda width: torch.nn.Linear(round(64 * width), 10))


@pytest.mark.parametrize("lengths", [[0, 800], [400, 801], [-3, 5]])
def test_lengths_that_no_clip_can_have_are_refused(lengths):
    model = made("many-shapes", frontend=log_mel(sample_rate=RATE, n_filters=16))
    with pytest.raises(ValueError, match=r"got lengths of .* allowed are 1…800"):
        model(torch.zeros(2, 800), torch.tensor(lengths))


@pytest.mark.parametrize("hop_ms", [5, 20])
def test_a_frontend_with_another_hop_than_it_says_is_refused_instead_of_cut(hop_ms):
    frontend = log_mel(sample_rate=RATE, n_filters=16, hop_ms=hop_ms)
    model = made("many-shapes", frontend=Frontend(spec=replace(frontend.spec, hop_length=80), whole=frontend))
    with pytest.raises(ValueError, match=r"got \d+ frames .*allowed are .*every hop of 80"):
        model(torch.zeros(1, 8_000))


@pytest.mark.parametrize("hop_ms", [5, 20])
@pytest.mark.parametrize("name", FRONTENDS)
def test_rows_and_hop_are_those_of_the_frontend(name, hop_ms):
    frontend = FRONTENDS[name](sample_rate=RATE, n_filters=16, hop_ms=hop_ms)
    model = made("many-shapes", frontend=frontend).eval()
    assert model.hop_length == 8 * hop_ms
    assert model.features(torch.zeros(1, 8_000)).shape == (1, frontend.spec.n_rows, 1_000 // hop_ms)
    assert model(torch.zeros(1, 8_000)).shape == (1, 3)


def test_twenty_cepstral_coefficients_of_forty_bands_are_twenty_rows():
    assert made("small-rectangular", frontend=mfcc(sample_rate=RATE))(torch.zeros(2, 8_000)).shape == (2, 3)


@pytest.mark.parametrize(
    "make",
    [
        lambda: paradigm_classifier("sample-level", log_mel(), n_classes=3),
        lambda: paradigm_classifier("many-shapes", n_classes=3),
        lambda: paradigm_classifier("many-shapes", log_mel(), n_classes=3, backend="feed-forward"),
        lambda: paradigm_classifier("many-shapes", log_mel(), n_classes=3, backend="feed-forward", length=-3),
        lambda: paradigm_classifier("many-shapes", log_mel(), n_classes=1),
        lambda: paradigm_classifier("many-shapes", log_mel(), n_classes=3, backend="mean"),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match=r"got .*allowed"):
        make()
