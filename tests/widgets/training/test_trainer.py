"""The student's own runs: learned in a thread, kept, saved, opened; nothing that goes wrong takes anything with it."""

import asyncio
import threading

import plotly.graph_objects as go
import pytest
import torch

from frontear.training.run import Run, new_run
from frontear.training.settings import Settings
from frontear_widgets.training import worker as workers
from frontear_widgets.training.plan import LEARNS, Plan, plan_code, plan_shown
from frontear_widgets.training.run_file import RunFile, bytes_of, run_of
from frontear_widgets.training.run_library import RunLibrary
from frontear_widgets.training.runs import DIGITS, RUNS, RunChooser
from frontear_widgets.training.trainer import Trainer
from frontear_widgets.training.worker import Worker
from waiting import LONG_S

TINY = {"data": "samples/above-5-khz", "frontend": "log-mel", "n_filters": 8, "epochs": 2}


@pytest.fixture(autouse=True)
def no_runs_before_or_after():
    RUNS.own = {}
    yield
    RUNS.own = {}


@pytest.fixture
def gate(monkeypatch):
    """A worker may learn one step each time the gate is opened; `reached` is set when it waits at the gate."""
    whole = Run.learn
    step_on, reached = threading.Semaphore(0), threading.Semaphore(0)

    def stepwise(run, *data):
        for step in whole(run, *data):
            reached.release()
            assert step_on.acquire(timeout=LONG_S)
            yield step

    monkeypatch.setattr(Run, "learn", stepwise)
    return step_on, reached


def arrive(reached):
    assert reached.acquire(timeout=LONG_S)


def test_a_run_is_learned_in_its_own_thread_and_every_list_of_runs_has_it():
    trainer, chooser, shelf = Trainer(**TINY), RunChooser(), RunLibrary()
    trainer.start()
    trainer.wait()
    (name,) = RUNS.own
    assert RUNS[name].moments[-1].step == RUNS[name].n_steps == 4
    assert name in trainer.progress.value
    assert chooser.options == (*RUNS.recorded, name)
    assert chooser.value == DIGITS
    assert name in shelf.table.value


def test_the_live_run_equals_the_one_its_code_makes():
    trainer = Trainer(**TINY, learning_rate=1e-2)
    trainer.start()
    trainer.wait()
    run, learned, unseen = new_run(Settings.of(**TINY, learning_rate=1e-2))
    list(run.learn(learned, unseen))
    (live,) = RUNS.own.values()
    for name, weights in run.model.state_dict().items():
        assert torch.equal(weights, live.model.state_dict()[name]), name


def test_a_paused_run_takes_no_step_until_it_is_resumed(gate):
    step_on, reached = gate
    worker = Worker(Settings.of(**TINY))
    arrive(reached)
    worker.pause()
    step_on.release()
    worker._thread.join(timeout=0.2)
    assert worker.alive
    assert not reached.acquire(blocking=False)  # no second step
    worker.resume()
    arrive(reached)
    step_on.release(9)
    worker.wait()
    assert worker.step.step == 4


@pytest.mark.parametrize("paused", [False, True])
def test_a_stopped_run_is_kept_as_far_as_it_came(gate, paused):
    step_on, reached = gate
    trainer = Trainer(**TINY)
    trainer.start()
    arrive(reached)
    if paused:
        trainer.pause_or_resume()
    trainer.stop()
    step_on.release(9)
    trainer.wait()
    assert trainer.worker is None
    (kept,) = RUNS.own.values()
    assert kept.moments[-1].step in (1, 2)
    assert 0 <= kept.unseen <= 1


def test_buttons_offer_what_can_be_done_now(gate):
    step_on, reached = gate
    trainer = Trainer(**TINY)
    assert enabled(trainer) == ["Start"]
    trainer.start()
    assert enabled(trainer) == ["Pause", "Stop"]
    arrive(reached)
    trainer.pause_or_resume()
    assert trainer._buttons["Pause"].description == "Resume"
    trainer.pause_or_resume()
    assert trainer._buttons["Pause"].description == "Pause"
    step_on.release(9)
    trainer.wait()
    assert enabled(trainer) == ["Start"]


def test_time_left_is_that_of_the_steps_that_remain_and_one_slow_step_does_not_count():
    worker = Worker(Settings.of(**TINY))
    worker.wait()
    assert worker.seconds_left() == 0
    worker.step, worker._paces = workers.Step(3, 6, 1, 1.0, 0.5, 9.0), [30.0, 2.0, 2.0]
    assert worker.seconds_left() == 6


@pytest.mark.parametrize("problem", [ValueError("the loss is no number"), KeyError("thirteen")])
def test_a_run_that_fails_says_so_and_leaves_those_before_it_whole(monkeypatch, problem):
    trainer = Trainer(**TINY)
    trainer.start()
    trainer.wait()
    (name, before), weights = *RUNS.own.items(), None
    weights = {key: value.clone() for key, value in before.model.state_dict().items()}

    def fails(*_):
        raise problem
        yield

    monkeypatch.setattr(Run, "learn", fails)
    trainer.start()
    trainer.wait()
    assert str(problem.args[0]) in trainer.progress.value
    assert list(RUNS.own) == [name]
    assert all(torch.equal(weights[key], value) for key, value in RUNS[name].model.state_dict().items())
    assert not trainer._buttons["Start"].disabled


