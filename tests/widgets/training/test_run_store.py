"""Runs on the disk: kept after every epoch, the last ones, back when the lesson is opened, whatever ends the kernel."""

import os
import re
import shutil
import subprocess
import sys
from math import isfinite

import pytest

from frontear.training.run import Run
from frontear.training.settings import Settings
from frontear_widgets.training import run_store
from frontear_widgets.training.run_library import RunLibrary
from frontear_widgets.training.run_store import RunStore
from frontear_widgets.training.runs import RUNS, Runs
from frontear_widgets.training.trainer import Trainer
from frontear_widgets.training.worker import Worker

TINY = {"data": "samples/above-5-khz", "frontend": "log-mel", "n_filters": 8}  # two steps an epoch


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def begun():
    return Run(Settings.of(**TINY), ("lower hiss", "upper hiss"))


def brought_back():
    page = Runs()
    page.bring_back()
    return page


def names(folder):
    return sorted(path.name for path in folder.iterdir())


KILLED = """
import psutil
from frontear.training.run import Run
from frontear.training.settings import Settings
from frontear_widgets.training.worker import Worker

whole = Run.learn

def killed_in_the_third_epoch(run, *data):
    for step in whole(run, *data):
        if step.step == 5:
            psutil.Process().kill()
        yield step

Run.learn = killed_in_the_third_epoch
Worker(Settings.of(data="samples/above-5-khz", frontend="log-mel", n_filters=8, epochs={epochs})).wait()
"""


@pytest.mark.parametrize(("epochs", "tried"), [(4, True), (1_000, False)])
def test_a_kernel_killed_while_it_learns_leaves_earlier_runs_whole_and_its_own_to_the_last_epoch(folder, epochs, tried):
    """Of a thousand epochs not every end is a moment to remember: that of the last one is, in what is kept."""
    Worker(Settings.of(**TINY, epochs=1)).wait()
    (earlier,) = folder.iterdir()
    before = earlier.read_bytes()
    ended = subprocess.run([sys.executable, "-c", KILLED.format(epochs=epochs)], env={**os.environ})
    assert ended.returncode not in (0, 1)  # killed: no exception and no end
    assert earlier.read_bytes() == before
    whole, cut_short = brought_back().own.values()
    assert whole.moments[-1].step == whole.n_steps == 2
    assert (cut_short.moments[-1].step, cut_short.n_steps) == (4, 2 * epochs)
    assert isfinite(cut_short.unseen) == tried
    weights = cut_short.model.frontend.state_dict()
    assert all(weights[name].equal(values) for name, values in cut_short.moments[-1].frontend.items())


def test_runs_are_back_on_every_list_of_a_page_that_is_opened_later(folder):
    trainer = Trainer(**TINY, epochs=2)
    trainer.start()
    trainer.wait()
    page = brought_back()
    ((name, run),) = page.own.items()
    assert re.fullmatch(r"log-mel, \d{4}-\d\d-\d\d \d\d:\d\d", name)
    assert run.unseen == next(iter(RUNS.own.values())).unseen
    page.bring_back()  # as when a cell is run again
    assert list(page.own) == [name]
    assert page.add(begun()) == "run 1: log-mel"


def test_the_last_runs_are_kept_and_the_one_that_learns_is_among_them(folder, monkeypatch):
    monkeypatch.setattr(run_store, "MOST", 3)
    first = RunStore("first")
    first.keep(begun())
    for number in range(4):
        RunStore(f"number-{number}").keep(begun())
    assert [name.split()[2] for name in names(folder)] == ["number-1.run", "number-2.run", "number-3.run"]
    first.keep(begun())  # it goes on learning
    assert len(names(folder)) == 3
    assert first.path.exists()


def test_what_a_killed_save_left_is_cleared_away_and_what_another_page_is_writing_is_not(folder):
    keeper = RunStore("leaf")
    keeper.keep(begun())
    left, fresh = (folder / f".{keeper.path.name}.{end}" for end in ("abc", "def"))
    left.touch()
    fresh.touch()
    os.utime(left, (0, 0))
    keeper.keep(begun())
    assert not left.exists()
    assert fresh.exists()


