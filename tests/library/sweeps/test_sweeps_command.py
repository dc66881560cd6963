"""`python -m frontear.sweeps`: settings in words, what is said, how it ends."""

import math
import os
import signal
import subprocess
import sys

import psutil
import pytest
import torch

from frontear.sweeps import Result, Table
from frontear.sweeps.__main__ import _check_csv as check_csv
from frontear.sweeps.__main__ import main
from frontear.sweeps.learning import learned
from frontear.sweeps.summary import summary
from frontear.sweeps.words import choices
from waiting import LONG_S

SMALL = ["--set", "n_filters=4", "--set", "epochs=1", "--set", "frontend=log-mel", "--workers", "1"]


# ---- settings in words


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("frontend=log-mel,leaf", ["log-mel", "leaf"]),
        ("seed=0,1,2", [0, 1, 2]),
        ("learning_rate=1e-3,0.01", [0.001, 0.01]),
        ("high_hz=none,3000", [None, 3000.0]),
        ("per_class=none,5", [None, 5]),
        ("frozen=none,filterbank,filterbank:pooling", [[], ["filterbank"], ["filterbank", "pooling"]]),
        ("snr_db=none,-5:20", [None, [-5.0, 20.0]]),
        ("held_out=none,anna:otto", [None, ["anna", "otto"]]),
    ],
)
def test_words_are_read_as_their_settings_type(word, values):
    found = choices([word])[word.partition("=")[0]]
    assert found == values
    assert list(map(type, found)) == list(map(type, values))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["frontent=leaf"], "got the setting 'frontent', allowed are data, sample_rate, per_class"),
        (["seed=0,one"], "got seed='one', allowed is a whole number"),
        (["seed=1.5"], "got seed='1.5', allowed is a whole number"),
        (["seed"], "got seed='', allowed is a whole number"),
        (["frontend=leaf,"], "got frontend='', allowed is text"),
        (["high_hz=high"], "got high_hz='high', allowed is a number, or none"),
        (["snr_db=5"], "got snr_db='5', allowed is a number:a number, or none"),
        (["frozen=a::b"], "got frozen='a::b', allowed is text:…, or none"),
        (["seed=0", "seed=1"], "got seed twice, allowed is once, with commas between the values"),
        (["frontend=bell"], "got the front-end 'bell', allowed are log-mel"),
        (["epochs=0"], "got 0 epochs, allowed are 1…1000"),
        (["n_filters=0"], "got 0 filters, allowed are 1…256"),
        (["frontend=log-mel", "initialisation=bark"], "got initialisation for log-mel, allowed are n_filters"),
        (["frozen=bar"], "got bar to freeze, allowed are filterbank, energy"),
        (["batch_size=0"], "batches of 0, allowed are"),
        (["learning_rate=nan"], "got a learning rate of nan"),
        (["learning_rate=-1"], "got a learning rate of -1.0"),
        (["low_hz=5000"], "5000…3900 Hz, allowed are"),
        (["hop_ms=0"], "got 0.0 ms at 8000 Hz, allowed is one sample or more"),
        (["window_ms=nan"], "got nan ms at 8000 Hz, allowed is one sample or more"),
        (["width=inf"], "got a width of inf, allowed is a number over 0"),
        (["snr_db=20:0"], "got 20.0…0.0 dB, allowed is a range from low to high"),
        (["seed=-1"], "seed -1, allowed are"),
        (["initialisation=foo"], "got 'foo', allowed are mel, mel-quantised"),
        (["data=wax-cylinders"], "wax-cylinders"),
        (["held_out=nobody"], "nobody"),
        (["seed=0,1", "--random", "2"], "got 2 to draw, allowed are 1…1"),
        (["seed=0,1", "--workers", "0"], "got 0 processes, allowed are 1 or more"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_before_anything_runs(tmp_path, capsys, words, sentence):
    arguments = [part for word in words for part in (["--set", word] if "=" in word or word == "seed" else [word])]
    assert main([str(tmp_path / "t"), *arguments]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    ("csv", "sentence"),
    [
        ("t", "two different files"),
        ("no/where.csv", "a folder that is there"),
        (".", "a folder that is there"),
        ("x" * 300, "File name too long"),  # as what cannot be written, for root either
    ],
)
def test_a_csv_that_could_not_be_written_at_the_end_is_refused_at_the_beginning(tmp_path, capsys, csv, sentence):
    assert main([str(tmp_path / "t"), "--csv", str(tmp_path / csv)]) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "t").exists()


def test_trying_the_csv_leaves_nothing_behind_and_takes_nothing_away(tmp_path):
    (tmp_path / "old.csv").write_text("kept")
    (tmp_path / "link.csv").symlink_to("away.csv")
    for name in ("old.csv", "link.csv", "new.csv"):
        check_csv(tmp_path / name, tmp_path / "t")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "old.csv"]
    assert (tmp_path / "old.csv").read_text() == "kept"


def test_a_file_that_is_no_table_is_said(tmp_path, capsys):
    (tmp_path / "t").write_text("a letter to somebody, not a table at all\n" * 30)
    assert main([str(tmp_path / "t")]) == 1
    assert "allowed is a new file or the table of a sweep" in capsys.readouterr().err


