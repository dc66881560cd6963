"""What the words of lesson 08 claim, held against what was recorded."""

from itertools import pairwise
from statistics import fmean

import pytest
import torch

from frontear.analysis.operating_points import Outcome, outcome
from frontear_widgets.core.answers import told as answers
from frontear_widgets.lessons.speech.clips import (
    AUDIOSET,
    FOLDER,
    MADE,
    N_KEPT,
    N_LEARNED,
    RECORDED,
    evaluation,
    kept,
    spoken,
)
from frontear_widgets.lessons.speech.constants import Louder, moved_by_gain
from frontear_widgets.lessons.speech.measured.changes import (
    JUDGED_ON_MADE,
    LEARNED_FROM_MADE,
    found,
    made_or_recorded,
)
from frontear_widgets.lessons.speech.measured.rows import rows_of
from frontear_widgets.lessons.speech.networks import NETWORKS, OF_AUDIOSET, recorded, recorded_scores
from frontear_widgets.lessons.speech.scene_heard import attention_of
from frontear_widgets.lessons.speech.seconds_order import SecondsOrder, judged
from frontear_widgets.lessons.speech.tagger_plan import OF_THE_PAPER, SIZES
from frontear_widgets.lessons.speech.threshold import Threshold, reaches_recall
from frontear_widgets.lessons.speech.wrong_clips import counted
from frontear_widgets.results import RESULTS, read

ROWS = read(RESULTS / "speech.csv")
BLIND = ("transformer", "attention")  # to order


def mean(network, change="as it is", value="auc", clips=MADE):
    return fmean(found(clips, network, change, value).values())


def five(name, value="weighted_f1", part=""):
    values = [row[value] for row in ROWS if row["row"] == name and row["part"].startswith(part)]
    assert len(values) == 5
    return fmean(values)


# ---- what was recorded


def test_all_that_was_recorded_is_small():
    assert (FOLDER / "made.npz").stat().st_size < 300_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_200_000


def test_every_network_was_learned_five_times_on_scenes_and_once_on_audioset():
    for network in NETWORKS:
        assert len(found(MADE, network, "as it is")) == len(found(RECORDED, network, "as it is")) == 5
        assert len(found(AUDIOSET, network, "as it is")) == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_the_recorded_run_and_scores_are_those_of_the_first_seed(network):
    for clips in (MADE, RECORDED, AUDIOSET):
        scores, speech = recorded_scores(clips, network)
        told = {value: found(clips, network, "as it is", value)[0] for value in ("positive_f1", "recall")}
        now = outcome(scores, speech)
        assert now.positive_f1 == pytest.approx(told["positive_f1"], abs=0.01)  # weights and scores have 16 bits
        assert now.recall == pytest.approx(told["recall"], abs=0.015)


def test_the_recorded_networks_of_audioset_are_those_of_the_papers_table():
    names = {"linear": "linear, standardised", "lstm": "LSTM, standardised", "attention": "attention"}
    assert set(OF_AUDIOSET) == set(NETWORKS)
    for network, name in names.items():
        (row,) = [row for row in ROWS if (row["part"], row["row"], row["seed"]) == ("networks", name, 0)]
        assert found(AUDIOSET, network, "as it is")[0] == pytest.approx(row["auc"], abs=1e-4)


def test_scenes_and_clips_are_as_many_as_told():
    assert (N_LEARNED, N_KEPT, len(kept().frames)) == (600, 190, 190)
    assert SIZES[MADE] == 480
    assert round(OF_THE_PAPER / SIZES[MADE]) == 37
    speech = recorded_scores(AUDIOSET, "linear")[1]
    assert (len(speech), int(speech.sum()), int((~speech).sum())) == (10_114, 2_655, 7_459)


# ---- attention


def test_nine_tenths_of_the_weight_lie_on_less_than_half_of_the_seconds():
    with_voice = spoken().any(1).nonzero()[:, 0].tolist()
    weights = torch.stack([attention_of(place) for place in with_voice])
    voices = spoken()[with_voice]
    assert (weights * voices).sum(1).mean() == pytest.approx(0.9, abs=0.05)
    assert voices.float().mean() < 0.5
    torch.testing.assert_close(weights.sum(1), torch.ones(len(weights)))


# ---- F1


def test_never_saying_speech_has_a_weighted_f1_of_063():
    never = Threshold(threshold=1.0).outcome()
    assert (never.found, never.taken, never.positive_f1) == (0, 0, 0)
    assert round(never.weighted_f1, 2) == 0.63
    assert round(never.negative_f1, 2) == 0.85
    assert round((never.left) / 10_114, 1) == 0.7


def test_the_four_f1s_are_highest_at_different_thresholds():
    steps = [Threshold(threshold=step / 50).outcome() for step in range(51)]
    best = {name: max(range(51), key=lambda at: getattr(steps[at], f"{name}_f1")) for name in ("positive", "micro")}
    assert best["positive"] < best["micro"]


def test_the_exercise_has_one_answer_within_reach_and_not_the_one_it_begins_with():
    right = [step for step in range(101) if reaches_recall()(Threshold(threshold=step / 100))[0]]
    assert len(right) == 1
    assert right[0] not in (50, 60)


# ---- networks


def test_attention_tells_speech_better_than_the_linear_network_far_more_so_on_few_clips():
    assert round(mean("attention"), 2) == 0.92
    assert round(mean("linear"), 2) == 0.73
    assert round(five("attention", "auc", part="networks"), 3) == 0.891
    assert round(five("linear, standardised", "auc"), 3) == 0.870
    assert all(
        found(MADE, "attention", "as it is")[seed] > found(MADE, "linear", "as it is")[seed] for seed in range(5)
    )


