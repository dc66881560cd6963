import json
import runpy
from collections import Counter, defaultdict
from hashlib import sha1

import pytest

from conftest import NOTEBOOKS
from frontear import datasets
from frontear_widgets.lessons.appendix.made_voices import made_voices
from frontear_widgets.results import RESULTS, read

VOICES = RESULTS / "voices.csv"
BENCHMARKS = NOTEBOOKS.parent / "benchmarks"


def test_the_appendix_claims_what_was_measured():
    """The words say 94 of 100, about 45, and that two intervals overlap whose difference was not tested."""
    made, real, others, both = read(VOICES)
    assert round(100 * made["accuracy"]) == 94
    assert 40 <= 100 * real["accuracy"] <= 50
    assert others["low"] > real["high"]
    assert both["low"] < others["high"]


@pytest.mark.parametrize("name", ["frontends", "paradigms"])
def test_the_figures_on_real_sets_come_from_the_parts_that_the_appendix_names(name):
    rows, held_out = read(RESULTS / f"{name}.csv"), defaultdict(set)
    for row in rows:
        held_out[row["data"]].add(str(row["held_out"]))
    assert held_out["fsdd"] == {"jackson", "nicolas", "theo", "yweweler"}
    assert held_out["esc10"] == {"1", "2", "3", "4"}
    words = [int(kept.removesuffix(" speakers")) for kept in sorted(held_out["speech-commands"])]
    assert name == "frontends" or words == [11, 12]  # a fifth of 57
    real = [row for row in read(VOICES) if row["tested_on"] == "real speakers"]
    assert {row["speakers"] for row in real} == {4}


PARTS = {
    "fsdd": (800, {"jackson": 200, "nicolas": 200, "theo": 200, "yweweler": 200}),
    "esc10": (200, dict.fromkeys("1234", 50)),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_are_as_large_as_the_appendix_says(name):
    if not datasets.here(name):
        pytest.skip(f"{name} is not here")
    chosen = runpy.run_path(str(BENCHMARKS / "parts.py"))["PARTS"][name](datasets.files(name))
    n_clips, by_group = PARTS[name]
    assert len(chosen) == n_clips
    assert Counter(file.group for file in chosen) == by_group
    assert max(Counter((file.label, file.group) for file in chosen).values()) == (20 if name == "fsdd" else 5)


def test_the_list_of_words_has_ten_words_of_57_speakers_of_the_official_test_part():
    listed = (BENCHMARKS / "speech_commands_part.txt").read_text(encoding="utf-8").split()
    words, files = zip(*(name.split("/") for name in listed), strict=True)
    speakers = {file.partition("_nohash_")[0] for file in files}
    assert (len(listed), set(Counter(words).values()), len(set(words)), len(speakers)) == (800, {80}, 10, 57)
    assert all(10 <= percent(speaker) < 20 for speaker in speakers)


def percent(speaker):
    """The rule in the README of Speech Commands: below 10 for validation, below 20 for the test."""
    most = 2**27 - 1
    return int(sha1(speaker.encode()).hexdigest(), 16) % (most + 1) * 100 / most


def test_table_and_picture_hold_every_row():
    rows, (words, picture) = read(VOICES), made_voices().children
    assert words.value.count("<tr>") == 1 + len(rows)
    assert len(json.loads(picture.figure)["layout"]["yaxis"]["ticktext"]) == len(rows)
    assert picture.alt.count("; ") == len(rows) - 1
