"""How many processors are ours: the machine's, our affinity's, our container's."""

import os
from importlib import import_module

import pytest

from frontear.sweeps.cores import cores

V1 = {"cpu/cpu.cfs_period_us": "100000"}


@pytest.fixture(autouse=True)
def eight(monkeypatch):
    """Of eight processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)


def machine(root, group, files):
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(group)
    for name, text in files.items():
        path = root / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return root


def test_affinity_counts_where_nothing_else_limits(tmp_path):
    assert cores(tmp_path) == 8


def test_without_affinity_the_machine_counts(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert cores(tmp_path) == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores(tmp_path) == 1


@pytest.mark.parametrize(
    ("group", "files", "expected"),
    [
        ("0::/\n", {"cpu.max": "200000 100000"}, 2),
        ("0::/\n", {"cpu.max": "max 100000"}, 8),
        ("0::/\n", {"cpu.max": "150000 100000"}, 2),
        ("0::/\n", {"cpu.max": "10000 100000"}, 1),
        ("0::/\n", {"cpu.max": "6400000 100000"}, 8),
        ("0::/\n", {"cpu.max": "what"}, 8),
        ("0::/a/b\n", {"a/cpu.max": "300000 100000", "a/b/cpu.max": "500000 100000"}, 3),
        ("0::/a/b\n", {"a/cpu.max": "500000 100000", "a/b/cpu.max": "max 100000"}, 5),
        ("0::/seen/from/outside\n", {"cpu.max": "200000 50000"}, 4),
        ("4:cpu,cpuacct:/\n0::/\n", V1 | {"cpu/cpu.cfs_quota_us": "250000"}, 3),
        ("4:cpu:/docker/12\n", V1 | {"cpu/cpu.cfs_quota_us": "200000"}, 2),
        ("4:cpu:/\n", V1 | {"cpu/cpu.cfs_quota_us": "-1"}, 8),
        ("4:cpuset:/a\n", {"cpu/a/cpu.cfs_quota_us": "100000", "cpu/a/cpu.cfs_period_us": "100000"}, 8),
        ("nothing of the kind\n", {}, 8),
    ],
)
def test_the_share_of_a_container_counts(tmp_path, group, files, expected):
    assert cores(machine(tmp_path, group, files)) == expected


def test_a_pool_has_as_many_processes_as_processors_are_ours(monkeypatch):
    room = import_module("frontear.sweeps.processes")
    monkeypatch.setattr(room, "cores", lambda: 5)
    monkeypatch.setattr(room, "ThreadPoolExecutor", lambda n: n)
    assert room.processes()._threads == 5
