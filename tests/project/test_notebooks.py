"""Every notebook runs from top to bottom in a fresh kernel."""

from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import NOTEBOOKS

RUN_S = 120


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_notebook_runs_without_error_or_warning(name: str):
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=RUN_S, resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    with ThreadPoolExecutor(1) as own_thread:  # Playwright keeps an event loop in this one
        own_thread.submit(client.execute).result()
    assert not [output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if is_stderr(output)]


def is_stderr(output: dict) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"
