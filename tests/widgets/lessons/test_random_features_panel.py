"""The panel that draws networks by chance: what it finds, that it pauses and stops, and what it says when it cannot."""

import threading

import pytest

from frontear.analysis.random_features import EXTRACTORS, LOG_MEL, MFCC, labelled, tried
from frontear.models.paradigms import PARADIGMS
from frontear_widgets.lessons.paradigms import random_features
from frontear_widgets.lessons.paradigms.random_features import (
    RandomFeatures,
    RandomFeaturesPlan,
    Trying,
    random_features_plan_shown,
)
from waiting import LONG_S

FEW = {"data": "samples/rhythms", "n_features": 64, "n_draws": 1}


@pytest.fixture
def quick(monkeypatch):
    """Every extractor takes two looks, and names a quarter rightly."""
    monkeypatch.setattr(random_features, "tried", lambda *_, **__: iter([None, None, 0.25]))


def test_what_it_finds_is_what_its_code_finds():
    worker = Trying(RandomFeaturesPlan(**FEW))
    worker.wait()
    assert list(worker.found) == list(EXTRACTORS)
    assert worker.n_done == worker.n_all
    *_, right = tried("single-shape-horizontal", labelled("samples/rhythms"), n_features=64)
    assert worker.found["single-shape-horizontal"] == [right]


@pytest.mark.usefixtures("quick")
def test_every_draw_counts_once_and_what_has_no_weights_is_tried_once():
    worker = Trying(RandomFeaturesPlan(n_draws=3))
    worker.wait()
    assert {len(worker.found[name]) for name in PARADIGMS} == {3}
    assert len(worker.found[LOG_MEL]) == len(worker.found[MFCC]) == 1


@pytest.mark.usefixtures("quick")
def test_the_panel_shows_what_was_found_and_can_be_started_again():
    panel = RandomFeatures(**FEW)
    for _ in range(2):
        panel.start()
        panel.wait()
        assert "single-shape-horizontal <b>25%</b>" in panel.progress.value
        assert panel.worker is None
    assert panel.chart.layout.display is None


def test_stopped_while_it_is_paused_it_keeps_what_it_has(monkeypatch):
    panel, taken, step_on, arrived = RandomFeatures(**FEW), [], threading.Event(), threading.Event()

    def waits(*_, **__):
        arrived.set()
        assert step_on.wait(timeout=LONG_S)
        taken.append(1)
        yield None

    monkeypatch.setattr(random_features, "labelled", lambda *_, **__: None)
    monkeypatch.setattr(random_features, "tried", waits)
    panel.start()
    assert arrived.wait(timeout=LONG_S)
    panel.pause_or_resume()
    panel.stop()
    step_on.set()
    panel.wait()
    assert len(taken) == 1
    assert "Stopped before one had ended" in panel.progress.value


@pytest.mark.parametrize("problem", [ValueError("no sound"), KeyError("thirteen")])
def test_what_goes_wrong_is_said(monkeypatch, problem):
    def fails(*_, **__):
        raise problem

    monkeypatch.setattr(random_features, "labelled", fails)
    panel = RandomFeatures(**FEW)
    panel.start()
    panel.wait()
    assert str(problem.args[0]) in panel.progress.value


def test_sounds_that_are_not_here_are_explained_before_and_at_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="fetch fsdd"):
        random_features_plan_shown(RandomFeaturesPlan(data="fsdd"))
    panel = RandomFeatures()
    panel.plan.set(data="fsdd")
    panel.start()
    assert "fetch fsdd" in panel.progress.value
    assert panel.worker is None
