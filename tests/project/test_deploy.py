"""What deploy/ and binder/ say of the project is so: names, places, and the same figures in each."""

import os
import re
import runpy
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
INSTALLED = "/srv/frontear"
HUB = PyFileConfigLoader("jupyterhub_config.py", path=str(DEPLOY)).load_config()
STUDENTS = yaml.safe_load((DEPLOY / "zero-to-jupyterhub.yaml").read_text())["singleuser"]
CONTAINER = (DEPLOY / "Containerfile").read_text()


def said(instruction: str) -> str:
    """What the container file's last line of this kind says."""
    return re.findall(rf"^{instruction} (.+)$", CONTAINER, re.MULTILINE)[-1]


# ---- hubs


def test_what_a_hub_starts_for_a_student_is_a_program():
    assert HUB.Spawner.cmd == [str(DEPLOY / "student")]
    assert os.access(DEPLOY / "student", os.X_OK)
    subprocess.run(["sh", "-n", DEPLOY / "student"], check=True)


def test_on_kubernetes_a_student_has_the_same_as_on_one_computer():
    assert STUDENTS["cmd"] == f"{INSTALLED}/deploy/student"
    assert STUDENTS["defaultUrl"] == HUB.Spawner.default_url
    assert STUDENTS["startTimeout"] == HUB.Spawner.start_timeout
    for what, short in (("memory", "mem"), ("cpu", "cpu")):
        for bound in ("guarantee", "limit"):
            assert STUDENTS[what][bound] == HUB.Spawner[f"{short}_{bound}"]


def test_the_littlest_hub_takes_the_same_settings():
    lines = (DEPLOY / "littlest_jupyterhub.py").read_text()
    assert f'load_subconfig("{INSTALLED}/deploy/jupyterhub_config.py")' in lines


# ---- the container


def test_the_container_shows_the_lessons_to_a_class_and_not_as_root():
    assert said("USER") == "student"
    assert f"/home/{said('USER')}" == STUDENTS["storage"]["homeMountPath"]
    assert said("WORKDIR") == INSTALLED
    python, program, *arguments = yaml.safe_load(said("CMD"))
    assert (python, program) == ("python3", "start.py")
    parse = runpy.run_path(str(ROOT / program))["parse"]
    assert parse(arguments).command == "serve"


def test_the_container_installs_as_start_does_with_what_a_hub_wants():
    assert re.search(r"""^RUN python3 -c 'import start; start.install\("hub"\)'$""", CONTAINER, re.MULTILINE)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert "jupyterhub" in extras["hub"]


# ---- Binder


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch):
    """What repo2docker, the program behind Binder, takes this folder for."""
    if find_spec("repo2docker") is None:
        pytest.skip('no repo2docker here: pip install -e ".[test]"')
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    packs = (kind(base_image=app.base_image) for kind in app.buildpacks)
    found = next(pack for pack in packs if pack.detect())
    found.platform = "linux/amd64"
    return found


def test_binder_takes_the_project_for_one_of_python_by_its_folder(pack):
    assert type(pack).__name__ == "PythonBuildPack"
    assert pack.binder_dir == "binder"
    assert f"python-{pack.python_version}" == (ROOT / "binder" / "runtime.txt").read_text().strip()


def test_binder_installs_ours_when_all_of_it_is_there_then_warms_up_and_starts(pack):
    lines = pack.render({}).splitlines()
    steps = [
        "apt-get install --yes --no-install-recommends libsndfile1 && \\",
        "COPY --chown=1000:1000 src/ ${REPO_DIR}/",
        'RUN ${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ]
    assert [line for line in lines if line in steps] == steps


def test_each_lesson_has_a_badge_that_opens_it_on_binder():
    links = re.findall(r"https://mybinder\.org/[^\s)]+", (ROOT / "README.md").read_text(encoding="utf-8"))
    for lesson in (ROOT / "notebooks").glob("*.ipynb"):
        place = "https://mybinder.org/v2/gh/frontear/frontear/HEAD?urlpath=voila%2Frender%2Fnotebooks%2F"
        assert place + lesson.name in links


def test_what_binder_installs_is_there():
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    named = [line.split()[1] for line in lines if line.startswith(("-c", "-r"))]
    assert named == ["../constraints.txt", "../requirements.txt"]
    assert all((ROOT / "binder" / name).is_file() for name in named)


@pytest.mark.skipif(sys.platform == "win32", reason="Binder's scripts are the shell's")
def test_binders_start_hands_our_settings_to_what_it_starts():
    asked = [ROOT / "binder" / "start", "sh", "-c", 'echo "$JUPYTER_PATH:$JUPYTER_CONFIG_PATH"']
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    said = subprocess.run(asked, cwd=ROOT, env=ours, capture_output=True, encoding="utf-8", check=True).stdout
    assert said.strip() == ":".join([str(ROOT / "widgets" / "jupyter")] * 2)
