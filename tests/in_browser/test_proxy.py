"""The slow line is slow, and carries every byte in order."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from proxy import slow_line
from waiting import LONG_S


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        while data := self.request.recv(65_536):
            self.request.sendall(data)


@pytest.fixture
def echo() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_byte_comes_back_in_order(echo: int):
    sent = bytes(range(256)) * 2_000
    with slow_line(echo, delay_s=0.01) as port, socket.create_connection(("127.0.0.1", port), timeout=LONG_S) as line:
        threading.Thread(target=line.sendall, args=[sent]).start()
        got = b"".join(iter_exactly(line, len(sent)))
    assert got == sent


def iter_exactly(line: socket.socket, count: int) -> Iterator[bytes]:
    while count:
        data = line.recv(min(count, 65_536))
        count -= len(data)
        yield data


def test_a_round_trip_takes_at_least_both_delays(echo: int):
    with slow_line(echo, delay_s=0.1) as port, socket.create_connection(("127.0.0.1", port), timeout=LONG_S) as line:
        begun = time.monotonic()
        line.sendall(b"?")
        assert line.recv(1) == b"?"
        assert time.monotonic() - begun > 0.19  # a slow machine only makes it longer
