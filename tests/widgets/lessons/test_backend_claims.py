"""What the words of lesson 07 claim, held against the recorded models and what was counted."""

import re
from statistics import fmean

import pytest
import torch

from frontear.analysis.confidence import mean as mean_of
from frontear.analysis.receptive_fields import receptive_field
from frontear.data.examples import examples
from frontear.dsp.signals import faded
from frontear.models.backends import BACKENDS, FIXED_LENGTH, VARIABLE_LENGTH
from frontear.training.scoring import accuracy, scores
from frontear_widgets.lessons.backends.attention_weights import AttentionWeights, attention
from frontear_widgets.lessons.backends.backend_answers import BackendAnswers
from frontear_widgets.lessons.backends.backend_costs import cost
from frontear_widgets.lessons.backends.backends_measured import (
    LEARNED_AGAIN,
    PIECES,
    USUAL,
    WITH_SILENCE,
    means_told,
    seeds,
)
from frontear_widgets.lessons.backends.frame_order import THREE, FrameOrder
from frontear_widgets.lessons.backends.recorded_backends import ALL, FOLDER, FRAME, RATE, recorded, shares
from frontear_widgets.results import RESULTS, read

ROWS = read(RESULTS / "backends.csv")
POOLS = ("max-pool", "average-pool", "max-mean", "attention")
STEADY = ("max-pool", "max-mean", "attention")


def right(backend, test, way=USUAL):
    return seeds(ROWS, backend, way, test)


def mean(backend, test, way=USUAL):
    return fmean(right(backend, test, way))


def kept():
    return recorded("attention").settings.clips("test")


def said(settings):
    return {name: int(row.argmax()) for name, row in settings.answers().items()}


# ---- what was recorded


def test_all_seven_models_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000
    assert {path.stem for path in FOLDER.iterdir()} == set(BACKENDS)


def test_every_model_was_learned_five_times_and_tested_on_voices_it_had_not_heard():
    for way, backends in ((USUAL, BACKENDS), (PIECES, FIXED_LENGTH), (WITH_SILENCE, LEARNED_AGAIN)):
        assert all(len(right(backend, "alone", way)) == 5 for backend in backends)
    for backend in ALL:
        settings = recorded(backend).settings
        assert not {clip.group for clip in settings.clips("train")} & {clip.group for clip in settings.clips("test")}


@pytest.mark.parametrize("backend", ALL)
def test_the_recorded_models_are_those_that_were_counted(backend):
    run = recorded(backend)
    data = examples(run.settings.clips("test"), classes=run.classes)
    counted = next(row["alone"] for row in ROWS if (row["backend"], row["way"], row["seed"]) == (backend, USUAL, 0))
    assert accuracy(scores(run.model, data), data.labels) == pytest.approx(counted, abs=1e-3)


def test_all_but_feed_forward_name_about_nine_in_ten_or_more():
    for backend in ALL:
        assert (mean(backend, "alone") > 0.88) == (backend != "feed-forward")
    assert 0.7 < mean("feed-forward", "alone") < 0.85


def test_a_frame_is_80_ms_and_hears_235():
    model = recorded("attention").model
    field = receptive_field(model.frontend, model.body)
    assert (field.stride / RATE, FRAME, field.length / RATE) == (0.08, 0.08, 0.235)


def over(backend, base):
    return mean_of([own - other for own, other in zip(right(backend, "alone"), right(base, "alone"), strict=True)])


def test_intervals_of_max_pool_and_attention_overlap_and_their_paired_difference_leaves_out_0():
    pool, attention_ = (mean_of(right(name, "alone")) for name in ("max-pool", "attention"))
    assert (str(pool), str(attention_), str(over("max-pool", "attention"))) == (
        "0.96 ± 0.03",
        "0.92 ± 0.05",
        "0.04 ± 0.03",
    )
    assert pool.low < attention_.high
    assert over("max-pool", "attention").low > 0
    assert all(a > b for a, b in zip(right("max-pool", "alone"), right("attention", "alone"), strict=True))
    assert re.search("attention</th><td[^>]*>−4 ± 3<", means_told(ROWS, ("alone",), (USUAL,), over="max-pool"))


def test_max_pool_cannot_be_told_from_average_pool_max_mean_and_fully_convolutional_alone():
    told = {name: over(name, "max-pool") for name in ALL if name != "max-pool"}
    unsure = {name for name, found in told.items() if abs(found.mean) <= found.half}
    assert unsure == {"average-pool", "max-mean", "fully-convolutional"}


# ---- silence after the word


def test_three_seconds_of_silence_make_average_and_recurrent_wrong_and_a_mask_brings_them_back():
    answers = said(BackendAnswers(behind=3.0))
    assert {name for name in VARIABLE_LENGTH if answers[name] != 7} == {"average-pool", "recurrent"}
    assert set(said(BackendAnswers(behind=3.0, told=True)).values()) == {7}
    assert set(said(BackendAnswers()).values()) == {7}


def test_silence_leaves_maximum_and_attention_as_they_were_thins_the_mean_and_makes_the_recurrent_guess():
    for backend in STEADY:
        assert mean(backend, "silence_4") == pytest.approx(mean(backend, "alone"), abs=0.02)
    assert 0.4 < mean("average-pool", "silence_4") < 0.7
    assert mean("recurrent", "silence_4") < 0.2
    assert mean("recurrent", "silence_2") < mean("average-pool", "silence_2") < mean("average-pool", "alone")


def test_max_mean_is_right_97_times_in_100_and_minds_no_silence():
    assert round(mean("max-mean", "alone"), 2) == 0.97
    for test in ("silence_2", "silence_4", "in_the_middle", "at_the_end"):
        assert mean("max-mean", test) == pytest.approx(mean("max-mean", "alone"), abs=0.01)


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
def test_told_where_it_ends_every_seed_names_as_many_as_without_silence(backend):
    assert right(backend, "silence_4_told") == right(backend, "alone")


