"""What JupyterLab saves: lessons as they came, everything else as it is."""

from pathlib import Path

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config

from conftest import NOTEBOOKS

pytestmark = pytest.mark.filterwarnings("ignore:Overriding existing pre_save_hook")
SETTINGS = NOTEBOOKS.parent / "widgets/jupyter/jupyter_server_config.py"


@pytest.fixture
def saved(tmp_path):
    """Saves a notebook that has run below a folder whose "notebooks" is that of the lessons, and reads it again."""
    config, names = Config(), {"__file__": str(SETTINGS)}
    exec(SETTINGS.read_text(encoding="utf-8"), names | {"get_config": lambda: config, "load_subconfig": list})
    config.FileContentsManager.pre_save_hook.__globals__["LESSONS"] = tmp_path / "notebooks"
    manager = LargeFileManager(root_dir=str(tmp_path), pre_save_hook=config.FileContentsManager.pre_save_hook)

    def save(path: str, **metadata: dict) -> dict:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shown = nbformat.v4.new_output("stream", text="shown")
        cell = nbformat.v4.new_code_cell("1 + 1", outputs=[shown], execution_count=3)
        content = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {}, **metadata})
        manager.save({"type": "notebook", "format": "json", "content": content}, path)
        return nbformat.read(tmp_path / path, as_version=4)

    return save


def test_a_lesson_that_has_run_is_saved_without_what_it_showed(saved):
    notebook = saved("notebooks/01_lesson.ipynb", frontear={"title": "Lesson"})
    assert notebook.cells[0].source == "1 + 1"
    assert (notebook.cells[0].outputs, notebook.cells[0].execution_count) == ([], None)
    assert "widgets" not in notebook.metadata
    assert notebook.metadata.frontear.title == "Lesson"


@pytest.mark.parametrize(
    ("path", "metadata"),
    [
        ("notebooks/01_lesson-Copy1.ipynb", {"frontear": {}}),
        ("mine/01_lesson.ipynb", {"frontear": {}}),
        ("notebooks/own.ipynb", {}),
        ("own.ipynb", {}),
    ],
)
def test_a_notebook_of_ones_own_keeps_what_it_showed(saved, path, metadata):
    cell = saved(path, **metadata).cells[0]
    assert cell.outputs[0].text == "shown"
    assert cell.execution_count == 3


def test_every_notebook_says_what_to_press_where_it_does_not_run_by_itself():
    for path in Path(NOTEBOOKS).glob("*.ipynb"):
        assert '<p class="frontear-lab">In JupyterLab: ' in nbformat.read(path, as_version=4).cells[0].source, path
