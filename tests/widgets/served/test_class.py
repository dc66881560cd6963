"""What a server for a class does beside showing lessons: it asks for a password and says how it is."""

import json
import urllib.request
from collections.abc import Iterator

import pytest

from servers import Server, running_server, write_notebook
from waiting import LONG_S

PASSWORD = "a word and more"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("class")
    write_notebook(root / "lesson.ipynb", "1 + 1")
    with running_server("voila", root, FRONTEAR_PASSWORD=PASSWORD) as running:
        yield running


def opened(address: str) -> tuple[str, str]:
    """Where one is led from an address, and what stands there."""
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address, timeout=LONG_S) as page:
        return page.url, page.read().decode()


def test_a_lesson_is_shown_to_who_knows_the_password_and_nobody_else(server: Server):
    lesson = server.lesson_url("lesson")
    assert "/login?" in opened(lesson)[0]
    assert "/login?" in opened(f"{lesson}?token=another")[0]
    assert server.kernels() == []
    where, page = opened(f"{lesson}?token={PASSWORD.replace(' ', '%20')}")
    assert "/login?" not in where
    assert "frontearKernel(" in page


def test_it_says_how_it_is_without_a_password(server: Server):
    assert json.loads(opened(f"{server.url}/health")[1])["status"] == "ok"
