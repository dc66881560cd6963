"""The line between a page and its kernel, as the server's settings make it."""

import subprocess
import sys

from servers import JUPYTER

OPENS_ONE = f"""
import asyncio
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from traitlets.config import PyFileConfigLoader

for _ in range(2):  # as where Voila runs within Jupyter server
    PyFileConfigLoader("jupyter_server_config.py", path={str(JUPYTER)!r}).load_config()

class Line(KernelWebsocketHandler):
    def __init__(self):
        pass
    def set_nodelay(self, at_once):
        print("at once:", at_once)

asyncio.run(Line().open("a-kernel"))
"""


def test_what_a_kernel_says_goes_out_at_once_and_does_not_wait_for_the_browser_to_acknowledge():
    done = subprocess.run([sys.executable, "-c", OPENS_ONE], capture_output=True, text=True)
    assert done.stdout == "at once: True\n", done.stderr