def test_files_of_somebody_else_in_the_folder_are_left_alone(folder, monkeypatch):
    monkeypatch.setattr(run_store, "MOST", 3)
    folder.mkdir()
    (folder / "homework.run").write_bytes(b"mine")
    for number in range(4):
        RunStore(f"number-{number}").keep(begun())
    assert (folder / "homework.run").read_bytes() == b"mine"
    assert len(brought_back().own) == 3


OLD = "2020-01-01 00.00.00.000000"  # before all others


@pytest.mark.parametrize(
    "theirs",
    [
        f"{OLD} thesis.run",
        "abcd-ef-gh ij.kl.mn.opqrst homework.run",
        f".{OLD} thesis.run.backup",
        f".{OLD} thesis.run.swp.txt",
    ],
)
def test_files_of_somebody_else_are_left_alone_whatever_they_are_called(folder, monkeypatch, theirs):
    monkeypatch.setattr(run_store, "MOST", 2)
    folder.mkdir()
    (folder / theirs).write_bytes(b"mine")
    os.utime(folder / theirs, (0, 0))
    for number in range(4):
        RunStore(f"number-{number}").keep(begun())
    assert (folder / theirs).read_bytes() == b"mine"
    assert [name.split()[2] for name in names(folder) if name != theirs] == ["number-2.run", "number-3.run"]


@pytest.mark.parametrize("way", ["renamed", "copied", "linked"])
def test_a_run_that_somebody_renamed_or_copied_to_keep_it_is_kept(folder, monkeypatch, way):
    monkeypatch.setattr(run_store, "MOST", 2)
    first = RunStore("leaf")
    first.keep(begun())
    best = first.path.with_name(first.path.name.replace("leaf", "leaf, my best"))
    {"renamed": first.path.rename, "copied": lambda to: shutil.copy(first.path, to), "linked": best.symlink_to}[way](
        first.path.name if way == "linked" else best
    )
    for number in range(4):
        RunStore(f"number-{number}").keep(begun())
    assert os.path.lexists(best)
    assert not first.path.exists()
    assert len(names(folder)) == 3


def test_a_folder_that_may_not_be_listed_takes_no_lesson_away(folder, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    folder.mkdir()
    monkeypatch.setattr(os, "listdir", refused)
    assert brought_back().own == {}
    keeper = RunStore("leaf")
    keeper.keep(begun())
    assert keeper.problem == ""


def test_a_damaged_file_is_named_and_the_others_come_back(folder, monkeypatch):
    for _ in range(2):
        RunStore("leaf").keep(begun())
    damaged = sorted(folder.iterdir())[0]
    damaged.write_bytes(damaged.read_bytes()[:1_000])
    page = brought_back()
    assert len(page.own) == 1
    assert page.unread == [damaged.name]
    monkeypatch.setattr(RUNS, "unread", page.unread)
    assert f"Not to be read: {damaged.name}" in RunLibrary().place.value


def test_where_no_folder_can_be_made_the_shelf_says_so_and_a_run_ends_all_the_same(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FRONTEAR_RUNS", str(tmp_path / "file" / "runs"))
    assert "cannot be kept" in run_store.told()
    trainer = Trainer(**TINY, epochs=1)
    trainer.start()
    trainer.wait()
    assert "has ended after 2 of 2 steps" in trainer.progress.value
    assert "It is not kept on this computer" in trainer.progress.value
    assert brought_back().own == {}


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), RuntimeError("failed writing file")])
def test_a_disk_that_fills_up_while_it_learns_ends_no_run_and_is_told(folder, monkeypatch, problem):
    def full(*_):
        raise problem

    monkeypatch.setattr(run_store, "save_run", full)
    worker = Worker(Settings.of(**TINY, epochs=2))
    worker.wait()
    assert worker.run.moments[-1].step == 4
    assert worker.error == ""
    assert str(problem.args[-1]) in worker.keeper.problem


def test_the_shelf_says_where_runs_are_kept_and_what_binder_does_with_them(folder, monkeypatch):
    assert str(folder) in run_store.told()
    monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org")
    assert "On Binder your runs go with the session" in run_store.told()


def test_without_a_folder_named_runs_are_kept_among_the_users_data(monkeypatch):
    monkeypatch.delenv("FRONTEAR_RUNS")
    assert run_store.folder().parts[-2:] == ("frontear", "runs")


@pytest.fixture(autouse=True)
def no_runs_before_or_after():
    RUNS.own = {}
    yield
    RUNS.own = {}
