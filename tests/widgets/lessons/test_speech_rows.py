"""The tables of lesson 08 that follow what has been run of a paper's rows: none of it, some of it, all of it."""

import csv
from typing import Any

import pytest
import torch

from frontear.training.tagging import TaggingRun, TaggingSettings, tagging_data
from frontear_widgets.lessons.speech.clips import kept
from frontear_widgets.lessons.speech.measured import reasons as reasons_panel
from frontear_widgets.lessons.speech.measured import seeds
from frontear_widgets.lessons.speech.measured import together as together_panel
from frontear_widgets.lessons.speech.measured.claims import CLAIMS, claims, differences
from frontear_widgets.lessons.speech.measured.learning_curve import LearningCurve, last_doubling, learning_curve_shown
from frontear_widgets.lessons.speech.measured.papers_tables import (
    TABLES,
    PapersTables,
    blind_loss,
    papers_rows,
    papers_tables_shown,
    rank_correlation,
)
from frontear_widgets.lessons.speech.measured.rows import rows_of
from frontear_widgets.results import RESULTS, read

LOSSES = {"16, 0.0001, 32": (0.3965, 0.39), "32, 0.001, 128": (0.3969, 0.41), "8, 0.005, 16": (0.5866, 0.6)}


def row(part, name, seed=0, *, f1=0.8, loss=0.4, paper=(None, None)):
    printed = {"paper_validation_loss": paper[0], "paper_f1": paper[1]}
    measures = dict.fromkeys(("positive_f1", "recall", "auc", "loss", "weighted_f1_at_threshold"), f1)
    return {"part": part, "row": name, "seed": seed, "validation_loss": loss, "weighted_f1": f1, **printed, **measures}


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """What the panels read instead of what has been run."""
    monkeypatch.setattr(seeds, "RESULTS", tmp_path)

    def lay(*rows):
        with open(tmp_path / "speech.csv", "w", newline="") as file:
            table = csv.DictWriter(file, row("", "").keys())
            table.writeheader()
            table.writerows(rows)

    return lay


def text(panel):
    return panel.children[0].value


# ---- the paper's tables


def test_every_row_of_a_table_stands_beside_the_papers_loss_with_its_seeds(measured):
    measured(*(row("Table 3", name, loss=ours, paper=(theirs, None)) for name, (theirs, ours) in LOSSES.items()))
    shown = papers_tables_shown(PapersTables(table="Table 3"))
    for theirs, ours in LOSSES.values():
        assert f"<td>{theirs:g}</td><td>{ours:.3f}</td>" in shown["table"]
    assert "<b>3</b> of 20 rows have a result here. Our loss is the lower one in 1." in shown["words"]
    assert "ranked: 1.00" in shown["words"]
    assert "F1</th>" in shown["table"]
    assert "paper&#x27;s F1" not in shown["table"]


def test_a_table_with_the_papers_f1_has_it_beside_ours(measured):
    measured(row("Table 2", "rmsprop, 16, 0.001, 0.3", f1=0.75, paper=(0.4705, 0.7268)))
    shown = papers_tables_shown(PapersTables(table="Table 2"))
    assert "<td>0.7268</td><td>0.750</td>" in shown["table"]


@pytest.mark.parametrize(
    ("name", "n"), [("Table 1", 4), ("Table 2", 2), ("Table 3", 20), ("Table 4", 14), ("Table 5", 16)]
)
def test_of_a_table_that_has_not_been_run_the_papers_rows_are_there_all_the_same(measured, name, n):
    measured(row("networks", "attention"))
    shown = papers_tables_shown(PapersTables(table=name))
    assert f"<b>0</b> of {n} rows" in shown["words"]
    assert shown["table"].count("<tr>") == n + 1
    assert len(papers_rows(name)) == n
    assert "ours" not in str(shown["chart"].figure)


def test_the_paper_has_fifty_six_rows_of_which_six_tell_an_f1():
    found = [each for name in TABLES for each in papers_rows(name)]
    assert len(found) == 56
    assert sum(each.f1 is not None for each in found) == 6


def test_who_says_the_share_of_speech_of_every_clip_has_a_loss_of_0576_and_three_of_the_papers_rows_are_near():
    """The entropy of a share of 2,655 in 10,114."""
    assert blind_loss() == pytest.approx(0.5757, abs=1e-4)
    near = [each.name for each in papers_rows("Table 3") if abs(each.loss - blind_loss()) < 0.012]
    assert near == ["64, 0.01, 128", "32, 0.01, 64", "8, 0.005, 16"]


def test_runs_that_tell_no_clip_from_another_are_counted(measured):
    of_three = [row("Table 3", name, paper=(theirs, None)) for name, (theirs, _) in LOSSES.items()]
    measured(*of_three[:2], of_three[2] | {"auc": 0.5})
    assert "In <b>1</b> our network says the same of every clip." in papers_tables_shown(PapersTables())["words"]


