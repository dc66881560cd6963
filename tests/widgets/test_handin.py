"""What students hand in becomes one table; what is no such file is said and left out, and nothing in one can run."""

import csv
import json
from pathlib import Path

import pytest

from frontear_widgets.handin import FORM, LARGEST_B, handed_in, main, questions, table


def write(folder: Path, file: str, name: str = "", **lessons: dict) -> Path:
    path = folder / file
    path.write_text(json.dumps({"form": FORM, "name": name, "lessons": lessons}), encoding="utf-8")
    return path


DONE = {"choices": {"a-tone": "louder", "a-click": "wider"}, "right": {"a-tone": True}, "solved": {"find-it": True}}


def test_a_row_is_a_student_and_a_lesson_has_three_counts(tmp_path):
    ann = handed_in(write(tmp_path, "1.json", "Ann", windowing=DONE))
    bo = handed_in(
        write(tmp_path, "2.json", "bo", windowing={"choices": {"a-tone": "no"}}, gate={"solved": {"x": True}})
    )
    assert table([bo, ann]) == [
        [
            "student",
            *(f"{lesson} {count}" for lesson in ("gate", "windowing") for count in ("right", "predicted", "solved")),
        ],
        ["Ann", 0, 0, 0, 1, 2, 1],
        ["bo", 0, 0, 1, 0, 1, 0],
    ]
    assert questions([ann, bo]) == [
        ["lesson", "question", "right", "predicted"],
        ["windowing", "a-click", 0, 1],
        ["windowing", "a-tone", 1, 2],
    ]


def test_without_a_name_the_files_is_taken_and_right_counts_only_where_something_was_predicted(tmp_path):
    found = handed_in(write(tmp_path, "anna-b.json", one={"right": {"never-asked": True}, "solved": {"x": 1}}))
    assert table([found])[1] == ["anna-b", 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no file of a lesson"),
        ("[1]", "form"),
        ('{"form": "other"}', "form"),
        ("[" * 100_000, "no file of a lesson"),
        (" " * (LARGEST_B + 1), "allowed are 1,000,000"),
    ],
)
def test_what_is_no_such_file_is_said_and_the_others_are_shown(tmp_path, capsys, text, said):
    (tmp_path / "bad.json").write_text(text)
    write(tmp_path, "good.json", "Ann", windowing=DONE)
    assert main([str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert "Ann" in out
    assert said in err
    assert err.startswith("bad.json ")
    assert err.count("\n") == 1


def test_bytes_that_are_no_text_are_said_too(tmp_path, capsys):
    (tmp_path / "bad.json").write_bytes(b"\xff\xfe\x00")
    assert main([str(tmp_path)]) == 1
    assert "no file of a lesson" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\x1b[31mred", "<b>", "\n\nx", {"a": 1}, None, "x" * 500]
)
def test_a_name_is_words_alone(tmp_path, capsys, name):
    write(tmp_path, "good.json", name, windowing=DONE)
    assert main([str(tmp_path), "--csv", str(tmp_path / "class.csv")]) == 0
    shown = next(csv.reader((tmp_path / "class.csv").read_text().splitlines()[1:]))[0]
    assert not shown.startswith(("=", "+", "-", "@"))
    assert shown.isprintable()
    assert len(shown) <= 60
    assert "<" not in shown


@pytest.mark.parametrize("lessons", [{"a": [1]}, {"a": {"choices": 3, "right": [1], "solved": "x"}}, {"a": None}])
def test_a_lesson_of_another_form_has_nothing_done(tmp_path, lessons):
    assert table([handed_in(write(tmp_path, "x.json", "Ann", **lessons))])[1] == ["Ann", 0, 0, 0]


def test_an_empty_folder_and_none_are_said_in_a_sentence(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.count("\n") == 2
