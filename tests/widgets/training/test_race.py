"""A race: runs learned in turns in one thread; none harms another, and all come to the lists of every panel."""

import threading

import plotly.graph_objects as go
import pytest
import torch

from frontear.models.paradigms import PARADIGMS
from frontear.training.budgets import n_learned, of_budget
from frontear.training.run import Run
from frontear.training.settings import Settings
from frontear_widgets.training.race import Race
from frontear_widgets.training.race_charts import SECONDS, STEPS, Lane, losses, recorded_race, standings, unseen
from frontear_widgets.training.race_plan import RacePlan, race_code, race_plan_shown
from frontear_widgets.training.round_robin import RoundRobin
from frontear_widgets.training.runs import RUNS, RunChooser
from waiting import LONG_S

BOTH = ("single-shape-vertical", "single-shape-horizontal")
TINY = {"data": "samples/glides", "budget": 20_000, "epochs": 2}


@pytest.fixture(autouse=True)
def no_runs_before_or_after():
    RUNS.own = {}
    yield
    RUNS.own = {}


@pytest.fixture
def gate(monkeypatch):
    """Each step waits for the gate to be opened; `reached` is told who has taken one."""
    whole, reached = Run.learn, []
    step_on, arrived = threading.Semaphore(0), threading.Semaphore(0)

    def stepwise(run, *data):
        for step in whole(run, *data):
            reached.append(run.settings.model.paradigm)
            arrived.release()
            assert step_on.acquire(timeout=LONG_S)
            yield step

    monkeypatch.setattr(Run, "learn", stepwise)
    return step_on, arrived, reached


def own_races():
    return {name: run for name, run in RUNS.own.items() if name.startswith("race ")}


def test_a_race_is_learned_and_every_list_of_runs_has_its_runs():
    race, chooser = Race(**TINY), RunChooser()
    race.start()
    race.wait()
    assert [run.settings.model.paradigm for run in own_races().values()] == list(BOTH)
    assert all(run.moments[-1].step == run.n_steps == 2 for run in own_races().values())
    assert set(own_races()) < set(chooser.options)
    assert "race 1" in race.progress.value
    race.start()
    race.wait()
    assert len(own_races()) == 4


def test_runs_in_turns_equal_those_that_the_code_makes_one_after_the_other_and_draws(monkeypatch):
    drawn = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: drawn.append(figure))
    race, names = Race(**TINY), {}
    race.start()
    race.wait()
    exec(race_code(race.plan.settings), names)
    *_, last = own_races().values()
    for name, weights in names["run"].model.state_dict().items():
        assert torch.equal(weights, last.model.state_dict()[name]), name
    assert [trace.name for trace in drawn[0].data] == list(race.plan.settings.names)


def test_they_take_turns_and_a_paused_race_takes_no_step_until_it_is_resumed(gate):
    step_on, arrived, reached = gate
    worker = RoundRobin(RacePlan(**TINY).settings())
    assert arrived.acquire(timeout=LONG_S)
    step_on.release()
    assert arrived.acquire(timeout=LONG_S)
    worker.pause()
    step_on.release()
    worker._thread.join(timeout=0.2)
    assert worker.alive
    assert reached == list(BOTH)
    worker.resume()
    step_on.release(9)
    worker.wait()
    assert reached == list(BOTH) * 2


def test_a_stopped_race_is_kept_as_far_as_each_has_come(gate):
    step_on, arrived, _ = gate
    race = Race(**TINY)
    race.start()
    assert arrived.acquire(timeout=LONG_S)
    race.pause_or_resume()
    assert race._buttons["Pause"].description == "Resume"
    race.stop()
    step_on.release(9)
    race.wait()
    (kept,) = own_races().values()
    assert kept.moments[-1].step == 1
    assert 0 <= kept.unseen <= 1
    assert [name for name, button in race._buttons.items() if not button.disabled] == ["Start"]


@pytest.mark.parametrize("problem", [ValueError("the loss is no number"), KeyError("thirteen")])
def test_one_that_fails_says_so_and_harms_no_other(monkeypatch, problem):
    whole = Run.learn

    def fails(run, *data):
        steps = whole(run, *data)
        yield next(steps)
        if run.settings.model.paradigm == BOTH[0]:
            raise problem
        yield from steps

    monkeypatch.setattr(Run, "learn", fails)
    race = Race(**TINY)
    race.start()
    race.wait()
    (kept,) = own_races().values()
    assert kept.settings.model.paradigm == BOTH[1]
    assert kept.moments[-1].step == 2
    assert str(problem.args[0]) in race._view.standings.value
    assert f"Ended early: {BOTH[0]}" in race.progress.value


def test_a_race_of_nobody_and_sounds_that_are_not_here_are_explained(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))
    race = Race()
    race.plan.set(data="fsdd")
    race.start()
    assert "fetch fsdd" in race.progress.value
    race.plan.set(data="samples/digits", single_shape_vertical=False, single_shape_horizontal=False)
    race.start()
    assert "one to seven" in race.progress.value
    assert race.worker is None


def test_sounds_that_cannot_be_read_are_a_sentence_whatever_the_reason(monkeypatch):
    def unread(*_, **__):
        raise OSError("the disk is gone")

    monkeypatch.setattr(Settings, "clips", unread)
    race = Race(**TINY)
    race.start()
    race.wait()
    assert "the disk is gone" in race.progress.value
    assert race.worker is None


@pytest.mark.parametrize("budget", [20_000, 30_000, 60_000])
def test_all_paradigms_are_as_large_as_the_budget_within_three_in_a_hundred(budget):
    for name in PARADIGMS:
        usual = Settings.of(frontend="log-mel", sample_rate=16_000, preset="compared", paradigm=name)
        fitted = of_budget(usual, budget, n_classes=10)
        assert n_learned(fitted, n_classes=10) == pytest.approx(budget, rel=0.03)
        model = Run(fitted, tuple("0123456789")).model
        assert n_learned(fitted, n_classes=10) == sum(p.numel() for p in model.parameters() if p.requires_grad)


def test_the_plan_says_how_many_steps_and_numbers():
    words = race_plan_shown(RacePlan(data="samples/rhythms", epochs=3, many_shapes=True))["words"]
    assert "<b>9 steps</b>" in words  # 36 clips in batches of 16, three times
    assert "many-shapes" in words


def test_curves_stand_over_steps_or_over_seconds_that_never_run_back():
    for lane in recorded_race():
        assert len(lane.seconds) == len(lane.run.moments)
        assert sorted(lane.seconds) == list(lane.seconds)
        assert lane.at(-1, STEPS) == lane.run.n_steps
        assert lane.at(-1, SECONDS) == lane.seconds[-1]


def test_no_two_curves_of_a_race_look_alike():
    lanes = recorded_race()
    for lanes_shown in (lanes, lanes[2:], lanes[::3]):
        traces = unseen(lanes_shown, STEPS).figure["data"]
        assert len({(trace["line"]["color"], trace["line"]["dash"]) for trace in traces}) == len(lanes_shown)


def test_charts_and_table_hold_a_race_that_has_hardly_begun():
    run = Run(RacePlan(**TINY).settings()[BOTH[0]], ("arch", "dip", "fall", "rise"))
    lanes = [Lane(BOTH[0], run, [0.0])]
    assert "nothing yet" in unseen(lanes, STEPS).alt
    assert "nothing yet" in losses(lanes, SECONDS).alt
    assert "–" in standings(lanes, {"many-shapes": "a < b"})
    assert "a &lt; b" in standings(lanes, {"many-shapes": "a < b"})
