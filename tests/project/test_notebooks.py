"""Every notebook runs from top to bottom in a fresh kernel, sends little, and none gives an answer away."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from pkgutil import resolve_name

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import NOTEBOOKS
from frontear_widgets.core.answers import LESSONS
from frontear_widgets.views.markdown_text import MarkdownText
from waiting import LONG_S

PACKED = """
import json, zlib
from collections import defaultdict
from ipywidgets.widgets.widget import _instances, _remove_buffers
sent = defaultdict(bytes)
for widget in [*_instances.values()]:
    state, _, buffers = _remove_buffers(widget.get_state())
    sent[getattr(widget, "module", type(widget).__name__)] += json.dumps(state).encode() + b"".join(map(bytes, buffers))
print(json.dumps({source: len(zlib.compress(of, 1)) for source, of in sent.items()}))
"""
EXAMPLE = r"""
import re
from html import unescape
if "exercise" in globals():
    changes = re.search(r"<code>exercise\.answer\((.*?)\)</code>", unescape(exercise.head.value))[1]
    assert not exercise.answer(**eval(f"dict({changes})")), "what its task gives as an example solves the exercise"
"""
MODULES = "import json, sys; print(json.dumps([*sys.modules]))"
IMPORTED = f"import template; template.import_all(); {MODULES}"  # by what kernels are forked from
MOST = {"Samples": 230_000, "lines.js": 60_000, "heatmap.js": 30_000}  # bytes of a lesson, packed as they are sent
MOST_OF_OTHERS = 90_000


@pytest.mark.parametrize("name", sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")))
def test_notebook_runs_without_error_or_warning_and_sends_and_imports_little(name: str, forked_with: set[str]):
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in (PACKED, EXAMPLE, MODULES)]
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=LONG_S,
        startup_timeout=LONG_S,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    with ThreadPoolExecutor(1) as own_thread:  # Playwright keeps an event loop in this one
        own_thread.submit(client.execute).result()
    assert not [output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if is_stderr(output)]
    sent = json.loads(notebook.cells[-3].outputs[0]["text"])
    others = sum(size for source, size in sent.items() if source not in MOST)
    assert all(sent.get(source, 0) <= most for source, most in MOST.items()), sent
    assert others <= MOST_OF_OTHERS, sent
    assert not set(json.loads(notebook.cells[-1].outputs[0]["text"])) - forked_with, "each kernel imports it anew"


@pytest.fixture(scope="module")
def forked_with() -> set[str]:
    """What a forked kernel need not import."""
    folder = NOTEBOOKS.parent / "widgets" / "frontear_kernels"
    told = subprocess.run([sys.executable, "-c", IMPORTED], cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(told.stdout))


def is_stderr(output: dict) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"


def test_every_lesson_ends_with_links_to_the_lesson_before_to_all_to_the_next_and_to_its_words():
    lessons = sorted(path for path in NOTEBOOKS.glob("*.ipynb") if path.stem != "00_index")
    notebooks = [nbformat.read(path, as_version=4) for path in lessons]
    places = [
        (notebook.metadata["frontear"]["title"], path.name) for notebook, path in zip(notebooks, lessons, strict=True)
    ]
    for number, notebook in enumerate(notebooks):
        before = [f"[Previous: {title}]({name})" for title, name in places[:number][-1:]]
        after = [f"[Next: {title}]({name})" for title, name in places[number + 1 :][:1]]
        wordpages = ["[Glossary](glossary.md)", "[Conventions](conventions.md)"]
        links = " · ".join([*before, "[All lessons](00_index.ipynb)", *after, *wordpages])
        assert notebook.cells[-1].source.splitlines()[-1] == links


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_name_of_the_library_in_a_lessons_words_is_there(path: Path):
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    for name in set(re.findall(r"`(frontear(?:_widgets)?(?:\.\w+)+)", text)):
        resolve_name(name)


QUESTIONS = [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if "Predict(" in path.read_text(encoding="utf-8")]
ANSWERS = {
    f"{file.parent.name}.{name}": answer
    for file in LESSONS.glob("*/answers.toml")
    for name, answer in tomllib.loads(file.read_text(encoding="utf-8")).items()
}


def predictions(path: Path) -> list[dict[str, ast.expr]]:
    """What is passed to each `Predict` of a lesson, by name."""
    cells = nbformat.read(path, as_version=4).cells
    calls = [ast.parse(cell.source).body[0].value for cell in cells if cell.source.startswith("Predict(")]
    return [
        dict(zip(("question", "choices"), call.args, strict=True)) | {part.arg: part.value for part in call.keywords}
        for call in calls
    ]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_nothing_stands_beside_a_prediction_that_speaks_of_its_answer(path: Path):
    """Until the next heading nothing follows a question but another one: what is to be said once it is answered is
    its `after`, and every panel that shows it is in its `answer`."""
    cells = nbformat.read(path, as_version=4).cells
    for place, cell in enumerate(cells):
        if cell.source.startswith("Predict("):
            follows = next(other for other in cells[place + 1 :] if not other.source.startswith("Predict("))
            assert follows.cell_type == "markdown", follows.source
            assert re.match(r"#+ |`python |\*\*Sources", follows.source), follows.source


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_lesson_holds_questions_and_choices_and_no_answer(path: Path):
    told = [ANSWERS[ast.literal_eval(asked["key"])] for asked in predictions(path)]
    for asked, answer in zip(predictions(path), told, strict=True):
        assert asked.keys() <= {"question", "choices", "key", "heading", "answer"}
        assert ast.literal_eval(asked["choices"]).count(answer["right"]) == 1
    words = squeezed(" ".join(cell.source for cell in nbformat.read(path, as_version=4).cells))
    for answer in told:
        for sentence in re.findall(r"[^.:!?]{40,}", squeezed(answer["because"] + answer.get("after", ""))):
            assert sentence not in words


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_what_is_shown_as_html_has_no_marks_of_markdown(path: Path):
    for asked in predictions(path):
        because = ANSWERS[ast.literal_eval(asked["key"])]["because"]
        for words in (ast.literal_eval(asked["question"]), *ast.literal_eval(asked["choices"]), because):
            assert not re.search(r"\*\w[^*]*\*|`|\]\(", words), words


@pytest.mark.parametrize(
    "path", sorted({*NOTEBOOKS.glob("[0-9]*.ipynb")} - {NOTEBOOKS / "00_index.ipynb"}), ids=lambda path: path.stem
)
def test_a_lesson_says_first_what_it_is_for_and_what_it_needs_and_asks_three_questions_at_its_end(path: Path):
    _, begins, *cells = nbformat.read(path, as_version=4).cells
    assert begins.source.startswith("**What you will be able to do**\n\n* ")
    assert 2 <= begins.source.count("\n* ") <= 4
    assert "\n\n**What is needed first.** " in begins.source
    take_along = [place for place, cell in enumerate(cells) if cell.source.startswith("## What to take along\n")]
    assert take_along == [len(cells) - 1]
    heading, *questions = cells[-5:-1]
    assert heading.source.startswith("## Three questions\n")
    assert [f'heading="Question {number}"' in cell.source for number, cell in enumerate(questions, 1)] == [True] * 3


def places(path: Path) -> list[tuple[int, float]]:
    """Where the right choice of each question stands, and its length over that of the longest wrong one."""
    found = []
    for asked in predictions(path):
        right = ANSWERS[ast.literal_eval(asked["key"])]["right"]
        choices = ast.literal_eval(asked["choices"])
        longest = max(len(choice) for choice in choices if choice != right)
        found.append((choices.index(right), len(right) / longest))
    return found


def test_the_right_choice_is_not_known_by_its_length():
    by_lesson = [[share for _, share in places(path)] for path in QUESTIONS]
    assert max(map(max, by_lesson)) <= 1.5
    shares = [share for lesson in by_lesson for share in lesson]
    assert sum(share > 1 for share in shares) <= len(shares) / 3


@pytest.mark.parametrize("path", [path for path in QUESTIONS if len(places(path)) > 3], ids=lambda path: path.stem)
def test_the_right_choice_stands_in_no_place_more_than_twice_in_three(path: Path):
    where = [place for place, _ in places(path)]
    assert max(map(where.count, where)) <= 2 / 3 * len(where)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_answer_belongs_to_one_question():
    keys = [ast.literal_eval(asked["key"]) for path in QUESTIONS for asked in predictions(path)]
    assert sorted(keys) == sorted(ANSWERS)
    assert all(answer.keys() <= {"right", "because", "after"} for answer in ANSWERS.values())


@pytest.mark.parametrize("key", ANSWERS)
def test_formulas_of_what_follows_from_an_answer_are_read_as_formulas(key: str):
    text = MarkdownText(ANSWERS[key].get("after", "")).value
    shown = re.sub(r'<(span|div) class="math">.*?</\1>', "", text, flags=re.DOTALL)
    assert not re.search(r"[$\\]|<ol|\*\*", shown), shown
