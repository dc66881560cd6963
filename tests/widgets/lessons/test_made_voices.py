import json

from frontear_widgets.lessons.appendix.made_voices import made_voices
from frontear_widgets.results import RESULTS, read

VOICES = RESULTS / "voices.csv"


def test_the_appendix_claims_what_was_measured():
    """The words say 94 of 100, about 45, and that intervals overlap where nothing can be told."""
    made, real, others, both = read(VOICES)
    assert round(100 * made["accuracy"]) == 94
    assert 40 <= 100 * real["accuracy"] <= 50
    assert others["low"] > real["high"]
    assert both["low"] < others["high"]


def test_table_and_picture_hold_every_row():
    rows, (words, picture) = read(VOICES), made_voices().children
    assert words.value.count("<tr>") == 1 + len(rows)
    assert len(json.loads(picture.figure)["layout"]["yaxis"]["ticktext"]) == len(rows)
    assert picture.alt.count("; ") == len(rows) - 1