# ---- the word comes late


def test_a_second_of_silence_before_makes_those_of_fixed_length_wrong_and_pieces_bring_them_back():
    answers = said(BackendAnswers(before=1.0))
    assert {name for name in ALL if answers[name] != 7} == set(FIXED_LENGTH)
    assert set(said(BackendAnswers(before=1.0, longer="judged in pieces")).values()) == {7}


def test_those_of_fixed_length_guess_at_the_end_and_in_pieces_with_much_silence():
    for backend in FIXED_LENGTH:
        assert mean(backend, "at_the_end") < 0.2
        assert mean(backend, "at_the_end", PIECES) > 2 * mean(backend, "at_the_end")
        assert mean(backend, "silence_4", PIECES) < 0.2
        assert mean(backend, "silence_4") == pytest.approx(mean(backend, "alone"), abs=0.005)


def test_said_four_times_is_no_matter_for_pools_and_is_for_the_recurrent():
    for backend in POOLS:
        assert mean(backend, "four_times") == pytest.approx(mean(backend, "alone"), abs=0.03)
    assert mean("recurrent", "four_times") < mean("recurrent", "alone") - 0.1


# ---- attention


def test_attention_moves_with_the_word():
    for seconds, frames in ((0.4, 5), (2.0, 25)):
        there, moved = (attention(AttentionWeights(before=before).heard().waveform) for before in (0.0, seconds))
        assert moved.argmax() - there.argmax() == frames


# ---- order


@torch.no_grad()
@pytest.mark.parametrize("backend", POOLS)
def test_a_map_turned_around_is_the_same_to_pools(backend):
    model = recorded(backend).model
    for clip in kept():
        patterns, _ = model.feature_map(model.features(clip.waveform[None]))
        torch.testing.assert_close(model.backend(patterns.flip(-1)), model.backend(patterns), atol=1e-4, rtol=0)


@torch.no_grad()
def test_and_not_to_the_recurrent():
    model = recorded("recurrent").model
    turned = []
    for clip in kept():
        patterns, _ = model.feature_map(model.features(clip.waveform[None]))
        turned.append(int(model.backend(patterns.flip(-1)).argmax()) == int(clip.label))
    assert fmean(turned) < 0.6


def test_the_three_is_lost_backwards_and_kept_by_pools_when_its_halves_are_swapped():
    heard = {parts: FrameOrder(parts=parts).heard().waveform for parts in ("as it is", "halves", "samples")}
    said = {parts: {name: int(shares(name, wave).argmax()) for name in ALL} for parts, wave in heard.items()}
    assert THREE.endswith("three-andy-2")
    assert set(said["as it is"].values()) == {3}
    assert {name for name, answer in said["halves"].items() if answer == 3} == set(POOLS)
    assert 3 not in said["samples"].values()


def test_halves_swapped_hurt_pools_least_and_backwards_hurts_all():
    others = [mean(backend, "halves_swapped") for backend in (*FIXED_LENGTH, "recurrent")]
    assert min(mean(backend, "halves_swapped") for backend in POOLS) > max(others) + 0.1
    for backend in ALL:
        assert mean(backend, "backwards") < 0.7
        assert mean(backend, "parts_60_ms") < 0.5


@torch.no_grad()
@pytest.mark.parametrize("backend", ALL)
def test_cuts_alone_do_no_harm(backend):
    clips = kept()

    def cut(waveform):
        return torch.cat(
            [faded(part, sample_rate=RATE, fade_ms=5) if len(part) > 100 else part for part in waveform.split(480)]
        )

    as_before = [int(shares(backend, cut(clip.waveform)).argmax()) == int(clip.label) for clip in clips]
    alone = next(row["alone"] for row in ROWS if (row["backend"], row["way"], row["seed"]) == (backend, USUAL, 0))
    assert fmean(as_before) == pytest.approx(alone, abs=0.04)


# ---- made for one length


def test_ten_times_as_long_feed_forward_has_nearly_nine_times_the_weights_and_others_few_more():
    grown = {name: cost(name, 10.0).parameters / cost(name, 1.0).parameters for name in ALL}
    assert 8.5 < grown["feed-forward"] < 9
    assert 1 < grown["fully-convolutional"] < 1.5
    assert all(grown[name] == 1 for name in VARIABLE_LENGTH)


def test_most_of_the_work_is_the_filters():
    least = cost("max-pool", 10.0).multiply_adds
    assert (round(least / 1e6), round(max(cost(name, 10.0).multiply_adds for name in ALL) / 1e6)) == (38, 50)
    for backend in ALL:
        assert least > 0.7 * cost(backend, 10.0).multiply_adds
        assert cost(backend, 10.0).multiply_adds == pytest.approx(10 * cost(backend, 1.0).multiply_adds, rel=0.1)


# ---- what helps


def test_learning_within_silence_cures_the_mean_and_not_the_recurrent():
    assert round(mean("average-pool", "silence_4", WITH_SILENCE), 2) == 0.9
    assert 0.02 < mean("average-pool", "alone") - mean("average-pool", "alone", WITH_SILENCE) < 0.06
    learned = [mean("recurrent", test, WITH_SILENCE) for test in ("silence_4", "alone")]
    assert [round(share, 2) for share in (*learned, mean("recurrent", "alone"))] == [0.45, 0.62, 0.9]
    assert learned[0] > mean("recurrent", "silence_4") + 0.1


def test_the_exercise_begins_with_four_wrong():
    answers = said(BackendAnswers(before=1.0, behind=3.0))
    assert sum(answer != 7 for answer in answers.values()) == 4
