"""Lesson 07: its panels held against the library and against theory."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats

from frontear.data.clip import Clip
from frontear.models.backends import FIXED_LENGTH, VARIABLE_LENGTH
from frontear.models.classifier import n_parameters
from frontear_widgets.lessons.backends import (
    attention_weights,
    backend_answers,
    backend_costs,
    backends_measured,
    frame_order,
    prefix_answers,
    recorded_backends,
)
from frontear_widgets.results import RESULTS, read

# ---- one answer


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
def test_told_where_the_sound_ends_silence_behind_changes_nothing(backend):
    alone, long = (backend_answers.BackendAnswers(behind=behind, told=True).answers()[backend] for behind in (0.0, 4.0))
    torch.testing.assert_close(long, alone, atol=1e-4, rtol=0)


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
def test_told_the_whole_length_is_as_not_told(backend):
    told, untold = (backend_answers.BackendAnswers(before=1.0, told=told).answers()[backend] for told in (True, False))
    torch.testing.assert_close(told, untold, atol=1e-4, rtol=0)


@pytest.mark.parametrize("backend", FIXED_LENGTH)
def test_what_lies_behind_the_length_it_is_made_for_is_not_heard(backend):
    short, long = (backend_answers.BackendAnswers(behind=behind).answers()[backend] for behind in (0.5, 4.0))
    torch.testing.assert_close(short, long)
    once, often = (backend_answers.BackendAnswers(before=1.2, times=times).answers()[backend] for times in (1, 4))
    torch.testing.assert_close(once, often)  # only silence is heard


@pytest.mark.parametrize("backend", FIXED_LENGTH)
def test_in_pieces_a_sound_of_one_piece_is_as_it_is(backend):
    whole, pieces = (
        backend_answers.BackendAnswers(longer=way).answers()[backend]
        for way in (backend_answers.CUT, backend_answers.PIECES)
    )
    torch.testing.assert_close(whole, pieces)


def test_in_pieces_and_told_where_it_ends_nothing_behind_is_judged():
    settings = {"longer": backend_answers.PIECES, "told": True, "before": 1.0}
    alone, long = (backend_answers.BackendAnswers(behind=behind, **settings).answers() for behind in (0.0, 4.0))
    for backend in FIXED_LENGTH:
        torch.testing.assert_close(alone[backend], long[backend])


def test_the_words_tell_what_is_cut_filled_up_and_told():
    def words(**settings):
        return backend_answers.backend_answers_shown(backend_answers.BackendAnswers(**settings))["words"]

    seconds = recorded_backends.chosen(backend_answers.SEVEN).seconds
    assert f"{1.2 - seconds:.2f} s of silence fill it up" in words()
    assert f"<b>{seconds + 2 - 1.2:.1f} s are cut off" in words(before=2.0)
    assert "they judge 5 pieces" in words(before=2.0, longer=backend_answers.PIECES)  # every 0.6 s up to 3.0 s
    assert "told that it ends at 1.0 s" in words(behind=2.0, told=True)
    assert "take the silence after it for sound" in words(behind=2.0)


def test_the_sound_that_is_heard_is_the_sound_that_is_judged():
    settings = backend_answers.BackendAnswers(before=0.5, times=2, behind=1.0, level_db=-20)
    heard, was = backend_answers.backend_answers_shown(settings)["sound"]
    word = recorded_backends.chosen(settings.name)
    once = len(word.waveform)
    assert len(heard.waveform) == 4_000 + 2 * once + 8_000
    torch.testing.assert_close(heard.waveform[4_000 : 4_000 + once], 0.1 * word.waveform)
    assert not heard.waveform[:4_000].any()
    torch.testing.assert_close(was.waveform, word.waveform)


def test_more_sound_than_panels_take_is_refused():
    with pytest.raises(ValueError, match=r"this makes 31.0 s of sound, allowed are 30 s"):
        recorded_backends.checked(31.0)


def test_the_table_marks_who_is_right_where_that_is_known():
    classes = recorded_backends.recorded("attention").classes
    row = torch.zeros(10)
    row[7] = 1.0
    for right, mark in (("7", "✓ who"), ("3", "✗ who"), ("yes", "<th>who")):
        assert mark in recorded_backends.table({"who": row}, right)
    assert recorded_backends.verdict({"who": row}, "7") == "<b>7</b>: who. It is a 7."
    assert len(classes) == 10


@pytest.mark.parametrize(
    ("changes", "solved", "word"),
    [
        ({}, False, "Still wrong: feed-forward, fully-convolutional"),
        ({"told": True}, False, "Still wrong: feed-forward"),
        ({"told": True, "longer": backend_answers.PIECES}, True, "All seven"),
        ({"behind": 0.0, "before": 0.0}, False, "The sound is another one"),
    ],
)
def test_the_exercise_is_solved_by_telling_and_looking_everywhere_only(changes, solved, word):
    start = backend_answers.BackendAnswers(before=1.0, behind=3.0)
    verdict, sentence = backend_answers.brings_all_back(start)(replace(start, **changes))
    assert verdict == solved
    assert word in sentence


# ---- attention


def test_weights_sum_to_1_and_behind_the_end_there_are_none():
    settings = attention_weights.AttentionWeights(behind=2.0, told=True)
    waveform, ends = settings.heard().waveform, settings.ends()
    sounding = -(-ends // 640)
    for weigh in attention_weights.WEIGHTS.values():
        weights = weigh(waveform, ends)
        assert weights.sum().item() == pytest.approx(1, abs=1e-5)
        assert not weights[sounding:].any()


def test_the_mean_weighs_all_alike_and_the_maximum_counts_channels():
    waveform = attention_weights.AttentionWeights().heard().waveform
    np.testing.assert_allclose(attention_weights.evenly(waveform), 1 / 13, rtol=1e-6)
    model = recorded_backends.recorded("max-pool").model
    with torch.no_grad():
        over_time = model.feature_map(model.features(waveform[None]))[0][0].mean(1).numpy()
    n_channels = len(over_time)
    counts = np.bincount(over_time.argmax(1), minlength=13)
    np.testing.assert_allclose(attention_weights.loudest(waveform), counts / n_channels, rtol=1e-6)


def test_attention_is_framed_on_the_spectrogram_where_and_as_much_as_it_looks():
    settings = attention_weights.AttentionWeights(before=1.0, behind=1.0)
    shares = attention_weights.attention(settings.heard().waveform)
    picture = attention_weights.attention_weights_shown(settings)["picture"]
    wanted = [place for place, share in enumerate(shares.tolist()) if share >= 0.1]
    assert wanted
    assert [round(box.columns[0] * picture.x.step / recorded_backends.FRAME) for box in picture.boxes] == wanted
    assert [box.name for box in picture.boxes] == [f"{shares[place]:.0%}" for place in wanted]


def test_weights_that_are_all_alike_leave_the_sound_as_it_is():
    heard = attention_weights.AttentionWeights().heard()
    torch.testing.assert_close(attention_weights.weighed(heard, torch.ones(13) / 13).waveform, heard.waveform)


def test_where_nothing_counts_nothing_is_heard():
    heard, weights = Clip(torch.ones(6_400), 8_000), torch.zeros(10)
    weights[4] = 1.0
    waveform = attention_weights.weighed(heard, weights).waveform
    assert waveform.argmax().item() in range(4 * 640, 5 * 640)
    assert not waveform[: 3 * 640].any()
    assert not waveform[6 * 640 :].any()


# ---- over time


@pytest.mark.parametrize("backend", VARIABLE_LENGTH)
def test_the_last_answer_so_far_is_the_answer(backend):
    heard = prefix_answers.PrefixAnswers().heard()
    torch.testing.assert_close(
        prefix_answers.prefix_shares(backend, heard.waveform)[:, -1],
        recorded_backends.shares(backend, heard.waveform),
        atol=1e-5,
        rtol=0,
    )


def test_an_answer_is_settled_since_it_changed_last():
    shares = torch.zeros(10, 6)
    for frame, digit in enumerate((3, 5, 3, 7, 7, 7)):
        shares[digit, frame] = 0.9
    words = prefix_answers.settled(shares)
    assert "ends with 7, 90% sure, and has said so since 0.32 s" in words
    assert "changed its answer 3 times" in words
    assert "since 0.08 s; it changed its answer 0 times" in prefix_answers.settled(shares[:, 3:])


# ---- in another order


def test_the_parts_of_a_sound_are_last_first():
    word = recorded_backends.chosen(frame_order.THREE).waveform
    half = -(-len(word) // 2)
    assert torch.equal(frame_order.FrameOrder(parts="samples").heard().waveform, word.flip(0))
    assert torch.equal(frame_order.FrameOrder(parts="halves").heard().waveform, torch.cat([word[half:], word[:half]]))
    assert torch.equal(frame_order.FrameOrder(parts="240 ms").heard().waveform[-1_920:], word[:1_920])
    assert torch.equal(frame_order.FrameOrder().heard().waveform, word)


# ---- made for one length


def test_only_the_parameters_of_a_fixed_length_depend_on_it():
    for backend in backend_costs.KINDS:
        short, long = backend_costs.cost(backend, 1.0).parameters, backend_costs.cost(backend, 10.0).parameters
        assert (short != long) == (backend in FIXED_LENGTH)


def test_feed_forward_has_64_weights_for_every_number_of_the_map():
    model = recorded_backends.recorded("feed-forward").model
    channels, rows = model.body.n_channels, model.body.n_rows
    grown = backend_costs.cost("feed-forward", 10.0).parameters - backend_costs.cost("feed-forward", 1.0).parameters
    assert grown == 64 * channels * rows * (125 - 13)  # frames of 80 ms in ten seconds and in one


def test_the_recorded_model_has_as_many_parameters_as_the_panel_tells():
    for backend in backend_costs.KINDS:
        recorded = n_parameters(recorded_backends.recorded(backend).model)
        if backend in VARIABLE_LENGTH:
            assert recorded == backend_costs.cost(backend, 1.0).parameters


@pytest.mark.parametrize(
    ("clip_seconds", "words"),
    [
        (1.0, "all of them take it as it is"),
        (2.0, "cut, and 50% of it is gone"),
        (0.5, "50% of what they hear is silence"),
    ],
)
def test_other_lengths_are_refused_cut_or_filled_up(clip_seconds, words):
    told = backend_costs.met(1.0, clip_seconds)
    assert words in told
    assert ("the back-end is made for one length of clip" in told) == (clip_seconds != 1.0)


# ---- what we measured


def test_the_interval_is_students():
    shares = [0.9, 0.95, 0.97, 0.88, 0.93]
    low, high = stats.t.interval(0.95, 4, np.mean(shares), stats.sem(shares))
    assert backends_measured.told(shares) == f"{100 * np.mean(shares):.0f} ± {50 * (high - low):.0f}"
    assert backends_measured.told([]) == "–"


def test_a_table_has_a_row_for_each_model_and_a_cell_for_each_test():
    rows = read(RESULTS / "backends.csv")
    shown = backends_measured.means_told(rows, ("alone", "silence_4_told"), (backends_measured.USUAL,))
    assert shown.count("<tr>") == 1 + 7
    assert shown.count("–") == 2  # nobody tells those of fixed length
    both = (backends_measured.USUAL, backends_measured.WITH_SILENCE)
    assert backends_measured.means_told(rows, ("alone",), both).count("<tr>") == 1 + 9


def test_a_sound_as_loud_as_what_was_learned_stays_so_whatever_its_own_level():
    loud, quiet = (recorded_backends.chosen(backend_answers.SEVEN, level_db=level) for level in (0, -30))
    torch.testing.assert_close(quiet.waveform, loud.waveform * 10**-1.5)
