"""The folders that the environment names mean the same to every process, wherever it was started from."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config

from frontear.datasets import places
from frontear.datasets.places import cache_root, data_root, named

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = {"FRONTEAR_DATA": data_root, "FRONTEAR_CACHE": cache_root, "FRONTEAR_RUNS": lambda: named("FRONTEAR_RUNS")}
every_folder = pytest.mark.parametrize("variable", FOLDERS)


@every_folder
def test_a_relative_path_begins_where_it_was_met_first_and_stays_there(variable, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, "my sounds")
    assert FOLDERS[variable]() == tmp_path / "my sounds"
    monkeypatch.chdir("/")
    assert FOLDERS[variable]() == tmp_path / "my sounds"
    assert os.environ[variable] == str(tmp_path / "my sounds")  # for the processes that are started from here


@every_folder
def test_the_tilde_is_the_home(variable, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(variable, "~/sounds")
    assert FOLDERS[variable]() == tmp_path / "sounds"
    monkeypatch.setenv(variable, "~")
    assert FOLDERS[variable]() == tmp_path


@every_folder
def test_the_home_of_nobody_is_a_folder_of_that_name_as_in_a_shell(variable, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, "~nobody-of-this-name/sounds")
    assert FOLDERS[variable]() == tmp_path / "~nobody-of-this-name/sounds"


@pytest.mark.parametrize("function", [data_root, cache_root])
def test_a_variable_that_names_nothing_is_none(function, monkeypatch):
    for variable in FOLDERS:
        monkeypatch.delenv(variable, raising=False)
    usual = function()
    for variable in FOLDERS:
        monkeypatch.setenv(variable, "")
    assert function() == usual
    assert usual.is_absolute()


def test_a_program_that_changes_its_folder_after_it_has_started_finds_its_data_where_it_started(tmp_path):
    asked = f"import runpy, os; here = runpy.run_path({places.__file__!r}); os.chdir('/'); print(here['data_root']())"
    run = [sys.executable, "-c", asked]
    said = subprocess.run(
        run, cwd=tmp_path, env={**os.environ, "FRONTEAR_DATA": "data"}, capture_output=True, text=True
    )
    assert said.stdout.strip() == str(tmp_path / "data")


def started():
    return runpy.run_path(str(ROOT / "start.py"))["environment"]()


def served():
    """What a server that is started by hand hands on to its kernels."""
    given = {"get_config": Config, "load_subconfig": list}
    runpy.run_path(str(ROOT / "widgets/jupyter/jupyter_server_config.py"), given)
    return os.environ


@pytest.mark.parametrize("environment", [started, served])
def test_a_server_hands_on_whole_paths_for_its_kernels_start_in_the_folder_of_the_lesson(
    environment, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("FRONTEAR_DATA", "data")
    monkeypatch.setenv("FRONTEAR_CACHE", "~/cache")
    monkeypatch.setenv("FRONTEAR_RUNS", "")
    handed_on = environment()
    assert handed_on["FRONTEAR_DATA"] == str(tmp_path / "data")
    assert handed_on["FRONTEAR_CACHE"] == str(tmp_path / "home/cache")
    assert not handed_on["FRONTEAR_RUNS"]
