"""Sweeps: which settings, what is written down, what goes wrong without harm."""

import csv
import json
import math
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import product

import pytest
import torch

from frontear.sweeps import Result, Table, grid, sampled, sweep
from frontear.sweeps.table import CREATE


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as threads:
        yield threads


def doubled(chosen):
    return {"double": 2 * chosen["x"]}


def results(run, settings, table, pool):
    """What a sweep yields, in the order of the settings."""
    by_key = {json.dumps(result.settings): result for result in sweep(run, settings, table=table, pool=pool)}
    return [by_key[json.dumps(chosen)] for chosen in settings]


# ---- which settings


def test_a_grid_holds_every_combination_the_last_choice_changing_first():
    wanted = [{"frontend": frontend, "seed": seed} for frontend, seed in product(["log-mel", "leaf"], range(3))]
    assert grid(frontend=["log-mel", "leaf"], seed=range(3)) == wanted


def test_no_choices_are_one_combination():
    assert grid() == [{}]


def test_as_many_as_there_are_drawn_are_the_grid():
    choices = {"a": ["xy", None, 3], "b": (1.5, 2), "seed": [0]}
    assert sorted(map(str, sampled(6, **choices))) == sorted(map(str, grid(**choices)))


def test_the_same_draw_draws_the_same_and_another_one_something_else():
    choices = {"learning_rate": range(100), "seed": range(100), "n": range(100)}
    assert sampled(10, **choices) == sampled(10, draw=0, **choices)
    assert sampled(10, **choices) != sampled(10, draw=1, **choices)


def test_each_combination_is_drawn_as_often_as_any_other():
    n = 3_000
    counts = Counter(str(sampled(1, draw=draw, a=range(2), b=range(3))) for draw in range(n))
    sigma = math.sqrt(n * 1 / 6 * 5 / 6)
    assert len(counts) == 6
    assert all(abs(count - n / 6) < 5 * sigma for count in counts.values())


def test_draws_may_come_from_more_than_any_grid_could_hold():
    drawn = sampled(50, **{letter: range(1_000) for letter in "abcdefgh"})
    assert len(set(map(str, drawn))) == 50
    assert all(list(chosen) == list("abcdefgh") for chosen in drawn)


@pytest.mark.parametrize("n", [0, -1, 7])
def test_less_than_one_or_more_than_there_are_cannot_be_drawn(n):
    with pytest.raises(ValueError, match=f"got {n} to draw, allowed are 1…6"):
        sampled(n, a=range(2), b=range(3))


def test_a_choice_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing to choose from for seed, allowed is one value or more"):
        grid(frontend=["leaf"], seed=[])


def test_a_text_is_no_choice_of_letters():
    with pytest.raises(ValueError, match=r"got the text 'leaf' for frontend, allowed are several values"):
        grid(frontend="leaf")


# ---- what is written down


def test_every_run_has_its_result_yielded_and_in_the_table(tmp_path, pool):
    settings = grid(x=range(5))
    found = results(doubled, settings, tmp_path / "t", pool)
    assert [result.result for result in found] == [{"double": 2 * x} for x in range(5)]
    assert sorted(map(str, Table(tmp_path / "t"))) == sorted(map(str, found))


def test_a_result_is_in_the_table_by_the_time_it_is_yielded(tmp_path, pool):
    for n, _ in enumerate(sweep(doubled, grid(x=range(4)), table=tmp_path / "t", pool=pool), 1):
        assert len(list(Table(tmp_path / "t"))) == n


def test_what_has_a_result_is_not_run_again(tmp_path, pool):
    results(doubled, grid(x=range(3)), tmp_path / "t", pool)
    assert [row.settings["x"] for row in results(doubled, grid(x=[3, 4]), tmp_path / "t", pool)] == [3, 4]
    assert list(sweep(doubled, grid(x=range(5)), table=tmp_path / "t", pool=pool)) == []