def enabled(trainer):
    return [name for name, button in trainer._buttons.items() if not button.disabled]


def test_a_picture_that_cannot_be_drawn_is_a_sentence_on_a_page_and_the_run_is_kept_all_the_same(monkeypatch):
    monkeypatch.setattr("frontear_widgets.training.job_panel.LOOK_S", 0)
    trainer = Trainer(**TINY)
    trainer._show = lambda worker: 1 / 0

    async def learned():
        trainer.start()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(learned())
    assert "ZeroDivisionError" in trainer.progress.value
    assert [run.moments[-1].step for run in RUNS.own.values()] == [4]
    assert enabled(trainer) == ["Start"]


def test_a_defect_before_the_first_step_is_a_sentence_and_can_be_tried_again():
    trainer = Trainer(**TINY)
    trainer._begun = lambda: 1 / 0
    trainer.start()
    assert "ZeroDivisionError" in trainer.progress.value
    assert enabled(trainer) == ["Start"]


def test_a_plan_that_cannot_be_is_explained_beside_its_control_and_at_the_start():
    trainer = Trainer()
    trainer.plan.set(bank_to="up to 6 kHz")
    assert "allowed" in trainer.plan.errors["bank_to"].value
    trainer.start()
    assert "allowed" in trainer.progress.value
    assert trainer.worker is None


ALIKE = "8 filters start at 1 different places: some coincide"


def test_filters_that_start_alike_are_told_beside_their_control_and_with_the_run():
    trainer = Trainer(**TINY | {"frontend": "leaf"})
    assert not any(message.value for message in trainer.plan.warnings.values())
    trainer.plan.set(initialisation="constant")
    assert ALIKE in trainer.plan.warnings["initialisation"].value
    trainer.start()
    trainer.wait()
    assert ALIKE in trainer.progress.value
    trainer.plan.set(initialisation="mel")
    assert trainer.plan.warnings["initialisation"].value == ""


def test_a_data_set_that_is_not_here_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="fetch fsdd"):
        plan_shown(Plan(data="fsdd"))


def test_the_code_of_a_plan_makes_the_run_of_the_plan_and_draws_it(monkeypatch):
    drawn = []
    plan, names = Plan(**TINY, bank_to="up to 2 kHz", noise="strong (0 to 20 dB SNR)", level="±30 dB", seed=3), {}
    code = plan_code(plan)
    assert "frozen" not in code
    monkeypatch.setattr(go.Figure, "show", lambda figure: drawn.append(figure))
    exec(code.rpartition("\n")[0], names)  # all but saving
    assert names["run"].settings == plan.settings()
    assert [len(trace.y) for figure in drawn for trace in figure.data] == 2 * [len(names["run"].moments)]


def test_what_does_not_learn_is_frozen_in_the_run():
    everything, but_filters, nothing = (Plan(learns=learns).settings().frontend.frozen for learns in LEARNS)
    assert everything == ()
    assert but_filters == ("filterbank",)
    assert nothing == ("filterbank", "pooling", "compression")
    assert Plan(frontend="log-mel", learns=LEARNS[2]).settings().frontend.frozen == ()


def test_a_saved_run_comes_back_and_what_is_no_run_is_refused_in_a_sentence():
    trainer = Trainer(**TINY)
    trainer.start()
    trainer.wait()
    (run,) = RUNS.own.values()
    data, said = bytes_of(run), []
    file = RunFile(lambda: run, lambda opened, name: RUNS.add(opened, name))
    file.send = lambda content, buffers=None: said.append(content)
    half = len(data) // 2
    for piece, part in enumerate((data[:half], data[half:])):
        file._take(file, {"kind": "open", "name": "mine.run", "piece": piece, "pieces": 2}, [memoryview(part)])
    assert RUNS["mine"].moments[-1].step == 4
    file._take(file, {"kind": "open", "name": "a.wav", "piece": 0, "pieces": 1}, [b"RIFF"])
    assert said[-1]["wrong"]
    assert "a.wav: not a saved run" in said[-1]["words"]
    assert len(RUNS.own) == 2


def test_a_run_that_cannot_be_saved_says_why(monkeypatch):
    def full(*_):
        raise OSError("the disk is full")

    said = []
    file = RunFile(lambda: RUNS[DIGITS], RUNS.add)
    file.send = lambda content, buffers=None: said.append(content)
    monkeypatch.setattr("frontear_widgets.training.run_file.save_run", full)
    file._take(file, {"kind": "save"}, [])
    assert said[0]["wrong"]
    assert "the disk is full" in said[0]["words"]


def test_a_file_name_from_outside_leads_nowhere(tmp_path):
    with pytest.raises(ValueError, match="evil"):
        run_of(b"", "../../evil")


def test_a_second_run_of_the_same_name_does_not_replace_the_first():
    first, second = (RUNS.add(RUNS[DIGITS], "mine") for _ in range(2))
    assert first != second
    with pytest.raises(ValueError, match="allowed are recorded: digits"):
        RUNS["lost"]
