"""A lesson as its page has it: what rests without Python, what questions do, and that nothing of it is left open."""

import json
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

from frontear_widgets.publish.lesson import Lesson, Recording
from frontear_widgets.publish.models import every_widget

IMPORTS = """
from frontear_widgets import Predict
from frontear_widgets.lessons.gate.gate_trainer import GateTrainer
from frontear_widgets.lessons.windowing.resolution import two_tones
"""
QUESTION = """
Predict(
    "Which?",
    ["Zero-padding the FFT eight times", "A window four times as long"],
    key="windowing.two_close_tones",
    answer=two_tones,
)
"""
CELLS = [("markdown", "# A lesson"), ("code", IMPORTS), ("code", QUESTION), ("code", "GateTrainer()")]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    notebook: Path = tmp_path_factory.mktemp("notebooks") / "77_lesson.ipynb"
    cells = [{"cell_type": kind, "source": source} for kind, source in CELLS]
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    before = set(every_widget())
    made = Recording(notebook, room=2_000_000, finest=3).made()
    left = [widget for name, widget in every_widget().items() if name not in before]
    assert not [widget for widget in left if type(widget).__name__ in ("Live", "Predict", "GateTrainer", "Slider")]
    return made


def test_buttons_that_nothing_answers_rest_and_their_panel_says_why(lesson: Lesson):
    start = next(about for about in lesson.page["models"].values() if about["state"].get("description") == "Start")
    assert start["state"]["disabled"]
    assert lesson.page["python"] == [lesson.views[3]]


def test_a_prediction_begins_covered_and_its_answer_is_a_panel_that_was_recorded(lesson: Lesson):
    act = next(act for act in lesson.page["acts"] if act["act"] == "predict")
    assert lesson.views[2] == act["panel"]
    models = lesson.page["models"]
    assert models[act["choice"]]["state"]["index"] is None
    assert "frontear-cover" in models[act["cover"]]["state"]["value"]
    assert ["✗" in words for words in act["verdicts"]] == [number != act["right"] for number in range(2)]
    uncovered = {child.removeprefix("IPY_MODEL_") for child in act["after"][act["panel"]]["children"]}
    assert uncovered & {panel["panel"] for panel in lesson.page["panels"]}


def test_all_that_a_state_names_is_in_the_page(lesson: Lesson):
    for packed in lesson.recordings.values():
        for state in json.loads(zlib.decompress(b64decode(packed))).values():
            assert {name for name in state if name} <= lesson.page["models"].keys()
