"""Seeds and their intervals, as lessons show them."""

import csv
from base64 import b64decode

import numpy as np
import pytest

from frontear_widgets.lessons.learning.frontends_compared import WAYS, Frontends, frontends, frontends_shown
from frontear_widgets.lessons.paradigms.paradigms_compared import NETWORKS, Paradigms, paradigms, paradigms_shown
from frontear_widgets.lessons.shared.results import NOBODY, Interval, by_seed, forest, shown
from frontear_widgets.results import read

RUNS = {"even": {0: 0.5, 1: 0.6, 2: 0.7}, "one more": {0: 0.6, 1: 0.7, 2: 0.8}, "another": {0: 0.9, 1: 0.1, 2: 0.8}}


def test_pairs_tell_what_two_means_do_not():
    """Two runs a tenth apart with every seed differ for sure, however far the seeds scatter."""
    pairs = shown(RUNS, list(RUNS), over="even", what="share", guess=0.1)
    assert "Better than even, the whole interval above 0: <b>one more 0.10 ± 0.00</b>" in pairs["words"]
    assert "Of one more these runs cannot tell" in pairs["words"]
    assert "even" not in pairs["chart"].figure["layout"]["yaxis"]["ticktext"]


def test_without_a_rival_the_means_are_told_in_their_order():
    alone = shown(RUNS, list(RUNS), what="share", guess=0.1)
    assert alone["words"].index("even <b>0.60") < alone["words"].index("one more <b>0.70")
    assert alone["chart"].figure["layout"]["yaxis"]["ticktext"] == ["another", "one more", "even"]


def ends(chart):
    """Where the lines of a forest end: low, mean, high, and a gap, by name."""
    return np.frombuffer(b64decode(chart.figure["data"][0]["x"]["bdata"]), "<f4").reshape(-1, 4)[:, :3]


def test_an_interval_of_shares_is_drawn_between_0_and_1_and_one_of_differences_between_their_ends():
    low, _, high = ends(shown({"one": {0: 0.1, 1: 0.9}}, ["one"], what="share", guess=0.1)["chart"])[0]
    assert (low, high) == (0, 1)
    far = {"base": {0: 0.0, 1: 1.0}, "one": {0: 1.0, 1: 0.0}}
    low, _, high = ends(shown(far, ["one"], over="base", what="share", guess=0.1)["chart"])[0]
    assert (low, high) == (-1, 1)


def test_where_there_is_one_run_no_interval_is_drawn_and_the_words_say_so():
    alone = shown({"one": {0: 0.5}}, ["one"], what="share", guess=0.1)
    assert set(ends(alone["chart"])[0]) == {0.5}
    assert "one <b>0.50, one run</b>" in alone["words"]
    assert "inf" not in alone["chart"].alt


@pytest.fixture
def results(tmp_path):
    """Accuracies as the benchmark writes them; one run failed."""
    random, path = np.random.default_rng(0), tmp_path / "frontends.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["data", "seed", "way", "clean", "noise_0_db", "level_30_db_lower", "error"])
        for data in ("fsdd", "esc10"):
            for way in WAYS:
                table.writerows([data, seed, way, *random.random(3), ""] for seed in range(5))
        table.writerow(["fsdd", 7, "leaf", "", "", "", "ValueError: no"])
    return path


def test_cells_are_read_as_what_they_are(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("way,seed,right,told\nleaf,3,0.25,\nmel,4,1.000,0.5\n", encoding="utf-8")
    assert list(map(repr, read(path))) == [
        "{'way': 'leaf', 'seed': 3, 'right': 0.25, 'told': None}",
        "{'way': 'mel', 'seed': 4, 'right': 1.0, 'told': 0.5}",
    ]


def test_a_chart_draws_the_ends_it_is_given_however_far_from_the_mean():
    drawn = forest({"one": Interval(0.5, 0.1, 0.6)}, what="share", mark=0.1)
    (curve,) = drawn.figure["data"]
    assert np.frombuffer(b64decode(curve["x"]["bdata"]), "<f4")[:3] == pytest.approx([0.1, 0.5, 0.6])
    assert drawn.alt == "one: 0.50 (0.10 to 0.60)"


def test_runs_that_failed_do_not_count(results):
    assert set(by_seed(read(results), of="way", value="clean")["leaf"]) == set(range(5))


def test_every_choice_of_the_panel_shows_all_front_ends(results):
    panel, rows = frontends(results), read(results)
    for over in (NOBODY, *WAYS):
        seen = frontends_shown(Frontends(data="environmental sounds, by fold", over=over), rows)
        assert len(seen["chart"].alt.split(";")) == len(WAYS) - (over != NOBODY)
    panel.set(test="30 dB lower", over="log-mel")
    assert "log-mel" in panel.views["words"].value


@pytest.fixture
def paradigm_results(tmp_path):
    """Accuracies and costs as the benchmark writes them."""
    random, path = np.random.default_rng(0), tmp_path / "paradigms.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["data", "seed", "network", "unseen", "seconds", "megabytes", "error"])
        for data in ("fsdd", "speech-commands", "esc10"):
            for name in NETWORKS:
                table.writerows([data, seed, name, random.random(), 20 + seed, 30, ""] for seed in range(5))
    return path


def test_every_choice_of_the_panel_shows_all_paradigms_and_their_costs(paradigm_results):
    panel, rows = paradigms(paradigm_results), read(paradigm_results)
    for over in (NOBODY, *NETWORKS):
        seen = paradigms_shown(Paradigms(data="command words, by speaker", over=over), rows)
        assert len(seen["chart"].alt.split(";")) == len(NETWORKS) - (over != NOBODY)
        assert seen["words"].count("22 s") == len(NETWORKS)
    panel.set(over="many-shapes")
    assert "many-shapes" in panel.views["words"].value


def test_a_rival_of_other_seeds_is_compared_by_those_that_both_have():
    runs = {"here": {0: 0.5, 1: 0.7}, "rival": {1: 0.6, 2: 0.9}, "elsewhere": {0: 0.1}}
    pairs = shown(runs, list(runs), over="rival", what="share", guess=0.1)
    assert pairs["chart"].figure["layout"]["yaxis"]["ticktext"] == ["here"]
