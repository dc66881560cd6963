"""Sweeps over processes: killed from within, from without, in the middle."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import torch

from frontear.sweeps import ProcessDied, Table, grid, processes, sweep
from sweep_runs import deadly, gated, tracks
from waiting import LONG_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor named pipes")

KILLED = """
import multiprocessing, os, signal, sys
from frontear.sweeps import grid, processes, sweep
from sweep_runs import gated
if __name__ == "__main__":
    settings = grid(x=range(6), folder=[sys.argv[1]])
    for n, _ in enumerate(sweep(gated, settings, table=sys.argv[1] + "/t", pool=processes(2)), 1):
        if n == 3:
            print(*[process.pid for process in multiprocessing.active_children()], flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def settings(tmp_path):
    """Six of them; the last three wait at a gate that is shut."""
    os.mkfifo(tmp_path / "gate")
    return grid(x=range(6), folder=[str(tmp_path)])


def test_a_sweep_killed_midway_goes_on_and_does_every_run_once(tmp_path, settings):
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    places = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ["PATH"]}
    killed = subprocess.run([sys.executable, script, tmp_path], env=places, stdout=subprocess.PIPE, text=True)
    assert killed.returncode == -signal.SIGKILL
    assert not left(killed.stdout)
    assert sorted(row.settings["x"] for row in Table(tmp_path / "t")) == tracks(tmp_path) == [0, 1, 2]
    (tmp_path / "gate").unlink()
    with processes(2) as pool:
        assert len(list(sweep(gated, settings, table=tmp_path / "t", pool=pool))) == 3
    assert sorted(row.result["double"] for row in Table(tmp_path / "t")) == [0, 2, 4, 6, 8, 10]
    assert tracks(tmp_path) == [0, 1, 2, 3, 4, 5]


def left(pids):
    """Those processes that are still there after a while."""
    there = [psutil.Process(int(pid)) for pid in pids.split() if psutil.pid_exists(int(pid))]
    return psutil.wait_procs(there, timeout=LONG_S)[1]


def test_a_run_that_takes_its_process_along_fails_alone(tmp_path):
    settings = grid(x=range(5), folder=[str(tmp_path)])
    with processes(2) as pool:
        found = {result.settings["x"]: result for result in sweep(deadly, settings, table=tmp_path / "t", pool=pool)}
    assert found[2].error.endswith("ProcessDied: its process ended by SIGKILL")
    assert [found[x].result for x in (0, 1, 3, 4)] == [{"double": 2 * x} for x in (0, 1, 3, 4)]
    assert tracks(tmp_path) == [0, 1, 3, 4]
    assert Table(tmp_path / "t").missing(settings) == [settings[2]]


def test_a_sweep_that_is_closed_ends_what_is_under_way(tmp_path, settings):
    running = sweep(gated, settings, table=tmp_path / "t")
    next(running)
    assert multiprocessing.active_children()
    running.close()
    assert not multiprocessing.active_children()
    assert len(list(Table(tmp_path / "t"))) == 1


def test_a_pool_answers_raises_and_goes_on():
    with processes(1) as pool:
        wrong = pool.submit(int, "three"), pool.submit(pickle.loads, b"cno_module\nname\n."), pool.submit(lambda: 1)
        dead, after = pool.submit(os._exit, 3), pool.submit(pow, 2, 3)
        first, second, third = (future.exception() for future in wrong)
        assert isinstance(first, ValueError)
        assert isinstance(second, ModuleNotFoundError)
        assert isinstance(third, (AttributeError, pickle.PicklingError))  # a function without a name to import it by
        with pytest.raises(ProcessDied, match="its process ended by itself with exit code 3"):
            dead.result()
        assert after.result() == 8


def test_every_process_computes_on_one_thread_and_ours_on_as_many_as_before(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    with processes(1) as pool:
        assert pool.submit(torch.get_num_threads).result() == 1
    assert os.environ["OMP_NUM_THREADS"] == "2"


def test_less_than_one_process_is_refused():
    with pytest.raises(ValueError, match="got 0 processes, allowed are 1 or more"):
        processes(0)
