"""Voila: the shared settings, and a class's password."""

import os

c = get_config()  # noqa: F821

load_subconfig("jupyter_server_config.py")  # noqa: F821
load_subconfig("voila_doors.py")  # noqa: F821

if password := os.environ.pop("FRONTEAR_PASSWORD", ""):
    c.Voila.token = password
