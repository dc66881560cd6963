"""The house keeps its rules: who may import whom, what notebooks carry, one place for each dependency."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import frontear

ROOT = Path(__file__).resolve().parents[2]
SVG = "http://www.w3.org/2000/svg"  # a name, at which nobody asks
LIBRARY = sorted((ROOT / "lib").rglob("*.py"))
WIDGETS = sorted((ROOT / "widgets").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SCREENS = {"ipywidgets", "plotly", "anywidget", "IPython", "frontear_widgets"}


def relative(path):
    return path.relative_to(ROOT).as_posix()


def imported(source):
    """Top-level names that Python source imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def code(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def requirements(name):
    """Requirement lines of a file; options such as -e and comments left out."""
    lines = (line.split(" #")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("-", "#"))]


def names(requirements):
    return {canonicalize_name(requirement.name) for requirement in requirements}


# ---- one direction: data_samples, lib, widgets, notebooks


@pytest.mark.parametrize("path", LIBRARY, ids=relative)
def test_the_library_knows_no_screen(path):
    assert not imported(path.read_text()) & SCREENS


@pytest.mark.parametrize("path", LIBRARY + WIDGETS, ids=relative)
def test_nothing_imports_tests_or_benchmarks(path):
    assert not imported(path.read_text()) & {"tests", "benchmarks", "conftest", "pytest"}


def test_the_library_is_not_ignored_by_git():
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    asked = subprocess.run(["git", "check-ignore", "-q", "--no-index", "lib/frontear/data/clip.py"], cwd=ROOT)
    assert asked.returncode == 1


# ---- notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_a_notebook_carries_no_outputs_counts_or_widget_state(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_a_notebook_names_the_template_and_begins_with_the_heading_that_titles_its_page(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"]["voila"] == {"template": "frontear"}
    assert "".join(notebook["cells"][0]["source"]).startswith("# ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_a_notebook_finds_its_packages_installed(path):
    assert not any("sys.path" in cell or "%pip" in cell or "!pip" in cell for cell in code(path))


# ---- dependencies


def test_requirements_and_pyproject_name_the_same_packages():
    assert names(requirements("requirements.txt")) == names(map(Requirement, PROJECT["dependencies"]))


def test_requirements_end_with_the_project_itself():
    assert (ROOT / "requirements.txt").read_text().rstrip().endswith("\n-e .")


def test_who_cites_it_names_its_version():
    assert f"version: {frontear.__version__}" in (ROOT / "CITATION.cff").read_text().splitlines()


def test_the_lock_pins_exact_public_versions():
    for pinned in requirements("constraints.txt"):
        assert re.fullmatch(r"==[\w.]+", str(pinned.specifier)), pinned
        assert pinned.url is None


def test_the_lock_holds_everything_we_ask_for_within_its_range():
    lock = {canonicalize_name(pinned.name): pinned.specifier for pinned in requirements("constraints.txt")}
    extra = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for wanted in requirements("requirements.txt") + extra:
        version = str(lock[canonicalize_name(wanted.name)]).removeprefix("==")
        assert wanted.specifier.contains(version), wanted


def test_binder_takes_the_locked_torch_for_its_own_python():
    torch = next(asked for asked in requirements("binder/requirements.txt") if asked.name == "torch")
    locked = next(pinned for pinned in requirements("constraints.txt") if pinned.name == "torch")
    python = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-").replace(".", "")
    version = str(locked.specifier).removeprefix("==")
    assert torch.url.startswith(f"https://download.pytorch.org/whl/cpu/torch-{version}%2Bcpu-cp{python}-cp{python}-")


def test_the_template_asks_no_other_machine():
    files = [path for path in (ROOT / "widgets" / "jupyter").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert files
    written = [path.read_text().replace(SVG, "") for path in files if path.suffix in {".html", ".j2", ".json", ".css"}]
    assert not any("//" in text for text in written)


# ---- style


@pytest.mark.parametrize("arguments", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_is_content(arguments):
    ruff = subprocess.run([sys.executable, "-m", "ruff", *arguments, "."], cwd=ROOT, capture_output=True, text=True)
    assert ruff.returncode == 0, ruff.stdout + ruff.stderr


def test_pyright_is_content():
    pyright = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    checked = subprocess.run(pyright, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_two_files_of_tests_have_one_name():
    """Pytest would refuse the second, and with it the whole run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
