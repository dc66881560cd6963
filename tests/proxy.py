"""A slow line: a TCP proxy on this machine that holds back every byte for a while, in both directions."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from waiting import LONG_S


@contextlib.contextmanager
def slow_line(port: int, *, delay_s: float = 0.1, at: int = 0) -> Iterator[int]:
    """Pass connections on to 127.0.0.1:`port`; yields the port to connect to, `at` if that is not 0.

    A round trip takes 2 · `delay_s`.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    line = Line(port, delay_s=delay_s, at=at)
    try:
        yield asyncio.run_coroutine_threadsafe(line.open(), loop).result(LONG_S)
    finally:
        asyncio.run_coroutine_threadsafe(line.close(), loop).result(LONG_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(LONG_S)
        loop.close()


class Line:
    """Listens on a free port, or `at` one, and carries each connection to `port`, late but in order."""

    def __init__(self, port: int, *, delay_s: float, at: int = 0) -> None:
        self.port, self.delay_s, self.at = port, delay_s, at
        self.calls: set[asyncio.Task] = set()

    async def open(self) -> int:
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", self.at)
        return self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self.server.close()
        for call in self.calls:
            call.cancel()
        await asyncio.gather(*self.calls, return_exceptions=True)

    async def answer(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        self.calls.add(call := asyncio.current_task())
        call.add_done_callback(self.calls.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            far, far_out = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.gather(self.carry(near, far_out), self.carry(far, near_out))

    async def carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Read at once, deliver `delay_s` later: a delay, not a narrower pipe."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        deliver = asyncio.ensure_future(self.deliver(waiting, sink))
        try:
            while data := await source.read(65_536):
                waiting.put_nowait((self.due(), data))
            waiting.put_nowait((self.due(), b""))
            await deliver
        finally:
            deliver.cancel()

    def due(self) -> float:
        return asyncio.get_running_loop().time() + self.delay_s

    async def deliver(self, waiting: asyncio.Queue, sink: asyncio.StreamWriter) -> None:
        try:
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                if not data:
                    return
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()
