"""The pages for teachers: each says of its lesson only what is there, and its paths take the time they say."""

import ast
import functools
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NOTEBOOKS
from frontear.dsp.scales import SCALES
from frontear_widgets.lessons.compression.compressions import Compression, minds_neither
from frontear_widgets.lessons.filtering.ripple_tasks import RippleTasks, hears
from frontear_widgets.lessons.learning.replay import Replay, first_above
from frontear_widgets.lessons.mel_and_gabor.truncation import LetOneThrough, lets_one_through
from frontear_widgets.lessons.paradigms.time_shift import KNOWN, TimeShift, lost
from frontear_widgets.lessons.windowing.resolution import TimeOrFrequency, parts_both
from frontear_widgets.training.runs import HISSES

ROOT = NOTEBOOKS.parent
WIDGETS = ROOT / "widgets" / "frontear_widgets"
TEACHING = ROOT / "docs" / "teaching"
PAGES = sorted(TEACHING.glob("[0-9]*.md"))
NAMES = [page.stem for page in PAGES]
AT_THE_END, EXERCISES = "The three questions at the end", "The exercises in code and on paper"
SECTIONS = (
    "Aims",
    "What students predict wrongly, and why",
    "A path of 45 minutes",
    "A path of 90 minutes",
    "What to skip",
    "Questions to discuss, with answers",
    AT_THE_END,
    EXERCISES,
    "When the room is silent",
    "What is not claimed",
)
LIMITED = {"slider", "timeline"}
OF_ALL = {"shared", "exercises"}  # folders in which a lesson has files of its own, and others have theirs
FIGURE = re.compile(r"(?<![\w.])[−±]?\d[\d,. ]*(?<=\d)(?: ?(?:kHz|Hz|ms|s|dB|GB|%)(?!\w))?")
OF_A_SOLUTION = {  # what solves the exercise; that it does is the last test here
    "01": {"46 ms", "4 ms"},
    "02": {"0", "300 Hz", "100 ms"},
    "04": {"970 Hz", "230 Hz"},
    "05": {"28%"},
}


def page(name: str) -> str:
    return (TEACHING / f"{name}.md").read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    return page(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]


