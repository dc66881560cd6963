"""The panels' scripts, one file for all pages of a server: the browser keeps it, and no kernel has to send it."""

import functools
import hashlib
import json

from jupyter_server.utils import url_path_join
from tornado.web import GZipContentEncoding, RequestHandler

c = get_config()  # noqa: F821

PLACE = "frontear/scripts.json"
FOR_EVER = "public, max-age=31536000, immutable"  # its address changes with it


class Scripts(RequestHandler):
    """What `frontear_widgets.browser` says, to everybody: it is what anybody can read who has the project."""

    def get(self):
        """Answer."""
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", FOR_EVER)
        self.finish(scripts())


def scripts():
    """All modules of the page, by name."""
    from frontear_widgets import browser  # with the first lesson: the gallery needs none of it

    return written(tuple(path.stat().st_mtime_ns for path in sorted(browser.FOLDER.rglob("*.*s"))))


@functools.lru_cache(maxsize=1)
def written(_times):
    """As they are now; they are read again when one has changed."""
    from frontear_widgets import browser

    return json.dumps(browser.texts()).encode()


def with_scripts(page_config, *, base_url, settings, **_page):
    """Tell a page where its scripts are, and the server of the page.

    For gzip Voila reads tornado_settings too late, its application being made: it is told with the first page as well.
    Inside Jupyter server there is no such application, and the server compresses by itself.
    """
    alone = settings.get("voila")
    app = alone.app if alone else settings["serverapp"].web_app
    if alone and GZipContentEncoding not in app.transforms:
        app.transforms.append(GZipContentEncoding)
    if not settings.get(PLACE):
        settings[PLACE] = True
        app.add_handlers(".*$", [(f".*/{PLACE}", Scripts)])
    version = hashlib.sha256(scripts()).hexdigest()[:16]
    return page_config | {"frontearScripts": f"{url_path_join(base_url, PLACE)}?v={version}"}


c.VoilaConfiguration.page_config_hook = with_scripts
