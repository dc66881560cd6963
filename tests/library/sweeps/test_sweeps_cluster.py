"""Sweeps over a Dask cluster: a real scheduler and workers, each a process of its own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from frontear.sweeps import Table, cluster, dask_cluster, grid, sweep
from servers import closed_port
from sweep_runs import deadly_once, gated, tracks
from waiting import LONG_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor named pipes")

SCHEDULER = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")


@contextmanager
def started(command, *arguments, folder, **options):
    """A process of Dask's command line, ended at the end."""
    places = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", f"distributed.cli.{command}", *arguments]
    with subprocess.Popen(command, cwd=folder, env=places, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def scheduler(tmp_path):
    """The process of a scheduler, and its address."""
    with started(*SCHEDULER, folder=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        yield process, next(line.split()[-1] for line in process.stderr if "Scheduler at:" in line)


@pytest.fixture
def address(scheduler):
    return scheduler[1]


@pytest.fixture
def workers(address, tmp_path):
    worker = (*WORKER, "--local-directory", str(tmp_path), address)
    with started(*worker, folder=tmp_path) as one, started(*worker, folder=tmp_path) as other:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=LONG_S)
        yield one, other


def test_the_work_of_a_worker_killed_midway_is_done_by_the_other(tmp_path, address, workers):
    settings = grid(x=range(8), folder=[str(tmp_path)])
    with cluster(address) as pool:
        found = list(sweep(deadly_once, settings, table=tmp_path / "t", pool=pool))
    killed = next(worker for worker in workers if worker.pid == int((tmp_path / "killed").read_text()))
    assert killed.wait() == -signal.SIGKILL
    assert sorted(result.result["double"] for result in found) == list(range(0, 16, 2))
    assert not any(row.error for row in Table(tmp_path / "t"))
    assert set(tracks(tmp_path)) == set(range(8))


@pytest.mark.usefixtures("workers")
def test_a_scheduler_that_goes_away_stops_the_sweep_and_fails_no_run(tmp_path, scheduler):
    os.mkfifo(tmp_path / "gate")  # the last three wait for ever
    process, address = scheduler
    with cluster(address) as pool:
        running = sweep(gated, grid(x=range(6), folder=[str(tmp_path)]), table=tmp_path / "t", pool=pool)
        next(running)
        process.kill()
        with pytest.raises(ConnectionError, match="goes on from here"):
            list(running)
    assert not any(row.error for row in Table(tmp_path / "t"))


def test_workers_of_several_threads_are_refused():
    local = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "protocol": "tcp", "dashboard_address": None}
    with LocalCluster(**local) as crowded, pytest.raises(ValueError, match="allowed are those of one"):
        cluster(crowded.scheduler_address).__enter__()


@pytest.mark.parametrize("address", ["nonsense", "foo://x:1", "tcp://10.0.0.1", "10.0.0.1:8786"])
def test_what_is_no_address_is_refused_at_once(address):
    with pytest.raises(ValueError, match=r"got the address .*allowed is one such as tcp://"):
        cluster(address).__enter__()


def test_where_no_worker_comes_this_is_said(address, monkeypatch):
    monkeypatch.setattr(dask_cluster, "FIRST_WORKER_S", 0.2)
    with pytest.raises(ConnectionError, match="no worker came to tcp://"):
        cluster(address).__enter__()


def test_where_no_scheduler_answers_this_is_said():
    soon = dask.config.set({"distributed.comm.timeouts.connect": "100ms"})
    with closed_port() as port, soon, pytest.raises(OSError, match=str(port)):
        cluster(f"tcp://127.0.0.1:{port}").__enter__()


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'frontear\[cluster\]'"):
        cluster("tcp://127.0.0.1:1").__enter__()
