"""Voila: the shared settings, its pages packed, a class's password and how its server is."""

import os

from jupyter_server.utils import url_path_join
from tornado.web import GZipContentEncoding, RequestHandler
from voila.app import Voila

c = get_config()  # noqa: F821

load_subconfig("jupyter_server_config.py")  # noqa: F821

if password := os.environ.pop("FRONTEAR_PASSWORD", ""):
    c.Voila.token = password


def compressing(page_config, *, settings, **_page):
    """For gzip Voila reads tornado_settings too late, its application being made: it is told with the first page.

    Inside Jupyter server, which reads this file too, there is no such application, and the server compresses by itself.
    """
    if alone := settings.get("voila"):
        transforms = alone.app.transforms
        if GZipContentEncoding not in transforms:
            transforms.append(GZipContentEncoding)
    return page_config


c.VoilaConfiguration.page_config_hook = compressing


class Health(RequestHandler):
    """`health`, for who looks after a server: it answers, and so many lessons are open. It asks for no password."""

    def get(self):
        """Answer."""
        self.finish({"status": "ok", "lessons": len(self.settings["kernel_manager"].list_kernel_ids())})


handlers_of = Voila.init_handlers


def with_health(app):
    """All of Voila's, and ours."""
    return [(url_path_join(app.server_url, "health"), Health), *handlers_of(app)]


if handlers_of.__name__ != with_health.__name__:
    Voila.init_handlers = with_health
