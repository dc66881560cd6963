"""A class shares one Voila: who has its address reaches the lessons and the kernel of the own page, nothing else."""

import asyncio
import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError

from kernel_line import connected, message, replies
from servers import REPO, Server, running_server
from waiting import LONG_S


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server("voila", REPO / "notebooks") as running:
        yield running


@pytest.fixture(scope="module")
def kernel(server: Server) -> str:
    """That of a page that somebody has opened."""
    page = fetched(server, "voila/render/01_windowing.ipynb").decode()
    return re.search(r'frontearKernel\("([\w-]+)"\)', page)[1]


def fetched(server: Server, place: str, method: str = "GET") -> bytes:
    with urllib.request.urlopen(
        urllib.request.Request(f"{server.url}/{place}", method=method), timeout=LONG_S
    ) as answer:
        return answer.read()


def status(server: Server, place: str, method: str = "GET") -> int:
    try:
        fetched(server, place, method)
    except urllib.error.HTTPError as refused:
        return refused.code
    return 200


def answered(server: Server, place: str) -> bytes:
    try:
        return fetched(server, place)
    except urllib.error.HTTPError as refused:
        return refused.read()


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_code_sent_to_the_kernel_of_the_own_page_is_not_run(server: Server, kernel: str, channel: str, tmp_path: Path):
    written = tmp_path / "written"
    code = {"code": f"open({str(written)!r}, 'w')", "silent": False, "user_expressions": {}, "allow_stdin": False}
    code["user_expressions"] = {"written": code["code"]}
    came = asyncio.run(replies(server.url, kernel, message("execute_request", code, channel)))
    assert "execute_reply" not in came
    assert not written.exists()


@pytest.mark.parametrize("kind", ["complete_request", "inspect_request", "history_request", "debug_request"])
def test_nothing_of_a_kernel_but_its_widgets_answers(server: Server, kernel: str, kind: str):
    asked = {"code": "open", "cursor_pos": 4, "detail_level": 1, "hist_access_type": "tail", "command": "evaluate"}
    came = asyncio.run(replies(server.url, kernel, message(kind, asked, "shell"), message(kind, asked, "control")))
    assert kind.replace("request", "reply") not in came


def test_a_socket_of_a_page_from_elsewhere_is_refused(server: Server, kernel: str):
    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(connected(server.url, kernel, Origin="http://elsewhere.example"))


def test_a_line_in_the_older_protocol_is_refused(server: Server, kernel: str):
    """Voila would take bytes of it for a length, count to it, and serve nobody meanwhile."""
    with pytest.raises(HTTPClientError, match="400"):
        asyncio.run(connected(server.url, kernel, protocol="older"))


@pytest.mark.parametrize("sent", [b"\xff" * 16, b"", b"\x02" + bytes(7), "a text"])
def test_what_is_no_message_ends_the_own_line_and_the_server_goes_on(server: Server, kernel: str, sent: bytes | str):
    """Jupyter would take the first bytes for a number of parts, and count to it."""

    async def send() -> None:
        line = await connected(server.url, kernel)
        line.write_message(sent, binary=isinstance(sent, bytes))
        while await asyncio.wait_for(line.read_message(), LONG_S) is not None:
            pass
        assert line.close_code == 1002

    asyncio.run(send())
    assert status(server, "health") == 200


def test_kernels_are_neither_listed_nor_begun_and_their_names_can_not_be_guessed(server: Server, kernel: str):
    assert uuid.UUID(kernel).version == 4
    assert status(server, f"api/kernels/{uuid.uuid4()}") == 404
    for method in ("GET", "POST"):
        assert status(server, "api/kernels", method) in (404, 405)
        assert status(server, "api/sessions", method) in (404, 405)
        assert status(server, "api/terminals", method) in (404, 405)


@pytest.mark.parametrize("way", ["../", "..%2f", "%2e%2e/", "..%252f", "....//", "/", "%2f"])
@pytest.mark.parametrize("door", ["voila/files", "voila/render", "voila/tree", "voila/api/contents", "voila/static"])
def test_no_file_outside_the_lessons_is_served(server: Server, door: str, way: str):
    for place in ("start.py", "README.md", "etc/passwd"):
        body = answered(server, f"{door}/{way}{place}")
        for file in (REPO / place, Path("/", place)):
            assert not file.is_file() or file.read_bytes()[:40] not in body


def test_of_the_lessons_folder_pictures_and_sounds_are_served_and_no_code(server: Server):
    pictures = sorted((REPO / "notebooks" / "pictures").iterdir())
    assert status(server, f"voila/files/pictures/{pictures[0].name}") == 200
    for path in (REPO / "notebooks").rglob("*"):
        if path.suffix in (".py", ".ipynb", ".toml"):
            assert status(server, f"voila/files/{path.relative_to(REPO / 'notebooks')}") in (403, 404)
