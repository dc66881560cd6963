"""What charts owe their readers: colours that are told apart on any paper, marks, names that are whole."""

from itertools import combinations

import pytest

from frontear_widgets import Curve, chart
from frontear_widgets.views.charts import COLOURS, DASHES, SYMBOLS
from frontear_widgets.views.names import with_minus


def drawn(n_curves: int, style: str = "lines") -> list[dict]:
    curves = [Curve(f"curve {number}", [0, 1], [0, number], style) for number in range(n_curves)]
    return chart("Some", curves, x="x", y="y", alt="some").figure["data"]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
@pytest.mark.parametrize("colour", COLOURS)
def test_a_curve_has_a_contrast_of_3_on_white_and_on_dark_paper(colour: str, paper: str):
    assert contrast(colour, paper) >= 3


def test_seven_curves_differ_in_colour_dash_and_mark():
    shown = drawn(7)
    for one, other in combinations(shown, 2):
        assert one["line"]["color"] != other["line"]["color"]
        assert one["line"]["dash"] != other["line"]["dash"]
        assert one["marker"]["symbol"] != other["marker"]["symbol"]
    assert {trace["mode"] for trace in shown} == {"lines+markers"}
    assert len({*COLOURS}) == len({*DASHES}) == len({*SYMBOLS}) == 7


def test_few_lines_need_no_marks():
    assert {trace["mode"] for trace in drawn(5)} == {"lines"}


def test_a_curve_of_the_axis_on_the_right_is_drawn_by_it_and_no_other_is():
    curves = [Curve("loss", [0], [2]), Curve("share", [0], [0.5], right=True)]
    figure = chart("Both", curves, x="step", y="loss", right="share", right_range=(0, 1), alt="both").figure
    assert [trace.get("yaxis", "y") for trace in figure["data"]] == ["y", "y2"]
    beside = figure["layout"]["yaxis2"]
    assert (beside["title"]["text"], beside["side"], beside["range"]) == ("share", "right", [0, 1])


@pytest.mark.parametrize(
    ("values", "limits", "ticks"),
    [
        ([0.05, 0, 10], None, {"dtick": 1, "nticks": 4}),  # 0 has no place on it
        ([0.0001, 10], None, {"dtick": 1, "exponentformat": "none"}),  # 0.0001, not 100µ
        ([30, 70], None, {"tickformat": "~g"}),
        ([30, 70], (0, 4), {"dtick": 1, "nticks": 5}),
        ([0], None, {"tickformat": "~g"}),
        ([], None, {"tickformat": "~g"}),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_powers_of_ten_or_whole_numbers(values, limits, ticks):
    curve = Curve("norm", range(len(values)), values)
    axis = chart("Pulls", [curve], x="step", y="norm", log_axes="y", y_range=limits, alt="pulls").figure["layout"][
        "yaxis"
    ]
    assert axis.items() >= ({"type": "log"} | ticks).items()
    assert len(axis.keys() & {"dtick", "tickformat"}) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("-3 dB", "−3 dB"),
        ("from -.5 to (-2)", "from −.5 to (−2)"),
        ("10-20 Hz, 1e-06, log-mel, take-2", "10-20 Hz, 1e-06, log-mel, take-2"),
        ('<td style="margin: -3px">-3</td>', '<td style="margin: -3px">−3</td>'),
        ("<code>gain_db=-3</code> is -3 dB", "<code>gain_db=-3</code> is −3 dB"),
    ],
)
def test_a_minus_before_a_number_is_the_sign_of_print_and_all_else_stays(written: str, read: str):
    assert with_minus(written) == read
