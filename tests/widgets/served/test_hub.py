"""A real hub, by deploy/jupyterhub_config.py: each student has a server, whose kernels are forked and no one else's."""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from kernel_line import replies
from node import package
from servers import REPO, descendants, end_of, end_with_kernels, environment, free_port, wait_until_it_answers
from waiting import LONG_S

NAMES = ("ann", "bob", "zoe")
PASSWORD = "a word and more"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a hub starts its servers on Linux"),
    pytest.mark.skipif(find_spec("jupyterhub") is None, reason='no jupyterhub here: pip install -e ".[hub]"'),
]

# Ours, but for ports, for students who have no account on this computer, and where the tests' Python is.
SETTINGS = """
load_subconfig("{installed}/deploy/jupyterhub_config.py")
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = "{password}"
c.Authenticator.allow_all = True
c.Spawner.args = ["--allow-root"]
c.Spawner.env_keep = {variables}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {inner_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = ["{proxy}"]
"""
BY_A_TEACHER = ["-c", "user.name=A teacher", "-c", "user.email=teacher@example.org"]
KEPT = ["PATH", "PYTHONPATH", "FRONTEAR_DATA", "FRONTEAR_RUNS"]


@dataclass(frozen=True)
class Hub:
    """A running hub."""

    url: str
    process: subprocess.Popen


@dataclass
class Student:
    """Somebody's browser, as far as cookies go."""

    name: str
    hub: Hub
    cookies: CookieJar = field(default_factory=CookieJar)

    def opened(self, place: str, **form: str) -> tuple[str, str]:
        """Where one is led from a place, and what stands there."""
        open_ = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open
        with open_(self.hub.url + place, urllib.parse.urlencode(form).encode() or None, timeout=LONG_S) as page:
            return page.url, page.read().decode()

    def log_in(self) -> None:
        form = re.search(r'name="_xsrf" value="([^"]*)"', self.opened("/hub/login")[1])
        self.opened("/hub/login", username=self.name, password=PASSWORD, _xsrf=form[1])

    def lesson(self) -> str:
        """The page of a lesson, when the server is there."""
        waited_for(lambda: self.opened(f"/user/{self.name}/")[0].startswith(self.url))
        return self.opened(f"/user/{self.name}/voila/render/lessons/01_windowing.ipynb")[1]

    @property
    def url(self) -> str:
        return f"{self.hub.url}/user/{self.name}"

    def cookie(self) -> str:
        asked = urllib.request.Request(f"{self.url}/api")
        self.cookies.add_cookie_header(asked)
        return asked.get_header("Cookie")


def waited_for(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG_S
    while not so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def hub(npm: str) -> Iterator[Hub]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port, inner_port, proxy_port = free_port(), free_port(), free_port()
        places = {
            "folder": folder,
            "installed": installed(Path(folder)),
            "password": PASSWORD,
            "proxy": package("configurable-http-proxy"),
        }
        settings, log = Path(folder, "settings.py"), Path(folder, "log")
        ports = {"port": port, "inner_port": inner_port, "proxy_port": proxy_port}
        settings.write_text(SETTINGS.format(variables=KEPT, **places, **ports))
        with log.open("wb") as sink:
            command = [sys.executable, "-m", "jupyterhub", "--config", settings]
            own = environment(Path(folder, "of the hub"))
            process = subprocess.Popen(command, cwd=folder, env=own, stdout=sink, stderr=sink)
        try:
            wait_until_it_answers(process, f"http://127.0.0.1:{inner_port}/hub/health", log=log)
            waited_for(lambda: "JupyterHub is now running" in log.read_text())  # the proxy knows it
            yield Hub(f"http://127.0.0.1:{port}", process)
        finally:
            end_with_kernels(process)
            print(end_of(log))


def installed(folder: Path) -> Path:
    """Frontear as `start.py` installs it: with a .venv."""
    place = folder / "frontear"
    place.mkdir()
    for name in ("deploy", "notebooks", "widgets"):
        (place / name).symlink_to(REPO / name)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@dataclass(frozen=True)
class Class:
    """Students who came at once, each with an open lesson; their kernels."""

    students: list[Student]
    kernels: list[str]


@pytest.fixture(scope="module")
def students(hub: Hub) -> Class:
    coming = [Student(name, hub) for name in NAMES]
    with ThreadPoolExecutor(len(coming)) as at_once:
        return Class(coming, [*at_once.map(open_a_lesson, coming)])


def open_a_lesson(student: Student) -> str:
    """Its kernel."""
    student.log_in()
    return re.search(r'frontearKernel\("([\w-]+)"\)', student.lesson())[1]


def test_three_students_at_once_have_a_lesson_each_whose_kernel_is_forked_and_answers(hub: Hub, students: Class):
    for student, kernel in zip(students.students, students.kernels, strict=True):
        assert asyncio.run(replies(student.url, kernel, Cookie=student.cookie())) == ["kernel_info_reply"]
    called = {process.name() for process in descendants(hub.process.pid)}
    assert {f"kernel-{kernel}"[:15] for kernel in students.kernels} <= called  # only forks are called so


def test_a_student_has_the_lab_and_gets_into_nobody_elses_server(students: Class):
    ann = students.students[0]
    assert ann.opened("/user/ann/lab/tree/lessons/01_windowing.ipynb")[0].startswith(f"{ann.url}/lab/")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ann.opened("/user/bob/voila/render/lessons/00_index.ipynb")


def test_a_page_that_is_left_ends_its_kernel(hub: Hub, students: Class):
    bob, kernel = students.students[1], students.kernels[1]
    token = next(cookie.value for cookie in bob.cookies if (cookie.name, cookie.path) == ("_xsrf", "/user/bob/"))
    bob.opened(f"/user/bob/voila/api/shutdown/{kernel}", _xsrf=token)  # as leave.js has it
    waited_for(lambda: f"kernel-{kernel}"[:15] not in {process.name() for process in descendants(hub.process.pid)})


@pytest.mark.skipif(find_spec("nbgitpuller") is None or shutil.which("git") is None, reason="no nbgitpuller or git")
def test_a_link_brings_a_student_the_notebooks_of_a_teacher(students: Class, tmp_path: Path):
    course = tmp_path / "course"
    course.mkdir()
    (course / "first.ipynb").write_text("{}")
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*BY_A_TEACHER, "commit", "-q", "-m", "First"]):
        subprocess.run(["git", *command], cwd=course, check=True)
    zoe = students.students[-1]
    asked = urllib.parse.urlencode({"repo": course.as_uri(), "branch": "main", "targetpath": "course"})
    assert '"phase": "finished"' in zoe.opened(f"/user/zoe/git-pull/api?{asked}")[1]
    assert "first.ipynb" in zoe.opened("/user/zoe/api/contents/course")[1]


def test_a_hub_that_ends_leaves_nothing_behind(hub: Hub, students: Class):
    family = descendants(hub.process.pid)
    hub.process.terminate()
    _, left = psutil.wait_procs([psutil.Process(hub.process.pid), *family], timeout=LONG_S)
    assert left == []