@functools.cache
def notebook(name: str) -> dict:
    (path,) = NOTEBOOKS.glob(f"{name}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))


def code(name: str) -> Iterator[ast.Module]:
    for cell in notebook(name)["cells"]:
        if cell["cell_type"] == "code":
            yield ast.parse("".join(cell["source"]))


@functools.cache
def modules(name: str) -> tuple[ast.Module, ...]:
    """What the lesson shows is made by these: modules of its own folder, and those that it takes from elsewhere."""
    imported = [node.module for tree in code(name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    own = [WIDGETS.parent.joinpath(*module.split(".")) for module in imported if module.startswith("frontear_widgets.")]
    shared = [path.with_suffix(".py") for path in own if path.parent.name in OF_ALL]
    files = {*shared, *(file for path in own if path.parent.name not in OF_ALL for file in path.parent.glob("*.py"))}
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in sorted(files))


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@functools.cache
def answers(name: str) -> dict:
    """The covered answers, by their keys."""
    folders = {
        said(call, "key").partition(".")[0]
        for at_the_end in (False, True)
        for call in predictions(name, at_the_end=at_the_end)
    }
    return {
        f"{folder}.{key}": answer
        for folder in folders
        for key, answer in tomllib.loads((WIDGETS / "lessons" / folder / "answers.toml").read_text("utf-8")).items()
    }


def predictions(name: str, *, at_the_end: bool = False) -> list[ast.Call]:
    """Those of the lesson, or the three questions at its end, which have a heading of their own."""
    calls = [node for tree in code(name) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Predict"]
    return [call for call in asked if at_the_end == any(part.arg == "heading" for part in call.keywords)]


def said(call: ast.Call, keyword: str) -> Any:
    return next(ast.literal_eval(part.value) for part in call.keywords if part.arg == keyword)


def on_paper(name: str) -> Iterator[str]:
    """What comes out on paper, if it is done rightly, and if not."""
    for call in (node for tree in modules(name) for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "PaperTask":
            yield from (f"{number:g} {said(call, 'unit')}" for number in (said(call, "answer"), *said(call, "faults")))


def plain(text: str) -> str:
    """Marks and line ends left out, so that the same words are the same."""
    return " ".join(re.sub(r"</?\w+>|[*`]", "", text).replace("–", "-").replace("’", "'").split())


@functools.cache
def lesson(name: str) -> str:
    """All that the lesson says: text, questions, answers, and the words of its panels."""
    text = ["".join(cell["source"]) for cell in notebook(name)["cells"] if cell["cell_type"] == "markdown"]
    text += [string for tree in (*code(name), *modules(name)) for string in strings(tree)]
    text += [string for answer in answers(name).values() for string in answer.values()]
    text += on_paper(name)
    return plain("\n".join(text))


@functools.cache
def controls(name: str) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for node in (node for tree in modules(name) for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for part in node.keywords:
            if part.arg in {"label", "description"} and isinstance(part.value, ast.Constant):
                found.setdefault(part.value.value, []).append(node)
    return found


def allows(control: ast.Call, value: str, name: str) -> bool:
    kind = getattr(control.func, "id", "")
    limits = [ast.literal_eval(argument) for argument in control.args[1:3]] if kind in LIMITED else []
    if kind in LIMITED:
        return limits[0] <= float(value) <= limits[1]
    if kind == "ladder" and isinstance(control.args[1], ast.List):
        return value in map(str, ast.literal_eval(control.args[1]))
    if kind == "switch":
        return value in {"on", "off"}
    return value in lesson(name) or value in SCALES


def test_each_numbered_lesson_has_its_page_and_the_plan_links_to_it_with_title_and_question():
    lessons = sorted(path for path in NOTEBOOKS.glob("[0-9]*_*.ipynb") if path.stem != "00_index")
    assert [path.stem[:2] for path in lessons] == NAMES
    for name in NAMES:
        about = notebook(name)["metadata"]["frontear"]
        assert f"| [{name} {about['title']}]({name}.md) | {about['question']} |" in page("index")
        assert page(name).startswith(f"# {name} · {about['title']}\n")
        assert f"{about['minutes']} minutes for a student alone" in page(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_every_section_and_links_to_plan_glossary_and_conventions(name: str):
    there = {AT_THE_END: predictions(name, at_the_end=True), EXERCISES: [*on_paper(name)]}
    needed = [heading for heading in SECTIONS if there.get(heading, True)]
    assert [heading for heading in re.findall(r"^## (.+)$", page(name), re.M) if heading in SECTIONS] == needed
    assert all(f"]({link})" in page(name) for link in ("index.md", "../glossary.md", "../conventions.md"))
    assert "Nobody has counted what real students choose here" in page(name)
    assert all((ROOT / path).is_file() for path in re.findall("`(notebooks/[^`]+)`", page(name)))


@pytest.mark.parametrize("minutes", [45, 90])
@pytest.mark.parametrize("name", NAMES)
def test_a_path_takes_the_minutes_it_says_without_a_gap(name: str, minutes: int):
    times = re.findall(r"^\| (\d+)–(\d+) \|", section(name, f"A path of {minutes} minutes"), re.M)
    starts, ends = ([int(time[place]) for time in times] for place in (0, 1))
    assert starts == [0, *ends[:-1]]
    assert starts < ends
    assert ends[-1] == minutes


@pytest.mark.parametrize("at_the_end", [False, True], ids=["predictions", "questions"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_its_part_with_the_right_choice_and_a_reason_for_each_wrong_one(name: str, at_the_end: bool):
    asked = predictions(name, at_the_end=at_the_end)
    told = section(name, AT_THE_END if at_the_end else SECTIONS[1]) if asked else ""
    parts = re.split(r"^### (?:Question )?\d+\. ", told, flags=re.M)[1:]
    assert len(parts) == len(asked)
    for part, call in zip(map(plain, parts), asked, strict=True):
        question, choices = (ast.literal_eval(argument) for argument in call.args)
        assert plain(question).startswith(part.split("”")[0].strip("“"))
        assert f"Right: “{plain(answers(name)[said(call, 'key')]['right'])}”" in part
        assert not [choice for choice in choices if f"“{plain(choice)}”" not in part]


@pytest.mark.parametrize("name", [*NAMES, "appendix"])
def test_what_a_page_quotes_stands_in_the_lesson(name: str):
    assert not [words for words in re.findall("“([^”]+)”", page(name)) if plain(words).rstrip(".?") not in lesson(name)]


@pytest.mark.parametrize("name", [*NAMES, "appendix"])
def test_every_panel_a_page_names_is_in_the_lesson(name: str):
    titles = {plain(string) for tree in modules(name) for string in strings(tree)}
    assert not [title for title in re.findall(r"\*\*([^*]+)\*\*", page(name)) if plain(title) not in titles]


@pytest.mark.parametrize("name", [*NAMES, "appendix"])
def test_every_control_a_page_sets_is_there_and_can_be_set_so(name: str):
    for label, value in re.findall(r"`([A-Z][^`:\n]*): ([^`\n]+)`", page(name)):
        assert label in controls(name), label
        assert any(allows(control, value.replace("−", "-"), name) for control in controls(name)[label]), (label, value)


@pytest.mark.parametrize("name", [*NAMES, "appendix"])
def test_every_figure_of_a_page_is_one_of_the_lesson(name: str):
    """Settings, quotations and the questions themselves, which may suppose something, are left out."""
    text = "\n".join(line for line in page(name).splitlines()[3:] if not line.startswith("#"))
    text = re.sub(r"`[^`]+`|“[^”]+”|\]\([^)]+\)", " ", text)
    text = re.sub(r"^\d+\. \*[^*]+\*(?: \*\*[^*]+\*\* \*[^*]+\*)?|^\| \d+–\d+ \||^\d+\. ", " ", text, flags=re.M)
    text = re.sub(r"(?i)(lessons?|predictions?) \d+((,| and| to| or) \d+)*|(path of|In) \d+ minutes", " ", text)
    figures = {" ".join(figure.split()) for figure in FIGURE.findall(plain(text).replace("\u202f", " "))}
    known = lesson(name).replace("\u202f", " ")
    missing = {figure for figure in figures if not re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d])", known)}
    assert not missing - OF_A_SOLUTION.get(name, set())


def test_the_plan_has_six_weeks_and_shares_that_make_a_hundred():
    assert re.findall(r"^\| (\d) \|", page("index"), re.M) == list("123456")
    assert sum(map(int, re.findall(r"\| (\d+)% \|", page("index")))) == 100


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_lesson_links_to_the_pages_that_give_its_answers_away(notebook: Path):
    assert "teaching" not in re.sub(r"teaching machines", "", notebook.read_text(encoding="utf-8"))


def test_the_settings_that_the_pages_give_for_the_exercises_solve_them():
    assert parts_both(TimeOrFrequency(gap_hz=50, gap_ms=30, length_ms=46, hop_ms=4))[0]
    assert hears(RippleTasks(scale="linear"))[0]
    assert hears(RippleTasks(task="below 100 Hz", low_hz=0, high_hz=300, window_ms=100))[0]
    assert not hears(RippleTasks(task="below 100 Hz", low_hz=0, high_hz=300))[0]
    assert minds_neither(Compression(name="sentence", kind="PCEN", smooth=0.02))[0]
    assert lets_one_through(LetOneThrough(center_hz=970, width_hz=230, window_ms=7))[0]
    assert first_above(Replay(run=HISSES, percent=28))[0]
    assert "seven-alicia-1" in KNOWN
    assert [n for n in range(12) if lost(TimeShift(n_samples=n))[0]] == [*range(2, 9)]