def test_equal_settings_are_one_run_however_they_are_written(tmp_path, pool):
    alike = [{"x": 2, "range": (0, 20)}, {"range": [0.0, 20], "x": 2.0}, {"x": 2, "range": [0, 20]}]
    assert len(list(sweep(doubled, alike, table=tmp_path / "t", pool=pool))) == 1
    assert Table(tmp_path / "t").missing(alike) == []
    assert len(Table(tmp_path / "t").missing([{"x": 2, "range": [0, 20.5]}, {"x": True, "range": [0, 20]}])) == 2


def test_no_number_comes_back_as_no_number(tmp_path, pool):
    list(sweep(lambda chosen: {"loss": math.nan}, [{"x": math.nan}], table=tmp_path / "t", pool=pool))
    (row,) = Table(tmp_path / "t")
    assert math.isnan(row.result["loss"])
    assert row.error == ""
    assert Table(tmp_path / "t").missing([{"x": math.nan}]) == []


def test_settings_that_json_cannot_write_are_refused_before_anything_runs(tmp_path, pool):
    with pytest.raises(ValueError, match="allowed are settings that JSON can write"):
        next(sweep(doubled, [{"x": 1}, {"x": torch.ones(1)}], table=tmp_path / "t", pool=pool))
    assert list(Table(tmp_path / "t")) == []


