"""What lesson 08 says where two networks are compared, of labels, and of a paper's reasons, held against results."""

from statistics import fmean

import pytest
from torch import nn

from frontear import datasets
from frontear.analysis.label_ceiling import least_error
from frontear.analysis.operating_points import outcome
from frontear.analysis.receptive_fields import LayerSteps
from frontear.models.tagging import tagger
from frontear_widgets.lessons.speech.clips import AUDIOSET, FOLDER
from frontear_widgets.lessons.speech.label_quality import LabelQuality, judged_by_labels, label_quality_shown, published
from frontear_widgets.lessons.speech.measured.claims import differences
from frontear_widgets.lessons.speech.measured.papers_tables import papers_rows
from frontear_widgets.lessons.speech.measured.rows import rows_of
from frontear_widgets.lessons.speech.measured.seeds import paired, rows, told, values
from frontear_widgets.lessons.speech.measured.together import FILE
from frontear_widgets.lessons.speech.networks import NETWORKS, audioset_labels, audioset_names, recorded_scores
from frontear_widgets.lessons.speech.two_networks import TwoNetworks, alone, difference, two_networks_shown
from frontear_widgets.results import RESULTS, read

CEILING = {row["of"]: row for row in read(FOLDER / "ceiling.csv")}
CLEAR = {"attention": "0.015 ± 0.004", "transformer": "0.013 ± 0.003", "LSTM": "0.011 ± 0.002"}  # over linear
BELOW_SPEECH = ("Male speech, man speaking", "Speech synthesizer")  # the first and the last of seven


def weighted(network: str) -> float:
    return alone(AUDIOSET, network).value


# ---- two networks on the same clips


def test_each_alone_moves_by_7_to_9_thousandths():
    halves = [(each.high - each.low) / 2 for each in (alone(AUDIOSET, network) for network in NETWORKS)]
    assert 0.0065 < min(halves) < max(halves) < 0.0095


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("lstm", "linear", 0.007, 0.018),
        ("transformer", "linear", 0.007, 0.020),
        ("attention", "linear", 0.009, 0.022),
        ("linear", "conv-1d", 0.017, 0.029),
    ],
)
def test_the_one_is_ahead_of_the_other_by_as_much_as_told(first, second, low, high):
    found = difference(AUDIOSET, first, second)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0011)


@pytest.mark.parametrize(("first", "second"), [("transformer", "lstm"), ("attention", "transformer")])
def test_which_cannot_be_told_apart(first, second):
    assert "cannot be told apart" in two_networks_shown(TwoNetworks(first=first, second=second))["words"]


def test_the_difference_is_told_more_narrowly_than_the_two_intervals_would_have_it():
    one, other, between = (
        alone(AUDIOSET, "attention"),
        alone(AUDIOSET, "linear"),
        difference(AUDIOSET, "attention", "linear"),
    )
    assert between.high - between.low < ((one.high - one.low) ** 2 + (other.high - other.low) ** 2) ** 0.5


def test_a_network_is_not_better_than_itself():
    assert "one network" in two_networks_shown(TwoNetworks(first="lstm", second="lstm"))["words"]


def test_no_figure_of_the_1_d_convolution_reaches_the_papers_081():
    scores, speech = recorded_scores(AUDIOSET, "conv-1d")
    by_threshold = [outcome(scores, speech, threshold=step / 100).weighted_f1 for step in range(101)]
    assert round(weighted("conv-1d"), 3) == 0.791
    assert round(max(by_threshold), 3) == 0.801
    assert round(outcome(scores, speech).micro_f1, 3) == 0.803


def test_on_twice_as_many_clips_such_an_f1_moves_by_6_thousandths():
    for network in ("linear", "conv-1d"):
        found = alone(AUDIOSET, network)
        assert (found.high - found.low) / 2 / 2**0.5 == pytest.approx(0.006, abs=0.0005)


# ---- a listener who is always right


def test_with_speech_in_a_quarter_of_the_clips_without_the_label_a_listener_has_no_more_than_the_network():
    assert round(weighted("attention"), 3) == 0.829
    assert [round(judged_by_labels(1, missing).weighted_f1, 3) for missing in (0.24, 0.25)] == [0.833, 0.826]
    assert judged_by_labels(1, 0.25).taken == 1_865
    assert round(LabelQuality().heard().weighted_f1, 3) == 0.964
    assert round(judged_by_labels(0.9, 0).weighted_f1, 3) == 0.973
    assert judged_by_labels(1, 0).weighted_f1 == 1


