"""Panels of one page share their runs and compute in threads: none may change what another shows."""

from concurrent.futures import ThreadPoolExecutor

import torch

from frontear_widgets.lessons.backends.attention_weights import AttentionWeights, attention_weights_shown
from frontear_widgets.lessons.backends.recorded_backends import recorded
from frontear_widgets.lessons.learning.answers import Answer, answer_shown
from frontear_widgets.lessons.paradigms.filter_activations import _known, run_named
from frontear_widgets.lessons.shared.evaluation import swept
from frontear_widgets.training.runs import DIGITS, RUNS

ROUNDS = 4


def asks():
    """What panels ask of the same runs, computed anew each time."""
    run, begun = RUNS[DIGITS], run_named("recorded: single-shape-vertical")
    return [
        lambda: answer_shown(Answer())["words"],
        lambda: swept.__wrapped__(run, "level", 0.0),
        lambda: attention_weights_shown(AttentionWeights())["words"],
        lambda: _known.__wrapped__(begun, True).peaks.levels[:9].tolist(),
        lambda: _known.__wrapped__(begun, False).peaks.levels[:9].tolist(),
    ]


def states():
    runs = [RUNS[DIGITS], run_named("recorded: single-shape-vertical"), recorded("attention")]
    return [values.clone() for run in runs for values in run.model.state_dict().values()]


def test_panels_that_ask_at_once_show_what_they_show_one_at_a_time_and_change_no_run():
    expected, before = [ask() for ask in asks()], states()
    with ThreadPoolExecutor(8) as pool:
        rounds = [[pool.submit(ask) for ask in asks()] for _ in range(ROUNDS)]
    assert all([answer.result() for answer in answers] == expected for answers in rounds)
    assert all(torch.equal(values, now) for values, now in zip(before, states(), strict=True))
