"""Command lines end in a sentence: whatever letters the output has, whoever reads it, however they are stopped."""

import io
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from frontear.data import command_line as module
from frontear.data.command_line import command_line
from frontear.datasets.__main__ import main as datasets
from frontear.sweeps.__main__ import main as sweeps

ENCODINGS = ["ascii", "latin-1", "cp1252", "utf-8"]


def output(monkeypatch, encoding="utf-8", file=None):
    stream = io.TextIOWrapper(file or io.BytesIO(), encoding, write_through=False)
    monkeypatch.setattr(sys, "stdout", stream)
    return stream


@contextmanager
def read_by_nobody(monkeypatch):
    """Standard output that nobody reads any more; what is said to stderr."""
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    stream = output(monkeypatch, file=os.fdopen(writing, "wb"))
    yield sys.stderr
    stream.close()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("main", [datasets, sweeps])
def test_help_can_be_had_in_any_letters(monkeypatch, encoding, main):
    stream = output(monkeypatch, encoding)
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "usage: python -m frontear." in stream.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_the_letters_cannot_write_is_replaced(monkeypatch, encoding):
    stream = output(monkeypatch, encoding)
    assert command_line(lambda arguments: print("a … 雷 \udcff b") or 0)([]) == 0
    said = stream.buffer.getvalue().decode(encoding)
    assert (said[:2], said[-3:]) == ("a ", " b\n")


@pytest.mark.parametrize("text", ["short", "long " * 100_000], ids=["short", "long"])
def test_where_nobody_reads_nothing_is_said(monkeypatch, text):
    with read_by_nobody(monkeypatch) as said:
        assert command_line(lambda arguments: print(text) or 0)([]) == 1
        assert said.getvalue() == ""


def test_a_check_that_nobody_reads_is_no_error_of_a_data_set(monkeypatch):
    monkeypatch.setattr("frontear.datasets.check", lambda name: True)
    with read_by_nobody(monkeypatch) as said:
        assert datasets(["check", "fsdd", "esc10"]) == 1
        assert said.getvalue() == ""


def test_a_sweep_that_nobody_reads_is_no_error_of_a_table(tmp_path, monkeypatch):
    monkeypatch.setattr("frontear.sweeps.__main__.sweep", lambda run, wanted, **others: [])
    with read_by_nobody(monkeypatch) as said:
        assert sweeps([str(tmp_path / "t"), "--set", "seed=0"]) == 1
        assert "Broken pipe" not in said.getvalue()


@pytest.mark.parametrize(("command", "done"), [("fetch", ["fsdd"]), ("check", ["fsdd"])])
def test_control_c_ends_all_of_a_command_on_data_sets(monkeypatch, capsys, command, done):
    asked = []

    def stopped(name):
        asked.append(name)
        raise KeyboardInterrupt

    monkeypatch.setattr(f"frontear.datasets.{command}", stopped)
    assert datasets([command, "fsdd", "esc10"]) == 130
    assert asked == done
    assert capsys.readouterr().err == "stopped: the same command goes on from here\n"


def test_a_data_set_whose_folder_cannot_be_written_keeps_no_other_from_being_fetched(monkeypatch, capsys):
    def fetch(name):
        if name == "fsdd":
            raise PermissionError(13, "Permission denied", "data")
        return "there"

    monkeypatch.setattr("frontear.datasets.fetch", fetch)
    assert datasets(["fetch", "fsdd", "esc10"]) == 1
    assert capsys.readouterr() == ("esc10: in there\n", "fsdd: [Errno 13] Permission denied: 'data'\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_output_on_a_full_disk_is_one_sentence(monkeypatch, capfd):
    with open("/dev/full", "wb") as full:
        output(monkeypatch, file=full)
        assert command_line(lambda arguments: print("said") or 0)([]) == 1
    assert capfd.readouterr().err == "[Errno 28] No space left on device\n"


@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (PermissionError(13, "Permission denied", "runs"), 1, "[Errno 13] Permission denied: 'runs'\n"),
        (KeyboardInterrupt(), 130, "stopped\n"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(capsys, problem, status, said):
    def main(arguments):
        raise problem

    assert command_line(main)([]) == status
    assert capsys.readouterr().err == said


def test_without_any_output_the_work_is_done(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert command_line(lambda arguments: print("said") or 0)([]) == 0


LAST = f"import runpy; exit(runpy.run_path({module.__file__!r})['command_line'](lambda _: print('a'))([]))"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_python_does_not_complain_at_its_end_of_what_nobody_read():
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([sys.executable, "-c", LAST], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")