def test_the_panel_says_how_many_are_wrongly_labelled():
    words = label_quality_shown(LabelQuality(right=90, missing=0))["words"]
    assert "Of 2,655 clips with the label <b>265</b>" in words
    assert "of 7,459 without it <b>0</b>" in words


def test_without_googles_check_of_the_label_the_panel_says_where_it_is_to_be_had(monkeypatch):
    monkeypatch.setattr(datasets, "label_quality", lambda label: None)
    assert "is not on this computer" in published()
    assert "qa_true_counts.csv" in published()


def test_with_googles_check_of_the_label_the_panel_tells_it_and_what_follows(monkeypatch):
    monkeypatch.setattr(datasets, "label_quality", lambda label: datasets.HeardAgain(10, 9))
    assert "of <b>10</b> clips with the label that were heard once more <b>9</b> have speech" in published()
    assert f"<b>{judged_by_labels(0.9, 0).weighted_f1:.3f}</b>" in published()


def test_clips_nearly_alike_are_called_otherwise_in_12_of_100_and_all_neighbours_in_25():
    assert round(CEILING["nearest pairs, all"]["share"], 2) == 0.25
    assert round(CEILING["nearest pairs, nearest hundredth"]["share"], 2) == 0.12
    assert round(least_error(CEILING["nearest pairs, all"]["share"]), 2) == 0.15
    assert round(1 - outcome(*recorded_scores(AUDIOSET, "attention")).micro_f1, 2) == 0.17


def test_of_260_clips_with_a_kind_of_speech_45_lack_speech_and_counting_them_changes_little():
    labels, names = audioset_labels(), audioset_names()
    first, last = (names.index(name) for name in BELOW_SPEECH)
    assert (first, last) == (1, 7)
    below = labels[:, first : last + 1].any(1)
    assert (int(below.sum()), int((below & ~labels[:, 0]).sum())) == (260, 45)
    scores, speech = recorded_scores(AUDIOSET, "attention")
    assert round(outcome(scores, speech | below).weighted_f1, 3) == 0.830
    assert CEILING["below Speech but without it, evaluation"]["clips"] == 260


def test_drawn_again_attention_has_0822_to_0836():
    found = alone(AUDIOSET, "attention")
    assert (round(found.low, 3), round(found.high, 3)) == (0.822, 0.836)


# ---- what the paper thought


def test_the_last_kernels_of_the_1_d_convolution_hear_10_numbers_and_a_layer_behind_them_weighs_all():
    network = tagger("conv-1d").network.network
    convolutions = [layer for layer in network if isinstance(layer, nn.Conv1d)]
    sizes = [layer.kernel_size[0] for layer in convolutions]
    assert isinstance(network[-5], nn.MaxPool1d)  # of 2, just before the last convolution
    assert len(LayerSteps(((sizes[0], 1, 0), (sizes[1], 1, 0), (2, 2, 0), (sizes[2], 1, 0))).heard(0)) == 10
    assert network[-1].in_features == 128 * 636


def test_networks_are_ahead_of_the_linear_one_over_five_seeds_and_the_1_d_convolution_is_behind():
    ahead = {network: told(differences(f"{network} over linear")["weighted_f1"]) for network in CLEAR}
    assert ahead == CLEAR
    assert told(differences("8 layers over linear, raw")["weighted_f1"]) == "-0.019 ± 0.008"
    of = rows("networks")
    assert told(values(of["1-D convolution, 8 layers, raw"], "weighted_f1")) == "0.786 ± 0.004"
    assert told(values(of["LSTM, standardised"], "weighted_f1")) == "0.827 ± 0.002"


def test_the_most_that_any_1_d_convolution_has_is_0806_and_0813_at_the_threshold_of_validation():
    best = max((row for row in read(RESULTS / "speech.csv") if of_one_d(row)), key=lambda row: row["weighted_f1"])
    assert best["row"] == "1-D convolution, 2 layers, standardised"
    assert (round(best["weighted_f1"], 3), round(best["weighted_f1_at_threshold"], 3)) == (0.806, 0.813)


def of_one_d(row):
    """Whether a row is of that network, learned from the clips for it."""
    return row["part"] in ("Table 2", "Table 4", "Table 5") or (
        row["part"] == "networks" and row["row"].startswith("1-D")
    )


