"""What a run takes for what, cell by cell, and two runs side by side in noise and at other levels."""

import json

import pytest
import torch

from frontear_widgets.lessons.shared.evaluation import (
    ALONE,
    REAL,
    Confusion,
    Sweep,
    confusion_shown,
    confusions,
    evaluated,
    sweep_shown,
)
from frontear_widgets.training.runs import DIGITS, HISSES, NOISY, RUNS


def cell_at(row, column):
    answers, kept = evaluated(RUNS[DIGITS])
    return kept.waveforms[(kept.labels == row) & (answers.argmax(dim=1) == column)]


@pytest.mark.parametrize("row", range(10))
def test_every_cell_of_the_matrix_can_be_played(row):
    for column in range(10):
        shown = confusion_shown(Confusion(row=row, column=column))
        held = cell_at(row, column)
        assert shown["matrix"].values[row, column] == len(held)
        assert shown["matrix"].chosen == (row, column)
        if len(held):
            heard = shown["sound"][0].waveform
            assert torch.equal(heard, held[0, : len(heard)])


def test_of_an_empty_cell_one_clip_of_either_class_is_heard():
    labels = evaluated(RUNS[DIGITS])[1]
    row, column = next((r, c) for r in range(10) for c in range(10) if not len(cell_at(r, c)))
    shown = confusion_shown(Confusion(row=row, column=column))
    assert [sound.name for sound in shown["sound"]] == [f"a “{labels.classes[n]}”" for n in (row, column)]
    assert "one of each" in shown["words"]


def test_a_cell_is_chosen_by_a_message_from_the_picture_as_by_the_sliders():
    live = confusions()
    matrix = live.views["matrix"]
    matrix._answer(matrix, {"choose": [6, 3]}, [])
    assert (live.settings.row, live.settings.column) == (6, 3)
    assert (live.controls["row"].value, live.controls["column"].value) == (6, 3)
    assert matrix.frame["chosen"] == [6, 3]
    assert not any(slot.value for slot in live.errors.values())


def test_a_number_beyond_the_classes_is_the_last_of_them():
    beyond, last = (confusion_shown(Confusion(run=HISSES, row=row, column=row)) for row in (9, 1))
    assert beyond["words"] == last["words"]
    assert beyond["matrix"].chosen == (1, 1)


def test_real_speakers_say_no_other_words_and_this_is_said():
    with pytest.raises(
        ValueError, match="say digits, and this run names lower hiss, upper hiss; allowed here: what it was kept"
    ):
        confusion_shown(Confusion(run=HISSES, speakers=REAL))


def test_the_diagonal_is_what_was_named_rightly():
    assert "“7” was named rightly" in confusion_shown(Confusion(row=7, column=7))["words"]


def curves(settings):
    return [curve["name"] for curve in json.loads(json.dumps(sweep_shown(settings)["curve"].figure))["data"]]


def test_two_runs_stand_side_by_side_in_one_chart_and_one_alone_where_it_is_asked_for():
    assert curves(Sweep()) == [DIGITS, NOISY]
    assert curves(Sweep(beside=ALONE)) == [DIGITS]
    assert curves(Sweep(beside=DIGITS)) == [DIGITS]
    assert curves(Sweep(beside=HISSES, change="level")) == [DIGITS, HISSES]
