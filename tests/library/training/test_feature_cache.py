import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import noise, tone
from frontear.frontends import FRONTENDS, leaf, log_mel
from frontear.frontends.base import Frontend
from frontear.models.classifier import paradigm_classifier
from frontear.training import feature_cache as hearing
from frontear.training.feature_cache import FeatureCache, fixed
from frontear.training.fit import device, fit
from frontear.training.scoring import scores

RATE = 8_000
UNCHANGED = Augment()  # leaves every sound as it is, which nobody knows beforehand


def tones(n=24):
    """Low and high tones in a little noise, of different lengths."""
    clips = []
    for number in range(n):
        shape = {"seconds": 0.1 + 0.013 * number, "sample_rate": RATE}
        sound = tone(2_000.0 if number % 3 else 300.0, **shape) + noise(**shape, seed=number, amplitude=0.05)
        clips.append(Clip(sound, RATE, label="high" if number % 3 else "low"))
    return examples(clips)


def model(frontend):
    return paradigm_classifier("small-rectangular", frontend, n_classes=2)


def counted(model):
    """How many batches go through the front-end."""
    calls = []
    model.frontend.register_forward_hook(lambda *_: calls.append(1))
    return calls


def frozen(name):
    """With the same random numbers, where a recipe draws any."""
    torch.manual_seed(0)
    return FRONTENDS[name](sample_rate=RATE, n_filters=8).requires_grad_(False)


@pytest.mark.parametrize("name", FRONTENDS)
def test_features_computed_once_give_the_losses_of_features_computed_each_time(name):
    once, each_time = model(frozen(name)), model(frozen(name))
    settings = {"epochs": 3, "batch_size": 5, "validation": tones(7)}
    calls = counted(once)
    losses = [step.loss for step in fit(once, tones(), **settings)]
    assert len(calls) == 2  # those learned from, and those for validation
    expected = [step.loss for step in fit(each_time, tones(), **settings, augment=UNCHANGED)]
    assert losses == pytest.approx(expected, rel=1e-3)
    torch.testing.assert_close(scores(once, tones()), scores(each_time, tones()), rtol=1e-2, atol=1e-2)


def test_what_learns_is_computed_each_time():
    learning = model(leaf(sample_rate=RATE, n_filters=8))
    calls = counted(learning)
    assert len(list(fit(learning, tones(), epochs=2, batch_size=6))) == 8
    assert len(calls) == 8


def test_sounds_that_are_changed_on_the_way_are_heard_each_time():
    fixed_frontend = model(log_mel(sample_rate=RATE, n_filters=8))
    calls = counted(fixed_frontend)
    list(fit(fixed_frontend, tones(), epochs=2, batch_size=6, augment=Augment(snr_db=(0, 20))))
    assert len(calls) == 8


def test_more_features_than_are_kept_are_computed_each_time(monkeypatch):
    """24 clips of 8 filters and 40 frames, 0.399 s in hops of 10 ms, of four bytes each."""
    for most, n_calls in ((24 * 8 * 40 * 4, 1), (24 * 8 * 40 * 4 - 1, 1 + 8)):
        monkeypatch.setattr(hearing, "MOST_BYTES", most)
        fixed_frontend = model(log_mel(sample_rate=RATE, n_filters=8))
        calls = counted(fixed_frontend)
        list(fit(fixed_frontend, tones(), epochs=2, batch_size=6))
        assert len(calls) == n_calls


def test_features_are_computed_in_parts_that_do_not_change_them(monkeypatch):
    heard = FeatureCache(model(log_mel(sample_rate=RATE, n_filters=8)).eval(), tones())
    chosen, generator = torch.tensor([3, 20, 1]), torch.Generator()
    expected, labels = heard.scores(chosen, generator)
    monkeypatch.setattr(hearing, "AT_ONCE", 10_000)  # three clips
    kept, same_labels = heard.keep().scores(chosen, generator)
    torch.testing.assert_close(kept, expected, rtol=1e-4, atol=1e-4)
    assert torch.equal(labels, same_labels)


def test_a_front_end_is_fixed_where_nothing_of_it_is_learned():
    assert fixed(model(log_mel(sample_rate=RATE, n_filters=8)))
    half = model(leaf(sample_rate=RATE, n_filters=8))
    half.frontend.filterbank.requires_grad_(False)
    assert not fixed(half)
    assert fixed(model(frozen("leaf")))
    assert not fixed(paradigm_classifier("sample-level", n_classes=2))
    assert not fixed(torch.nn.Linear(2, 2))


@pytest.mark.parametrize("part", [torch.nn.BatchNorm1d(8, affine=False), torch.nn.Dropout(0.5)])
def test_a_front_end_that_is_another_in_training_is_not_fixed_though_nothing_of_it_is_learned(part):
    heard = log_mel(sample_rate=RATE, n_filters=8)
    restless = model(Frontend(**dict(heard.named_children()), restless=part, spec=heard.spec))
    assert not any(parameter.requires_grad for parameter in restless.frontend.parameters())
    assert not fixed(restless)
    calls = counted(restless)
    list(fit(restless, tones(), epochs=2, batch_size=6))
    assert len(calls) == 8


def test_a_model_learns_on_the_gpu_where_there_is_one_and_its_checkpoint_is_read_without(tmp_path):
    there = model(log_mel(sample_rate=RATE, n_filters=8)).to(device())
    assert device().type == ("cuda" if torch.cuda.is_available() else "cpu")
    list(fit(there, tones(), epochs=1, validation=tones(7), checkpoint=tmp_path / "run.pt"))
    here = model(log_mel(sample_rate=RATE, n_filters=8))
    assert list(fit(here, tones(), epochs=1, validation=tones(7), checkpoint=tmp_path / "run.pt")) == []
    torch.testing.assert_close(scores(here, tones()), scores(there, tones()), rtol=1e-3, atol=1e-3)
