"""Voila: the shared settings, its pages packed, and a class's password."""

import os

from tornado.web import GZipContentEncoding

c = get_config()  # noqa: F821

load_subconfig("jupyter_server_config.py")  # noqa: F821
load_subconfig("voila_doors.py")  # noqa: F821

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
