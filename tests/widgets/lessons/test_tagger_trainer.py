"""The panel of lesson 08 that learns: start, pause, stop, results side by side."""

import pytest

from frontear_widgets.lessons.speech import clips
from frontear_widgets.lessons.speech.networks import NETWORKS
from frontear_widgets.lessons.speech.tagger_plan import TaggerPlan, plan_shown
from frontear_widgets.lessons.speech.tagger_trainer import TaggerTrainer


@pytest.fixture(autouse=True)
def few_clips(monkeypatch):
    """Those kept for the end, which are here already; they need not be composed."""
    monkeypatch.setattr(clips, "learned", clips.kept)


@pytest.fixture
def trainer():
    made = TaggerTrainer(epochs=2)
    yield made
    made.close()


def test_runs_end_with_their_results_in_one_table_and_their_losses_in_one_chart(trainer):
    for network in ("attention", "linear"):
        trainer.plan.set(network=network)
        trainer.start()
        trainer.wait()
        assert "has ended after 2 epochs" in trainer.progress.value
    assert list(trainer.results) == ["run 1: attention, standardised", "run 2: linear, standardised"]
    assert "run 2: linear" in trainer._table.value
    assert "weighted F1" in trainer._table.value
    for drawn in (trainer._chart, trainer._curves):
        assert "run 1: attention" in drawn.figure
        assert "run 2: linear" in drawn.figure


def test_a_paused_run_learns_nothing_until_it_is_resumed(trainer):
    trainer.start()
    worker = trainer.worker
    trainer.pause_or_resume()
    assert worker.paused
    assert trainer._buttons["Pause"].description == "Resume"
    trainer.pause_or_resume()
    trainer.wait()
    assert len(worker.run.epochs) == 2


def test_a_stopped_run_says_so_and_is_no_result_before_its_first_epoch(trainer):
    trainer.plan.set(epochs=40)
    trainer.start()
    trainer.stop()
    trainer.wait()
    assert "Stopped before" in trainer.progress.value or "was stopped after" in trainer.progress.value
    assert trainer.worker is None


def test_clips_that_are_not_here_are_a_sentence(trainer, monkeypatch):
    def missing():
        raise ValueError("the clips are not here")

    monkeypatch.setattr(clips, "learned", missing)
    trainer.start()
    trainer.wait()
    assert "the clips are not here" in trainer.progress.value


@pytest.mark.parametrize("network", NETWORKS)
def test_a_plan_tells_steps_and_numbers(network):
    words = plan_shown(TaggerPlan(network=network, epochs=3))["words"]
    assert "<b>90 steps</b>: 3 epochs of 480 clips" in words