def test_what_has_been_run_of_the_papers_tables_are_its_rows_with_its_numbers():
    run = {(row["part"], row["row"]): row for row in read(RESULTS / "speech.csv") if row["part"] in TABLES}
    printed = {(name, each.name): each for name in TABLES for each in papers_rows(name)}
    assert run.keys() <= printed.keys()
    assert all((row["paper_validation_loss"], row["paper_f1"]) == printed[at][1:3] for at, row in run.items())


def test_the_same_order_correlates_by_one_and_the_reverse_by_minus_one():
    assert rank_correlation([1, 2, 30], [0.1, 0.2, 0.3]) == pytest.approx(1)
    assert rank_correlation([1, 2, 30], [3, 2, 1]) == pytest.approx(-1)


# ---- differences between rows


def test_a_claim_is_told_with_its_interval_where_several_seeds_were_run_and_without_where_one_was(measured):
    """Differences of 0.01, 0.02, 0.03: 0.02 ± 4.303 · 0.01 / √3; the one of a single seed is 0.02."""
    part, one, other = CLAIMS["attention over linear"]
    both = [row(part, name, seed, f1=f1) for seed in range(3) for name, f1 in ((one, 0.81 + seed / 100), (other, 0.8))]
    measured(*both, row(*CLAIMS["mixup, linear"][:2], f1=0.83), row("augmentation, linear", "none", f1=0.81))
    shown = text(claims("attention over linear", "mixup, linear", "mixup, attention"))
    assert "+0.020 ± 0.025" in shown
    assert "<th>mixup, linear</th><td>+0.020</td>" in shown
    assert "Not run yet: mixup, attention." in shown


def test_only_seeds_that_both_rows_have_are_compared(measured):
    part, one, other = CLAIMS["attention over linear"]
    measured(row(part, one, 0, f1=0.9), row(part, one, 1, f1=0.85), row(part, other, 1, f1=0.8))
    assert differences("attention over linear")["weighted_f1"] == {1: pytest.approx(0.05)}


def test_no_claim_is_about_a_row_with_another_name_than_the_lesson_shows(measured):
    measured(*(row(part, name) for part, one, other in CLAIMS.values() for name in (one, other)))
    assert "Not run yet" not in text(claims())
    assert reasons_panel.NOT_RUN not in text(reasons_panel.reasons()).split("Perhaps the clips")[0]


def test_reasons_that_were_not_run_say_so(measured):
    measured(row("clean clips only", "attention", f1=0.63))
    shown = text(reasons_panel.reasons())
    assert "weighted F1 attention 0.630" in shown
    assert f"<td>{reasons_panel.NOT_RUN}</td>" in shown


def test_rows_have_the_f1_at_a_half_and_at_the_threshold_from_validation(measured):
    measured(row("networks", "attention", f1=0.83) | {"weighted_f1_at_threshold": 0.84})
    assert "<td>0.830</td><td>0.840</td>" in text(rows_of("networks"))


# ---- more clips


def test_the_last_doubling_is_all_clips_over_half_of_them_by_seed(measured):
    half = [row("learning curve, attention", "0.5", seed, f1=0.8) for seed in range(2)]
    whole = [row("learning curve, attention", "1", seed, f1=0.81 + seed / 50) for seed in range(2)]
    measured(*half, *whole)
    assert last_doubling("attention", "weighted F1") == {0: pytest.approx(0.01), 1: pytest.approx(0.03)}
    shown = learning_curve_shown(LearningCurve())
    assert "From half of the clips to all of them, weighted F1 moves by: attention <b>+0.020 ± " in shown["words"]
    assert "8864 clips" in shown["table"]


def test_without_runs_on_fewer_clips_there_is_no_curve_and_it_is_said(measured):
    measured(row("learning curve, linear", "1"))
    assert "Only runs on all clips" in learning_curve_shown(LearningCurve())["words"]


# ---- five together


def test_five_together_are_told_where_they_have_been_run_and_else_said_not_to_be(tmp_path, monkeypatch):
    monkeypatch.setattr(together_panel, "FILE", tmp_path / "together.csv")
    assert "not run yet" in text(together_panel.together())
    (tmp_path / "together.csv").write_text("of,loss,weighted_f1,positive_f1,auc\n5 together,0.344,0.836,0.7,0.899\n")
    assert "<th>5 together</th><td>0.344</td><td>0.836</td>" in text(together_panel.together())


@pytest.mark.parametrize(("rate", "alive"), [(1e-4, True), (1e-2, False)])
def test_on_numbers_up_to_255_a_high_rate_leaves_the_linear_network_no_cell_that_answers(rate, alive):
    settings = TaggingSettings(learning_rate=rate, hidden=32, epochs=10, patience=None)
    parts = tagging_data(settings, kept(), kept())
    run = TaggingRun(settings, parts.learned.classes)
    for _ in run.learn(parts.learned, parts.validation):
        pass
    network: Any = run.model.network
    with torch.no_grad():
        answers = network.network[1](parts.learned.inputs.float().flatten(1)).relu()
    assert bool((answers > 0).any()) is alive
