import json

from frontear_widgets.lessons.appendix.made_voices import forest, read, table
from frontear_widgets.results import RESULTS

VOICES = RESULTS / "voices.csv"


def test_the_appendix_claims_what_was_measured():
    """The words say 94 of 100, about 45, and that intervals overlap where nothing can be told."""
    made, real, others, both = read(VOICES)
    assert round(100 * made["accuracy"]) == 94
    assert 40 <= 100 * real["accuracy"] <= 50
    assert others["low"] > real["high"]
    assert both["low"] < others["high"]


def test_table_and_picture_hold_every_row():
    rows = read(VOICES)
    assert table(rows).count("<tr>") == 1 + len(rows)
    assert len(forest(rows).figure["data"]) == len(rows)
    assert json.dumps(forest(rows).figure)