def test_all_labels_give_attention_nothing_and_with_a_larger_network_that_mixes_more_a_little():
    assert told(differences("all labels over attention")["weighted_f1"]) == "-0.001 ± 0.004"
    assert told(values(rows("networks")["attention, all labels, mixup"], "weighted_f1")) == "0.834 ± 0.003"


def test_our_best_five_together_have_0837_and_an_auc_of_0897_and_each_is_a_row_of_the_table():
    *each, together = read(FILE)
    assert (together["of"], round(together["weighted_f1"], 3), round(together["auc"], 3)) == (
        "5 together",
        0.837,
        0.897,
    )
    of = rows("networks")["attention, all labels, mixup"]
    assert [of[seed]["auc"] for seed in range(5)] == pytest.approx([one["auc"] for one in each], abs=1e-4)


def test_the_papers_augmentation_moves_recall_as_more_of_the_same_does_and_lowers_the_auc():
    found = rows("augmentation, linear")
    three = [found[name] for name in ("none", "constants and means, the paper's", "the same clips three times more")]
    assert all(len(of) == 5 for of in three)
    assert [round(fmean(values(of, "recall").values()), 2) for of in three] == [0.59, 0.76, 0.81]
    lost = [
        told(paired(values(three[one], "auc"), values(three[other], "auc"))) for one, other in ((1, 0), (2, 0), (1, 2))
    ]
    assert lost == ["-0.009 ± 0.004", "-0.003 ± 0.004", "-0.005 ± 0.005"]


def test_the_papers_linear_network_has_0805_weighted_and_063_positive_over_five_seeds():
    of = rows("networks")["linear, raw"]
    assert told(values(of, "weighted_f1")) == "0.805 ± 0.006"
    assert told(values(of, "positive_f1")).startswith("0.630 ± 0.03")


def test_six_runs_of_the_third_table_learn_nothing():
    dead = [row for row in read(RESULTS / "speech.csv") if row["part"] == "Table 3" and row["auc"] < 0.51]
    assert len(dead) == 6
    assert all(round(row["weighted_f1"], 2) == 0.63 for row in dead)


def test_the_lstm_on_numbers_as_they_are_has_067_to_080():
    found = values(rows("networks")["LSTM, raw"], "weighted_f1").values()
    assert (len(found), round(min(found), 2), round(max(found), 2)) == (5, 0.67, 0.80)


def test_what_learns_from_the_clips_of_evaluation_knows_them_by_heart_and_few_clean_ones_teach_nothing():
    evaluation, clean = rows("fitted on evaluation"), rows("clean clips only")
    by_heart = [evaluation[name][0]["weighted_f1"] for name in ("linear", "LSTM", "transformer")]
    assert all(value > 0.999 for value in by_heart)
    assert round(evaluation["2-D convolution"][0]["weighted_f1"], 2) == 0.84
    assert round(evaluation["1-D convolution, 2 layers"][0]["weighted_f1"], 2) == 0.95
    for name in ("linear", "attention"):
        assert [round(value, 2) for value in values(clean[name], "weighted_f1").values()] == [0.63] * 5


def test_all_clips_instead_of_half_raise_attentions_auc_by_5_thousandths():
    found = differences("all clips over half, attention")
    assert (len(found["auc"]), told(found["auc"])) == (5, "0.005 ± 0.002")
    assert told(found["weighted_f1"]) == "0.003 ± 0.003"


def test_the_logarithm_costs_the_linear_network_9_thousandths_and_its_auc_13():
    found = differences("logarithm, linear")
    assert (told(found["weighted_f1"]), told(found["auc"])) == ("-0.009 ± 0.004", "-0.013 ± 0.001")


def test_losses_on_validation_of_five_seeds_of_one_row_lie_between_0365_and_0400():
    found = values(rows("networks")["linear, standardised"], "validation_loss")
    assert len(found) == 5
    assert (round(min(found.values()), 3), round(max(found.values()), 3)) == (0.365, 0.400)
    first_nine = [row.loss for row in papers_rows("Table 3")[:9]]
    assert max(first_nine) - min(first_nine) == pytest.approx(0.006, abs=0.0005)


def test_rows_are_set_beside_another_by_equal_seeds_and_what_was_not_run_is_named():
    shown = rows_of("augmentation, linear", "no such part", beside="none").children[0].value
    assert "against none" in shown
    assert "Not run yet: no such part." in shown
    assert "against" not in rows_of("statistics of the seconds").children[0].value
