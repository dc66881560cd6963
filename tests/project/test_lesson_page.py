"""A lesson's page in our template of Voila: all its text goes out before a kernel is asked for anything."""

import asyncio
import re

import nbformat
import pytest
from plotly.offline import get_plotlyjs_version
from traitlets.config import Config
from voila.exporter import VoilaExporter
from voila.paths import collect_template_paths

from conftest import LESSONS, NOTEBOOKS
from servers import JUPYTER

VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "a-panel"}}


class Kernel:
    """Takes down what of the page had gone out when it was asked for, and shows a panel in every cell of code."""

    def __init__(self, sent: list[str]):
        self.sent, self.before = sent, ""

    async def start(self, _notebook):
        self.before = "".join(self.sent)
        return "a-kernel"

    async def cells(self, notebook, _kernel):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                printed = nbformat.v4.new_output("stream", text="<printed>")
                cell.outputs = [nbformat.v4.new_output("display_data", VIEW), printed]
            yield cell


def page_of(notebook, monkeypatch) -> tuple[str, str]:
    """What goes out before the kernel is asked, and after that."""
    monkeypatch.setenv("JUPYTER_PATH", str(JUPYTER))
    paths = collect_template_paths(["voila", "nbconvert"], "frontear")
    exporter = VoilaExporter(template_paths=paths, template_name="frontear", config=Config(), base_url="/")
    exporter.contents_manager = type("Files", (), {"file_exists": lambda self, name: False})()
    exporter.exclude_input = True
    kernel = Kernel(sent := [])
    resources = {"base_url": "/", "theme": "light", "metadata": {"name": "lesson"}}
    context = {"frontend": "voila", "main_js": "voila.js", "kernel_start": kernel.start, "cell_generator": kernel.cells}

    async def generate():
        pieces = exporter.generate_from_notebook_node(
            notebook, resources=resources, extra_context=context, page_config={}
        )
        async for piece, _ in pieces:
            sent.append(piece)

    asyncio.run(generate())
    return kernel.before, "".join(sent).removeprefix(kernel.before)


@pytest.mark.parametrize("name", LESSONS[1:])
def test_all_text_of_a_lesson_goes_out_before_its_kernel_is_asked(name: str, monkeypatch: pytest.MonkeyPatch):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    before, after = page_of(notebook, monkeypatch)
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert before.count('class="jp-RenderedHTMLCommon jp-RenderedMarkdown') == len(texts)
    assert "jp-RenderedMarkdown" not in after
    assert re.findall(r'cell-index="(\d+)"', before) == [str(place + 1) for place in range(len(notebook.cells))]


def test_every_panel_has_a_place_before_its_kernel_is_asked(monkeypatch: pytest.MonkeyPatch):
    sources = [
        "from a import b",
        "a_panel()",
        'Predict(\n    "Which?")',
        "for row in rows:\n    print(row)",
        "it = 1\nit",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    before, _ = page_of(notebook, monkeypatch)
    cells = before.split("cell-index=")[1:]
    assert [len(re.findall('class="fe-coming', cell)) for cell in cells] == [0, 1, 1, 0, 1]
    assert ["fe-question" in cell for cell in cells] == [False, False, True, False, False]


def test_what_a_cell_shows_is_put_in_its_place(monkeypatch: pytest.MonkeyPatch):
    cells = [nbformat.v4.new_markdown_cell("# Lesson"), nbformat.v4.new_code_cell("a_panel()")]
    _, after = page_of(nbformat.v4.new_notebook(cells=cells), monkeypatch)
    assert "a-kernel" in after
    assert after.count('data-fe-view="a-panel"') == 1
    assert "&lt;printed&gt;" in after
    assert "frontearCell(2)" in after


def test_the_page_draws_with_the_release_of_plotly_that_python_has():
    """What a panel copies as code is drawn by the whole library, which Python brings: both are to look alike."""
    ours = (JUPYTER / "nbconvert/templates/frontear/static/plotly-basic.min.js").read_text(encoding="utf-8")
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}\n" in ours[:200]