def test_four_statistics_do_as_well_as_the_linear_network():
    means = [five("logistic regression"), five("boosted trees"), five("linear, standardised")]
    assert [round(value, 3) for value in means] == [0.811, 0.814, 0.815]
    assert max(means) - min(means) < 0.005
    assert round(five("logistic regression", "auc"), 3) == 0.875
    assert "logistic regression" in rows_of("statistics of the seconds").children[0].value


def test_on_scenes_of_recordings_attention_is_ahead_with_every_seed_and_less():
    of_attention, of_linear = (found(RECORDED, network, "as it is") for network in ("attention", "linear"))
    assert (round(fmean(of_attention.values()), 2), round(fmean(of_linear.values()), 2)) == (0.87, 0.84)
    assert all(of_attention[seed] > of_linear[seed] for seed in range(5))


def test_what_has_learned_from_made_scenes_tells_peoples_speech_far_worse():
    assert round(mean("attention", LEARNED_FROM_MADE, clips=RECORDED), 2) == 0.72
    assert round(mean("attention", JUDGED_ON_MADE, clips=RECORDED), 2) == 0.76
    assert all(len(found(RECORDED, network, LEARNED_FROM_MADE)) == 5 for network in NETWORKS)
    over = {
        change: [mean(network, change, clips=RECORDED) - 0.5 for network in NETWORKS]
        for change in ("as it is", LEARNED_FROM_MADE)
    }
    lost = [1 - made / own for own, made in zip(over["as it is"], over[LEARNED_FROM_MADE], strict=True)]
    assert min(lost) > 0.2
    assert sum(share > 0.5 for share in lost) == 3
    assert "0.72" in made_or_recorded().children[0].value


# ---- order


@pytest.mark.parametrize("network", NETWORKS)
def test_reversed_seconds_change_answers_of_all_but_those_that_add_over_them(network):
    changed = judged(SecondsOrder("reversed"), network).changed
    assert (changed == 0) == (network in BLIND)


def test_order_costs_on_made_scenes_and_next_to_nothing_on_audioset():
    for network in set(NETWORKS) - set(BLIND):
        assert mean(network, "reversed") < mean(network) - 0.02
        assert abs(mean(network, "reversed", clips=AUDIOSET) - mean(network, clips=AUDIOSET)) < 0.005
    lost = {name: mean(name, clips=AUDIOSET) - mean(name, "reversed", clips=AUDIOSET) for name in ("linear", "lstm")}
    assert round(lost["linear"], 3) == 0.002
    assert 0 < lost["lstm"] < 0.001


@pytest.mark.parametrize("clips", [MADE, AUDIOSET])
@pytest.mark.parametrize("network", NETWORKS)
def test_one_second_is_worse_than_ten(network, clips):
    assert mean(network, "one second", clips=clips) < mean(network, clips=clips) - 0.03


# ---- wrong clips


def test_speech_is_missed_more_beside_music_than_in_a_small_room_or_in_narration():
    counts = counted(AUDIOSET, "attention")
    missed = dict(zip(counts.names, (counts.wrong[:, 0] / counts.clips[:, 0]).tolist(), strict=True))
    assert missed["Music"] == pytest.approx(1 / 3, abs=0.03)
    assert missed["Inside, small room"] == pytest.approx(1 / 6, abs=0.01)
    assert missed["Narration, monologue"] == pytest.approx(1 / 16, abs=0.01)


def test_speech_is_heard_without_its_label_where_other_labels_tell_of_voices():
    counts = counted(AUDIOSET, "attention")
    taken = counts.wrong[:, 1] / counts.clips[:, 1]
    highest = {counts.names[place] for place in taken.argsort(descending=True)[:4].tolist()}
    assert highest == {"Narration, monologue", "Conversation", "Laughter", "Child speech, kid speaking"}


def test_some_clips_with_conversation_lack_speech():
    counts = counted(AUDIOSET, "attention")
    assert counts.clips[counts.names.index("Conversation"), 1] > 0


# ---- louder


@pytest.mark.parametrize("number", [1, 2, 3])
def test_louder_lets_some_numbers_rise_and_some_fall(number):
    before, after = moved_by_gain(Louder(number=number))
    assert (after - before > 1).sum() > 20
    assert (after - before < -1).sum() > 20


def test_constants_move_the_answers_of_the_linear_network_more_than_its_order():
    told = {change: round(mean("linear", change, clips=AUDIOSET), 3) for change in ("as it is", "+30", "-30")}
    assert told == {"as it is": 0.868, "+30": 0.863, "-30": 0.868}
    usual = mean("linear", clips=AUDIOSET)
    assert round(usual - mean("linear", "+60", clips=AUDIOSET), 3) == 0.016
    assert round(usual - mean("linear", "+60, not clipped", clips=AUDIOSET), 3) == 0.012


def test_recorded_networks_were_given_standardised_numbers():
    assert all(recorded(network).settings.scale == "standardised" for network in NETWORKS)
    assert len(evaluation()) == N_KEPT


# ---- the three questions at the end


def test_five_sirens_of_ten_found_and_five_taken_have_a_positive_f1_of_a_half_and_a_micro_f1_of_nine_tenths():
    siren = Outcome(found=5, missed=5, taken=5, left=85)
    assert f"{siren.positive_f1:g} and {siren.micro_f1:g}" == answers("speech.siren").right


def test_a_lower_threshold_finds_no_fewer_and_takes_no_fewer():
    steps = [Threshold(threshold=step / 20).outcome() for step in range(21)]
    assert all(low.found >= high.found and low.taken >= high.taken for low, high in pairwise(steps))
