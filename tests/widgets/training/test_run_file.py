"""A run opened from a file of any name, and of any content: it is there, or a sentence says why not."""

import json

import pytest
import torch

from frontear.training import checkpoints
from frontear.training.run import Run, save_run
from frontear.training.settings import Settings
from frontear_widgets.training.run_file import RunFile, bytes_of
from frontear_widgets.training.runs import DIGITS, RUNS, Runs
from frontear_widgets.views.names import LONGEST

NAMES = {
    "mine.run": "mine",
    f"{'long ' * 1_000}.run": "long",
    f"{'梟' * 100}.run": "梟",  # 300 bytes: more than a disk's names may have
    "a\0b.run": "a\0b",
    "\udcff.run": "?",  # no text
    "../../evil.run": "evil",
    "": "run 1: log-mel",
    "<img src=x onerror=alert(1)>.run": "<img src=x onerror=alert(1)>",
}


@pytest.fixture
def begun():
    return Run(Settings.of(frontend="log-mel", n_filters=8), ("owl", "wren"))


def opened(data, name):
    """What became of a file, and what was said, as it is sent."""
    runs, said = Runs(), []
    file = RunFile(lambda: runs[DIGITS], runs.add)
    file.send = lambda content: said.append(json.loads(json.dumps(content, ensure_ascii=False).encode()))
    file._take(file, {"kind": "open", "name": name, "piece": 0, "pieces": 1}, [data])
    (answer,) = said
    assert len(answer["words"]) < 200
    return list(runs.own), answer


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_run_is_opened_whatever_its_file_is_called(begun, name):
    (run_name,), answer = opened(bytes_of(begun), name)
    assert not answer["wrong"]
    assert answer["words"].endswith(": opened.")
    assert run_name.startswith(NAMES[name])
    assert len(run_name) <= LONGEST


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_what_is_no_run_is_refused_in_a_sentence_whatever_it_is_called(name):
    runs, answer = opened(b"RIFF", name)
    assert not runs
    assert answer["wrong"]
    assert "not a saved run" in answer["words"]
    assert "a.run" not in answer["words"]


def test_a_run_that_a_panel_cannot_show_is_said_and_not_waited_for(begun):
    def fails(*_):
        raise RuntimeError("no panel can show it")

    said = []
    file = RunFile(lambda: begun, fails)
    file.send = said.append
    file._take(file, {"kind": "open", "name": "mine.run", "piece": 0, "pieces": 1}, [bytes_of(begun)])
    assert said[0]["wrong"]
    assert "no panel can show it" in said[0]["words"]


def test_a_run_whose_moments_tell_of_other_filters_is_refused(begun, tmp_path):
    path = tmp_path / "mine.run"
    save_run(path, begun)
    state = checkpoints.load(path)
    state["moments"]["center_hz"] = torch.zeros(1, 3)
    checkpoints.save(path, state)
    runs, answer = opened(path.read_bytes(), "mine.run")
    assert not runs
    assert "mine.run: not a run that can be read" in answer["words"]


def test_a_run_called_as_a_recorded_one_takes_its_place_in_no_list(begun):
    runs = Runs()
    assert runs.add(begun, DIGITS) != DIGITS
    assert runs[DIGITS] is RUNS[DIGITS]
