"""Many threads ask one model: what is shown may not change it, and the same sound gets the same answer, bit for bit."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import torch

from frontear.data.clip import Clip
from frontear.data.examples import Augment, examples
from frontear.dsp.signals import noise, tone
from frontear.training.fit import fit
from frontear.training.run import Run, load_run, save_run
from frontear.training.scoring import scores
from frontear.training.settings import Settings

RATE = 8_000
SMALL = Settings.of(n_filters=8, epochs=2, batch_size=4)


def tones(n=8):
    """Low and high tones in a little noise."""
    shape = {"seconds": 0.1, "sample_rate": RATE}
    sounds = [tone(300 if at % 2 else 2_000, **shape) + noise(**shape, seed=at, amplitude=0.05) for at in range(n)]
    return examples([Clip(sound, RATE, label="low" if at % 2 else "high") for at, sound in enumerate(sounds)])


@pytest.fixture
def run(tmp_path):
    """One that has learned, saved and loaded."""
    begun = Run(SMALL, ("high", "low"))
    for _ in begun.learn(tones(), tones(4)):
        pass
    save_run(tmp_path / "a.run", begun)
    return load_run(tmp_path / "a.run")


def state(model):
    return {name: values.clone() for name, values in model.state_dict().items()}


def same(first, second):
    return all(torch.equal(values, second[name]) for name, values in first.items())


def at_once(asks, n):
    """The answers of eight threads that ask n questions, these in turn."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda at: asks[at % len(asks)](), range(n)))


@pytest.fixture
def restless():
    """Threads that take turns a hundred times as often as they usually do."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_two_hundred_questions_at_once_get_one_answer_each_and_change_nothing(run):
    waveform, data, before = tones(1).waveforms, tones(4), state(run.model)
    asks = [
        lambda: run.model(waveform).detach(),
        lambda: scores(run.model, data),
        lambda: scores(run.model, data, augment=Augment(snr_db=(0.0, 0.0))),
    ]
    expected = [ask() for ask in asks]
    answers = at_once(asks, 200)
    assert all(torch.equal(answer, expected[at % 3]) for at, answer in enumerate(answers))
    assert same(before, state(run.model))


def test_a_model_in_training_mode_is_asked_at_once_without_being_changed():
    model, data = Run(SMALL, ("high", "low")).model.train(), tones(4)
    before, expected = state(model), scores(model, data)
    assert all(torch.equal(answer, expected) for answer in at_once([lambda: scores(model, data)], 100))
    assert model.training
    assert same(before, state(model))


def test_a_run_that_learns_shows_one_moment_and_no_mixture():
    """What is asked between two moments is the model of the last one, however much has been learned since."""
    run, shown = Run(SMALL, ("high", "low")), []
    for _ in run.learn(tones(), tones(4)):
        shown.append((run.model, run.moments[-1], state(run.model)))
        assert not any(part.training for part in run.model.modules())
    for model, moment, seen in shown:
        assert same(seen, state(model))
        assert same(moment.frontend, model.frontend.state_dict())
    assert all(first is not second for (first, *_), (second, *_) in pairwise(shown))


def test_who_asks_while_a_run_learns_changes_nothing_of_what_it_learns():
    asked, alone, data = Run(SMALL, ("high", "low")), Run(SMALL, ("high", "low")), tones(4)
    with ThreadPoolExecutor(2) as pool:
        for _ in asked.learn(tones(), data):
            list(pool.map(lambda _: scores(asked.model, data), range(2)))
    for _ in alone.learn(tones(), data):
        pass
    assert same(state(asked.model), state(alone.model))


def test_validation_leaves_every_part_of_a_model_in_the_mode_it_was_in():
    model = Run(SMALL, ("high", "low")).model.train()
    model.backend.eval()
    scores(model, tones(4))
    assert model.training
    assert not model.backend.training
    steps = fit(model, tones(), epochs=1, batch_size=16, validation=tones(4))
    next(steps)
    assert all(part.training for part in model.modules())
