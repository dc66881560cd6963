"""Learning where numbers are coarse, where they are fine, and where there are very few of them."""

import pytest
import torch

from frontear.analysis import costs, task
from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import noise
from frontear.frontends import FRONTENDS, log_mel
from frontear.models.backends import BACKENDS
from frontear.models.classifier import paradigm_classifier
from frontear.models.paradigms import PARADIGMS
from frontear.training.fit import fit
from frontear.training.scoring import scores

pytestmark = pytest.mark.filterwarnings("ignore:.*filters start beyond")
MODELS = [("many-shapes", backend) for backend in BACKENDS] + [(paradigm, "max-mean") for paradigm in PARADIGMS]


def sounds(seconds, n, sample_rate=16_000):
    waveforms = [noise(seconds=seconds, sample_rate=sample_rate, seed=seed) for seed in range(n)]
    return examples([Clip(each, sample_rate, label="ab"[place % 2]) for place, each in enumerate(waveforms)])


def model(paradigm, backend, data, frontend=None):
    takes_features = PARADIGMS[paradigm].takes == "spectrogram"
    frontend = (frontend or log_mel()) if takes_features else None
    length = data.waveforms.shape[1]
    return paradigm_classifier(paradigm, frontend, n_classes=2, backend=backend, width=0.25, length=length)


def learn(learner, data, **settings):
    steps = list(fit(learner, data, **{"epochs": 2, "batch_size": 2, **settings}))
    assert all(step.loss == step.loss for step in steps)  # a number
    assert all(value.isfinite().all() for value in learner.state_dict().values())
    assert scores(learner, data).isfinite().all()


@pytest.mark.parametrize("hop_ms", [10, 20])
@pytest.mark.parametrize(("paradigm", "backend"), MODELS)
def test_a_last_batch_of_one_clip_of_20_ms_is_learned_by_every_model(paradigm, backend, hop_ms):
    data = sounds(0.02, 3)
    learn(model(paradigm, backend, data, log_mel(hop_ms=hop_ms)), data, epochs=1)


@pytest.mark.parametrize("sample_rate", [16_000, 48_000])
@pytest.mark.parametrize("name", FRONTENDS)
def test_a_last_batch_of_one_clip_of_20_ms_is_learned_with_every_front_end(name, sample_rate):
    data = sounds(0.02, 3, sample_rate)
    learn(model("small-rectangular", "max-mean", data, FRONTENDS[name](sample_rate=sample_rate, hop_ms=20)), data)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize(("paradigm", "backend"), MODELS)
def test_every_model_learns_inside_autocast(paradigm, backend, half):
    data = sounds(0.1, 4)
    with torch.autocast("cpu", dtype=half):
        learn(model(paradigm, backend, data), data, epochs=1)


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("name", FRONTENDS)
def test_every_front_end_learns_inside_autocast(name, sample_rate):
    data = sounds(0.05, 4, sample_rate)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        learn(model("many-shapes", "max-mean", data, FRONTENDS[name](sample_rate=sample_rate)), data, epochs=1)


@pytest.mark.parametrize("name", ["leaf", "gammatone"])
def test_inside_autocast_slopes_of_a_front_end_are_computed_in_float32(name):
    """What comes from behind it is coarse: to 4 in 1000."""
    data, found = sounds(0.1, 2), []
    for half in (None, torch.bfloat16):
        learner = model("many-shapes", "max-mean", data, FRONTENDS[name]())
        with torch.autocast("cpu", dtype=half or torch.bfloat16, enabled=half is not None):
            next(fit(learner, data))
        found.append([parameter.grad for parameter in learner.frontend.parameters() if parameter.requires_grad])
    for whole, coarse in zip(*found, strict=True):
        assert coarse.dtype == torch.float32
        assert (coarse - whole).norm() < 0.1 * whole.norm()


@pytest.fixture
def float64_by_default():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize(("paradigm", "backend"), MODELS)
def test_every_model_is_learned_in_float32_whatever_the_default_type(paradigm, backend, float64_by_default, tmp_path):
    data = sounds(0.1, 4)
    learner = model(paradigm, backend, data)
    change = Augment(snr_db=(10, 20), gain_db=(-6, 6))
    learn(learner, data, augment=change, validation=data, checkpoint=tmp_path / "run")
    kept = {value.dtype for value in learner.state_dict().values() if value.is_floating_point()}
    assert kept | {scores(learner, data).dtype} == {torch.float32}


def test_what_is_drawn_and_told_of_a_model_does_not_depend_on_the_default_type(float64_by_default):
    data = sounds(0.1, 2)
    learner = model("many-shapes", "max-mean", data, FRONTENDS["leaf"]())
    waveform, told = task("above 5 kHz", n_clips=1)[0].waveform, costs(learner, seconds=0.1, sample_rate=16_000)
    noisy = Augment(snr_db=(10, 20))(data.waveforms, torch.Generator().manual_seed(0), data.lengths)
    torch.set_default_dtype(torch.float32)
    assert torch.equal(waveform, task("above 5 kHz", n_clips=1)[0].waveform)
    assert torch.equal(noisy, Augment(snr_db=(10, 20))(data.waveforms, torch.Generator().manual_seed(0), data.lengths))
    assert told == costs(learner, seconds=0.1, sample_rate=16_000)