def test_a_table_for_others_has_settings_results_errors_and_seconds(tmp_path):
    table = Table(tmp_path / "t")
    table.add(Result({"seed": 0, "rate": 0.1}, {"unseen": 0.5}, "", 1.234))
    table.add(Result({"seed": 1, "rate": 0.1}, {}, "ValueError: no", 0.5))
    table.add(Result({"seed": 2, "rate": 0.1}, {"seconds": 7}, "", 0.5))
    table.write_csv(tmp_path / "t.csv")
    with open(tmp_path / "t.csv", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading == ["rate", "seed", "unseen", "seconds", "error"]
    assert lines == [
        ["0.1", "0", "0.5", "1.23", ""],
        ["0.1", "1", "", "0.5", "ValueError: no"],
        ["0.1", "2", "", "7", ""],
    ]


def test_a_table_of_nothing_can_be_written_for_others(tmp_path):
    Table(tmp_path / "t").write_csv(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().strip() == ""


# ---- what goes wrong


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Unpicklable(Exception):
    def __reduce__(self):
        raise RuntimeError("not to be sent")


def raised(problem):
    def run(chosen):
        raise problem if chosen["x"] == 1 else KeyError("other")

    return run


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (ValueError("too loud"), "ValueError: too loud"),
        (SystemExit("enough"), "SystemExit: enough"),
        (MemoryError(), "MemoryError"),
        (Unprintable(), "Unprintable"),
        (Unpicklable("locked"), "locked"),
        (OSError("no file \udcff"), "no file \\udcff"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_run_that_fails_leaves_its_sentence(tmp_path, pool, problem, sentence):
    (result,) = sweep(raised(problem), [{"x": 1}], table=tmp_path / "t", pool=pool)
    assert sentence in result.error
    assert list(Table(tmp_path / "t")) == [result]


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        (0.5, "the run returned float, allowed is a dict"),
        (None, "the run returned NoneType, allowed is a dict"),
        ({"scores": torch.ones(2)}, "Tensor is not JSON serializable"),
        ({(1, 2): 3}, "keys must be"),
    ],
)
def test_what_is_no_result_is_a_failure(tmp_path, pool, returned, sentence):
    (result,) = sweep(lambda chosen: returned, [{"x": 1}], table=tmp_path / "t", pool=pool)
    assert sentence in result.error
    assert result.result == {}


def test_a_failing_run_harms_no_other_and_is_tried_again(tmp_path, pool):
    def odd_only(chosen):
        return {"half": 1 / (chosen["x"] % 2)}

    found = results(odd_only, grid(x=range(6)), tmp_path / "t", pool)
    assert [bool(result.error) for result in found] == [True, False] * 3
    again = results(doubled, grid(x=range(0, 6, 2)), tmp_path / "t", pool)
    assert [result.result["double"] for result in again] == [0, 4, 8]
    assert Table(tmp_path / "t").missing(grid(x=range(6))) == []
    assert not any(row.error for row in Table(tmp_path / "t"))


def test_an_error_never_takes_the_place_of_a_result(tmp_path):
    good, bad = Result({"x": 1}, {"unseen": 0.5}, "", 1.0), Result({"x": 1}, {}, "ValueError: no", 1.0)
    table = Table(tmp_path / "t")
    for result in (bad, good, bad):
        table.add(result)
    assert list(table) == [good]


def test_two_sweeps_at_the_same_time_lose_nothing_of_one_table(tmp_path, pool):
    def one(first):
        with ThreadPoolExecutor(2) as threads:
            return list(sweep(doubled, grid(x=range(first, first + 20)), table=tmp_path / "t", pool=threads))

    list(pool.map(one, [0, 10]))
    assert sorted(row.settings["x"] for row in Table(tmp_path / "t")) == list(range(30))


def test_a_lent_pool_stays_open(tmp_path, pool):
    list(sweep(doubled, grid(x=range(2)), table=tmp_path / "t", pool=pool))
    assert pool.submit(doubled, {"x": 2}).result() == {"double": 4}


class Lost(Executor):
    """A pool that gives up on the second call, as a cluster whose scheduler is gone."""

    def __init__(self):
        self.called = 0

    def submit(self, fn, /, *args, **kwargs):
        self.called += 1
        future = Future()
        if self.called == 1:
            future.set_result(fn(*args, **kwargs))
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_a_lost_pool_is_said_and_fails_no_run(tmp_path):
    with pytest.raises(ConnectionError, match="the same sweep in another one goes on from here"):
        list(sweep(doubled, grid(x=range(3)), table=tmp_path / "t", pool=Lost()))
    assert not any(row.error for row in Table(tmp_path / "t"))


# ---- odd files

HALF = """
import os, signal, sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("PRAGMA cache_size = 1")
file.execute("BEGIN")
file.executemany("INSERT INTO runs VALUES (?, ?, '', 0)", [(str(n), "0" * 5_000) for n in range(200)])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_killed_while_it_writes_leaves_the_table_as_it_was(tmp_path):
    table, result = Table(tmp_path / "t"), Result({"x": 1}, {"unseen": 0.5}, "", 1.0)
    table.add(result)
    assert subprocess.run([sys.executable, "-c", HALF, tmp_path / "t"]).returncode == -signal.SIGKILL
    assert (tmp_path / "t-journal").exists()
    assert list(table) == [result]


OTHER_TABLES = {
    "other": "CREATE TABLE letters (text)",
    "alike": "CREATE TABLE runs (kilometres REAL)",
    "wider": CREATE.replace("error TEXT", "error TEXT, host TEXT"),
}


@pytest.mark.parametrize("what", ["folder", "text", "other", "alike", "wider", "nowhere"])
def test_a_file_that_is_something_else_is_named_and_left_alone(tmp_path, what):
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what == "text":
        path.write_text("a letter to somebody, not a table at all\n" * 30)
    elif what == "nowhere":
        path = path / "nowhere"
    else:
        with sqlite3.connect(path) as file:
            file.execute(OTHER_TABLES[what])
        file.close()
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ValueError, match=rf"{path.name}: .*allowed is a new file or the table of a sweep"):
        Table(path)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", [":memory:", "file:runs?mode=ro", "späte Läufe #1.sqlite"])
def test_any_name_is_the_name_of_a_file(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    table = Table(name)
    table.add(Result({"x": 1}, {}, "", 0.0))
    monkeypatch.chdir("/")
    assert len(list(table)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_file_becomes_a_table(tmp_path):
    (tmp_path / "t").touch()
    assert list(Table(tmp_path / "t")) == []
