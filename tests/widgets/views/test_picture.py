import numpy as np
import pytest

from frontear_widgets import Axis, HeatMap, Picture, Rows
from frontear_widgets.views.picture import Box

TIME = Axis("time (s)", "s", start=0.005, step=0.01)


def picture(values, centers=None, *, low=-80.0, high=0.0, scale="linear", boxes=()):
    values = np.asarray(values)
    rows = Rows("frequency (Hz)", "Hz", np.arange(len(values)) * 100.0 if centers is None else centers, scale)
    return Picture(values, "A test", TIME, rows, "dB", low, high, boxes=boxes)


def test_the_ends_of_the_range_become_the_ends_of_the_colour_table_and_values_beyond_stay_there():
    shown = picture([[-80.0, 0.0, -120.0, 20.0, -40.0]])
    np.testing.assert_array_equal(shown.levels(), [[0, 255, 0, 255, 128]])


def test_a_picture_says_in_words_where_its_highest_value_is():
    values = np.full((3, 4), -60.0)
    values[2, 1] = -12.5
    assert "Highest level -12.5 dB at 0.015 s, 200 Hz" in picture(values).describe()


def test_a_picture_says_in_words_from_where_to_where_the_middles_of_its_cells_lie():
    assert "time (s) from 0.005 to 0.035, frequency (Hz) from 0 to 200." in picture(np.zeros((3, 4))).describe()


def test_a_heat_map_is_told_where_the_middle_of_its_first_column_lies_and_how_far_the_next():
    told = HeatMap(picture(np.zeros((3, 4)))).frame
    assert (told["x"]["start"], told["x"]["step"], told["columns"]) == (0.005, 0.01, 4)


def test_what_is_framed_is_told_from_edge_to_edge_in_time_and_from_row_to_row():
    box = Box("3 × 2", rows=(1, 3), columns=(1, 4))
    assert "Framed: 3 × 2, 0.01 to 0.04 s, 100 to 200 Hz." in picture(np.zeros((3, 6)), boxes=(box,)).describe()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"values": [[1.0]], "centers": np.array([0.0, 1.0])}, "one row per centre"),
        ({"values": [[np.nan]]}, "finite"),
        ({"values": [[1.0]], "low": 0.0, "high": 0.0}, "must rise"),
        ({"values": np.zeros((0, 3))}, "one row per centre"),
        ({"values": [[1.0]], "scale": "cubic"}, "allowed: linear, mel, log"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        picture(**wrong)


def test_the_heat_map_answers_with_the_exact_value_of_a_cell():
    heatmap, said = HeatMap(picture([[-1.0, -2.0], [-3.0, -4.25]])), []
    heatmap.send = said.append
    heatmap._answer(heatmap, {"row": 1, "column": 1, "question": 7}, [])
    assert said == [{"row": 1, "column": 1, "question": 7, "value": "−4.25 dB"}]


@pytest.mark.parametrize("cell", [(2, 0), (0, 2), (-1, 0), (0, -1)])
def test_a_cell_of_a_larger_picture_before_has_no_answer(cell):
    heatmap, said = HeatMap(picture(np.zeros((3, 3)))), []
    heatmap.send = said.append
    heatmap.on_choice(lambda *cell: said.append(cell))
    heatmap.show(picture(np.zeros((2, 2))))
    heatmap._answer(heatmap, {"row": cell[0], "column": cell[1], "question": 7}, [])
    heatmap._answer(heatmap, {"choose": list(cell)}, [])
    assert said == []


def test_a_cell_that_is_chosen_is_told_by_row_and_column_and_a_question_is_no_choice():
    heatmap, chosen = HeatMap(picture([[-1.0, -2.0], [-3.0, -4.25]])), []
    heatmap.send = lambda _: None
    heatmap._answer(heatmap, {"choose": [1, 0]}, [])  # nobody wants to know
    heatmap.on_choice(lambda *cell: chosen.append(cell))
    heatmap._answer(heatmap, {"choose": [1, 0]}, [])
    heatmap._answer(heatmap, {"row": 1, "column": 1, "question": 7}, [])
    assert chosen == [(1, 0)]


def test_the_bytes_of_a_heat_map_are_one_per_cell():
    heatmap = HeatMap(picture(np.zeros((513, 200))))
    assert len(heatmap.pixels) == 513 * 200
    heatmap.show(picture(np.zeros((5, 3))))
    assert len(heatmap.pixels) == 15
    assert np.frombuffer(heatmap.row_values, np.float32).tolist() == [0, 100, 200, 300, 400]
