"""What every server of ours agrees on: Voila alone, Jupyter server with Voila inside (Binder), JupyterLab."""

import os
import re
import warnings
from pathlib import Path

from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

c = get_config()  # noqa: F821

# A kernel starts in the folder of its lesson: a relative path begins where the server does, for it as well.
for name in filter(os.environ.get, ("FRONTEAR_DATA", "FRONTEAR_CACHE", "FRONTEAR_RUNS")):
    os.environ[name] = os.path.abspath(os.path.expanduser(os.environ[name]))

load_subconfig("forked_kernels.py")  # noqa: F821
load_subconfig("gallery_page.py")  # noqa: F821
load_subconfig("page_scripts.py")  # noqa: F821
load_subconfig("compiled_templates.py")  # noqa: F821

c.VoilaConfiguration.template = "frontear"
c.VoilaConfiguration.file_allowlist = [r".*\.(png|jpg|gif|svg|wav|flac|ogg|mp3)"]

# Voila's Markdown renderer calls file_exists without awaiting it: an asynchronous manager hangs on a picture.
c.ServerApp.contents_manager_class = "jupyter_server.services.contents.largefilemanager.LargeFileManager"

# A cell's panels come behind its answer: Voila waits four seconds for them, and a busy computer takes longer.
c.NotebookClient.iopub_timeout = 600

# Scripts, pages and the kernel's messages go out packed; the last quickly rather than tightly: a slider waits for them.
c.ServerApp.tornado_settings = {"compress_response": True}
c.ServerApp.websocket_compression_options = {"compression_level": 1}
c.Voila.tornado_settings = {"websocket_compression_options": {"compression_level": 1}}

opened = KernelWebsocketHandler.open


async def open_at_once(line, kernel_id):
    """A line to a kernel: what is short goes out at once; else it waits 40 ms until the last one is acknowledged."""
    line.set_nodelay(True)
    await opened(line, kernel_id)


if opened.__name__ != open_at_once.__name__:  # settings may be read twice
    KernelWebsocketHandler.open = open_at_once

LESSONS = Path(__file__).resolve().parents[2] / "notebooks"
NAMES = re.compile(r"(\d\d|appendix)_\w+\.ipynb")  # not of copies


def without_outputs(model, path, contents_manager, **_):
    """A lesson of ours is saved as it came, without outputs and counts; copies and other notebooks as they are."""
    place = Path(contents_manager.root_dir, path.strip("/")).resolve()
    content = model.get("content") or {}
    ours = place.parent == LESSONS and NAMES.fullmatch(place.name)
    if model["type"] != "notebook" or not ours or "frontear" not in content["metadata"]:
        return
    content["metadata"].pop("widgets", None)
    for cell in content["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


c.FileContentsManager.pre_save_hook = without_outputs
warnings.filterwarnings("ignore", "Overriding existing pre_save_hook")  # it is this one, set again

# A page that is left ends its kernel; where the browser or the line broke, it waits ten minutes to be found again.
c.MappingKernelManager.cull_idle_timeout = 600
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_connected = False

# Nothing is asked of a machine outside.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.app_settings_dir = str(Path(__file__).parent / "lab")  # does not ask whether to fetch news
