"""A server on this machine that gives a file as it is told: whole, cut, stalled, corrupt, with false lengths."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Loopback:
    """`answers` are taken one for each request; after them the file is given whole, or the rest that was asked for."""

    def __init__(self, content: bytes):
        self.content = content
        self.answers: list[Callable] = []
        self.ranges: list[str | None] = []
        self.released = threading.Event()
        self.url = ""

    def give(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer as a good server does: the rest of the file where a range is asked for."""
        start = int(self.ranges[-1].removeprefix("bytes=").rstrip("-")) if self.ranges[-1] else 0
        if start >= len(self.content) > 0:
            send(handler, 416, b"", {"Content-Range": f"bytes */{len(self.content)}"})
        elif start:
            last = len(self.content) - 1
            content_range = f"bytes {start}-{last}/{last + 1}"
            send(handler, 206, self.content[start:], {"Content-Range": content_range})
        else:
            send(handler, 200, self.content)


def send(handler, status, body, headers=None, *, length=None):
    handler.send_response(status)
    for name, value in {"Content-Length": len(body) if length is None else length, **(headers or {})}.items():
        handler.send_header(name, str(value))
    handler.end_headers()
    handler.wfile.write(body)


@contextlib.contextmanager
def running(content: bytes) -> Iterator[Loopback]:
    served = Loopback(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            served.ranges.append(self.headers.get("Range"))
            with contextlib.suppress(ConnectionError):
                (served.answers.pop(0) if served.answers else served.give)(self)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/archive"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