# ---- a sweep


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_every_run_has_its_result_and_one_that_cannot_be_fails_alone(tmp_path, capsys):
    words = ["--set", "per_class=2,100000", "--set", "seed=0,1", "--csv", str(tmp_path / "t.csv")]
    assert main([str(tmp_path / "t"), *SMALL, *words]) == 1
    said = capsys.readouterr()
    small = {"n_filters": 4, "epochs": 1, "frontend": "log-mel"}
    expected = [learned(small | {"per_class": 2, "seed": seed}) for seed in (0, 1)]
    good = [row for row in Table(tmp_path / "t") if not row.error]
    assert [row.result for row in sorted(good, key=lambda row: row.settings["seed"])] == expected
    assert "4/4" in said.err
    assert "2 failed" in said.err
    assert "100000" in said.err
    assert [line.split()[-2:] for line in said.out.splitlines()[1:]] == [["2", "0"], ["0", "2"]]
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 5


def test_a_sweep_that_is_done_only_shows_what_came_out(tmp_path, capsys):
    table = Table(tmp_path / "t")
    for seed in (0, 1):
        table.add(Result({"frontend": "leaf", "seed": seed}, {"unseen": 0.5 + seed / 4}, "", 1.0))
    table.add(Result({"frontend": "sincnet", "seed": 0}, {"unseen": 0.9}, "", 1.0))
    assert main([str(tmp_path / "t"), "--set", "frontend=leaf", "--set", "seed=0,1"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["frontend", "unseen", "runs", "failed"],
        ["leaf", "0.625", "2", "0"],
    ]


def test_a_sweep_needs_nothing_to_say_it_to(tmp_path, monkeypatch, capsys):
    failed = Result({"seed": 0}, {}, "ValueError: no", 1.0)
    monkeypatch.setattr("frontear.sweeps.__main__.sweep", lambda run, wanted, **others: [failed])
    monkeypatch.setattr(sys, "stderr", None)
    assert main([str(tmp_path / "t"), "--set", "seed=0"]) == 1
    assert "ValueError: no" in capsys.readouterr().out


def test_drawn_settings_have_every_seed(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("frontear.sweeps.__main__.sweep", lambda run, wanted, **others: asked.extend(wanted) or [])
    words = ["--set", "n_filters=10,20,40,80", "--set", "frontend=leaf,log-mel", "--set", "seed=0,1,2", "--random", "3"]
    main([str(tmp_path / "t"), *words])
    assert len(asked) == 9
    drawn = {(settings["n_filters"], settings["frontend"]) for settings in asked}
    assert len(drawn) == 3
    assert {(*one, seed) for one in drawn for seed in range(3)} == {tuple(settings.values()) for settings in asked}


def test_means_are_over_what_has_a_result():
    settings = {"frontend": "leaf", "snr_db": [0, 20]}
    rows = [Result(settings | {"seed": seed}, {"unseen": seed / 8, "steps": 12}, "", 1.0) for seed in (1, 4)]
    rows.append(Result(settings | {"seed": 2}, {}, "ValueError: no", 1.0))
    rows.append(Result({"frontend": "log-mel", "seed": 0}, {}, "ValueError: no", 1.0))
    assert summary(rows) == [
        "frontend  snr_db   unseen  steps  runs  failed",
        "leaf      [0, 20]  0.3125  12     2     1",
        "log-mel            nan     nan    0     1",
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0.25, 0.5], "0.375"),
        ([1, 0.5], "0.75"),
        (["leaf", "leaf"], "leaf"),
        (["leaf", "mel"], "2 different"),
        (["two\nlines"], "two lines"),
        ([None, None], "None"),
        ([True, True], "True"),
        ([0.5, "late"], "2 different"),
        ([[1, 2]], "[1, 2]"),
        ([{"a": 1}], "{'a': 1}"),
        ([math.inf, -math.inf], "nan"),
        ([10**400, 1], "nan"),
        ([math.nan], "nan"),
    ],
)
def test_a_measure_is_said_whatever_it_is(values, told):
    rows = [Result({"seed": seed}, {"found": value}, "", 1.0) for seed, value in enumerate(values)]
    assert summary(rows)[1].removesuffix(f"  {len(values)}     0").rstrip() == told


def test_what_only_some_runs_measured_is_said_over_those():
    rows = [Result({"seed": 0}, {"unseen": 0.5}, "", 1.0), Result({"seed": 1}, {"loss": 2, "unseen": 0.25}, "", 1.0)]
    rows.append(Result({"frontend": "leaf"}, {}, "", 1.0))
    assert [line.split() for line in summary(rows)] == [
        ["frontend", "unseen", "loss", "runs", "failed"],
        ["0.375", "2", "2", "0"],
        ["leaf", "nan", "nan", "1", "0"],
    ]


def test_nothing_has_a_summary():
    assert summary([]) == ["runs  failed"]


def test_a_table_of_another_run_with_the_same_settings_is_shown(tmp_path, capsys):
    table = Table(tmp_path / "t")
    table.add(Result({"seed": 0}, {"said": "über…", "at": "2026"}, "", 1.0))
    table.add(Result({"seed": 1}, {"loss": 1}, "", 1.0))
    assert main([str(tmp_path / "t"), "--set", "seed=0,1"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["said", "at", "loss", "runs", "failed"],
        ["über…", "2026", "1", "2", "0"],
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_control_c_ends_everything_and_says_how_to_go_on(tmp_path):
    seeds = "seed=" + ",".join(map(str, range(1_000)))
    command = [sys.executable, "-m", "frontear.sweeps", "t", *SMALL, "--set", "per_class=2", "--set", seeds]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, bufsize=0, start_new_session=True)
    said = b""
    while b" 1/1000" not in said:
        said += process.stderr.read(1) or pytest.fail(said.decode())
    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    assert said.splitlines()[-1] == "stopped: the same command goes on from here"
    assert "Traceback" not in said
    assert not psutil.wait_procs(children, timeout=LONG_S)[1]
    assert 1 <= len(list(Table(tmp_path / "t"))) < 1_000
