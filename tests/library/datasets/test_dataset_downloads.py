"""Downloads from a server that cuts, stalls, corrupts and misreports: one sentence each, and the next try works."""

import contextlib
import errno
from hashlib import sha256

import pytest

from frontear.datasets.fetching import downloads
from frontear.datasets.fetching.downloads import download
from frontear.datasets.fetching.errors import FetchError
from loopback import running, send
from servers import closed_port
from waiting import LONG_S

CONTENT = bytes(range(256)) * 1_024  # 32 chunks
HALF = len(CONTENT) // 2


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(CONTENT) as served:
        yield served


def fetched(server, tmp_path, *, timeout_s=LONG_S, **settings):
    where = tmp_path / "archive"
    return download(server.url, where, timeout_s=timeout_s, progress=False, **settings).read_bytes()


def cut(handler):
    send(handler, 200, CONTENT[:HALF], length=len(CONTENT))


def test_a_file_arrives_whole_and_leaves_nothing_else(server, tmp_path):
    assert fetched(server, tmp_path, sha256=sha256(CONTENT).hexdigest()) == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_a_download_that_was_cut_goes_on_where_it_broke_off(server, tmp_path):
    server.answers = [cut]
    with pytest.raises(FetchError, match=r"broke off after 0\.1 of 0\.3 MB: fetch again to go on"):
        fetched(server, tmp_path)
    assert not (tmp_path / "archive").exists()
    assert fetched(server, tmp_path) == CONTENT
    assert server.ranges == [None, f"bytes={HALF}-"]


def test_a_stalled_download_is_given_up_and_goes_on_the_next_time(server, tmp_path):
    def stall(handler):
        send(handler, 200, CONTENT[:HALF], length=len(CONTENT))
        handler.wfile.flush()
        server.released.wait()

    server.answers = [stall]
    with pytest.raises(FetchError, match="stalled after 0"):
        fetched(server, tmp_path, timeout_s=5)  # its first half comes within that
    assert fetched(server, tmp_path) == CONTENT
    assert server.ranges[1] is not None


def test_a_server_that_never_answers_is_given_up(server, tmp_path):
    server.answers = [lambda handler: server.released.wait()]
    with pytest.raises(FetchError, match="did not answer in time"):
        fetched(server, tmp_path, timeout_s=0.1)


def test_a_server_that_cannot_go_on_sends_all_again(server, tmp_path):
    server.answers = [cut, lambda handler: send(handler, 200, CONTENT)]
    with pytest.raises(FetchError):
        fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT


def test_a_server_that_goes_on_from_elsewhere_is_not_believed(server, tmp_path):
    wrong = {"Content-Range": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"}
    server.answers = [cut, lambda handler: send(handler, 206, CONTENT, wrong)]
    for _ in range(2):
        with pytest.raises(FetchError):
            fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT


def test_a_length_reported_too_long_breaks_off_and_the_next_try_finds_that_all_is_here(server, tmp_path):
    server.answers = [lambda handler: send(handler, 200, CONTENT, length=len(CONTENT) + 1_000)]
    with pytest.raises(FetchError, match="broke off"):
        fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT
    assert server.ranges[1] == f"bytes={len(CONTENT)}-"


def test_a_length_reported_too_short_is_caught_by_the_checksum(server, tmp_path):
    server.answers = [lambda handler: send(handler, 200, CONTENT, length=HALF)]
    with pytest.raises(FetchError, match="wrong checksum and was thrown away: fetch again"):
        fetched(server, tmp_path, sha256=sha256(CONTENT).hexdigest())
    assert not list(tmp_path.iterdir())
    assert fetched(server, tmp_path, sha256=sha256(CONTENT).hexdigest()) == CONTENT


def test_a_part_that_is_longer_than_the_file_is_thrown_away(server, tmp_path):
    (tmp_path / "archive.part").write_bytes(CONTENT + b"more")
    with pytest.raises(FetchError, match="416"):
        fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT


@pytest.mark.parametrize("length", ["many", "-5", "1e3", ""])
def test_a_length_that_is_no_number_is_not_believed(server, tmp_path, length):
    server.answers = [lambda handler: send(handler, 200, CONTENT, length=length)]
    with contextlib.suppress(FetchError):
        assert fetched(server, tmp_path) == CONTENT
    assert fetched(server, tmp_path) == CONTENT


def test_without_a_length_the_file_arrives_too(server, tmp_path):
    def unknown(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(CONTENT)

    server.answers = [unknown]
    assert fetched(server, tmp_path) == CONTENT


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_an_answer_that_is_no_file_is_said(server, tmp_path, status):
    server.answers = [lambda handler: send(handler, status, b"<html>sorry</html>")]
    with pytest.raises(FetchError, match=f"answered {status} "):
        fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT


def test_corrupt_content_is_caught_by_the_checksum(server, tmp_path):
    server.answers = [lambda handler: send(handler, 200, CONTENT[:-1] + b"!")]
    with pytest.raises(FetchError, match="wrong checksum"):
        fetched(server, tmp_path, sha256=sha256(CONTENT).hexdigest())
    assert fetched(server, tmp_path, sha256=sha256(CONTENT).hexdigest()) == CONTENT


def test_no_network_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with closed_port() as port, pytest.raises(FetchError, match=r"cannot be reached: is there a network\?"):
        download(f"http://127.0.0.1:{port}/", tmp_path / "archive", timeout_s=LONG_S, progress=False)


def test_a_full_disk_is_called_by_its_name_and_the_part_is_kept(server, tmp_path, monkeypatch):
    class Full:
        def __init__(self, *arguments, **settings):
            self.n = 0

        def __enter__(self):
            return self

        def __exit__(self, *_problem):
            pass

        def update(self, count):
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(downloads, "tqdm", Full)
        with pytest.raises(FetchError, match="the disk is full: make room and fetch again"):
            fetched(server, tmp_path)
    assert fetched(server, tmp_path) == CONTENT
    assert server.ranges[1] is not None


def test_a_folder_that_cannot_be_made_is_said(server, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FetchError, match=r"writing .*taken"):
        download(server.url, tmp_path / "taken/archive", progress=False)
