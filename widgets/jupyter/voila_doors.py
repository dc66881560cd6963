"""What Voila's server answers beside its own, and what it does not take."""

from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RequestHandler
from voila.app import Voila
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

PROTOCOL_ERROR = 1002  # of RFC 6455
PROTOCOL = "v1.kernel.websocket.jupyter.org"


class Health(RequestHandler):
    """`health`, for who looks after a server: it answers, and so many lessons are open. It asks for no password."""

    def get(self):
        """Answer."""
        self.finish({"status": "ok", "lessons": len(self.settings["kernel_manager"].list_kernel_ids())})


class Line(VoilaKernelWebsocketHandler):
    """A page's line to its kernel, in the protocol of every page, and whole messages alone.

    A message begins with how many parts it has. Voila reads that from messages of an older protocol as well, and
    Jupyter from whatever comes: told of billions, they count so far, and serve nobody else meanwhile.
    """

    async def get(self, kernel_id):
        """Open the line."""
        if PROTOCOL not in self.request.headers.get("Sec-WebSocket-Protocol", ""):
            raise HTTPError(400, f"A line to a kernel speaks {PROTOCOL}.")
        await super().get(kernel_id)

    def on_message(self, ws_message):
        """Hand a message on, or end the line."""
        if isinstance(ws_message, bytes) and 8 * (1 + int.from_bytes(ws_message[:8], "little")) <= len(ws_message):
            super().on_message(ws_message)
        else:
            self.close(PROTOCOL_ERROR, "No message of a kernel has more parts than it has room for.")


INSTEAD = {VoilaKernelWebsocketHandler: Line}
handlers_of = Voila.init_handlers


def ours(app):
    """Voila's, and instead of some of them ours."""
    kept = [(place, INSTEAD.get(handler, handler), *how) for place, handler, *how in handlers_of(app)]
    return [(url_path_join(app.server_url, "health"), Health), *kept]


if handlers_of.__name__ != ours.__name__:  # settings may be read twice
    Voila.init_handlers = ours
