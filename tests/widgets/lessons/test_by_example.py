"""The panel of lesson 09 that learns from marks: marks, their undoing, learning, files."""

import numpy as np
import pytest

from frontear.gates import Mark
from frontear_widgets.lessons.gate.example.by_example import LearnByExample
from frontear_widgets.lessons.gate.example.heard import OWN
from frontear_widgets.lessons.gate.example.marked_wave import MarkedWave
from frontear_widgets.lessons.gate.example.scenes import HALF_S, SCENES, scene, shares

KEEP, GATE = Mark(0.3, 0.5, keep=True), Mark(1.0, 1.2, keep=False)


@pytest.fixture
def panel(monkeypatch):
    monkeypatch.setattr(LearnByExample, "n_steps", 2)
    made = LearnByExample()
    yield made
    made.close()


def test_marks_are_drawn_or_typed_in_order_and_told():
    wave = MarkedWave()
    wave.show(scene("two drums").sound, 8.0)
    wave.kind.value = False
    wave.wave._handle_custom_msg({"start": 1.0, "stop": 1.2}, [])
    wave.kind.value = True
    wave.start.value, wave.stop.value = 0.3, 0.5
    wave.buttons["Add"]()
    assert wave.marks == (KEEP, GATE)
    assert [mark["keep"] for mark in wave.wave.marks] == [True, False]
    assert [name for name, _ in wave.chosen.options] == ["keep 0.30–0.50 s", "gate 1.00–1.20 s"]


@pytest.mark.parametrize(
    ("start", "stop", "said"),
    [(0.4, 0.6, "no mark lies over another"), (2.0, 2.01, "allowed is one of 0.05 s or more")],
)
def test_what_cannot_be_a_mark_is_a_sentence_and_changes_nothing(start, stop, said):
    wave = MarkedWave()
    wave.show(scene("two drums").sound, 8.0)
    wave.take([KEEP, GATE])
    wave.add(start, stop)
    assert said in wave.told.value
    assert wave.marks == (KEEP, GATE)


def test_removing_and_undoing_go_back_step_by_step():
    wave = MarkedWave()
    wave.show(scene("two drums").sound, 8.0)
    wave.add(0.3, 0.5)
    wave.add(2.0, 9.0)
    assert wave.marks[1].stop == 8.0
    wave.chosen.value = wave.marks[0]
    wave.remove()
    assert [mark.start for mark in wave.marks] == [2.0]
    wave.undo()
    wave.undo()
    assert wave.marks == (KEEP,)
    for _ in range(3):
        wave.undo()
    assert wave.marks == ()


def test_the_first_sound_of_each_kind_is_marked_and_what_is_typed_or_chosen_is_drawn(panel):
    first, second = panel.wave.marks
    assert (first.keep, second.keep) == (True, False)
    assert panel.wave.wave.chosen == 1
    assert panel.wave.wave.typed == pytest.approx([second.stop, second.stop + 0.5], abs=0.01)
    panel.wave.start.value = 3.0
    panel.wave.stop.value = 3.5
    assert panel.wave.wave.typed == [3.0, 3.5]
    panel.wave.chosen.index = 0
    assert panel.wave.wave.chosen == 0


def test_it_learns_from_marks_and_what_comes_out_can_be_heard_from_where_nothing_was_marked(panel):
    panel.wave.take([KEEP, GATE])
    panel.start()
    panel.wait()
    assert "1 to keep and 1 to gate" in panel.progress.value
    heard = panel._heard
    assert "In the seconds that nobody marked" in heard.views["words"].value
    before, behind = heard.views["sound"]._clips
    assert before.seconds == behind.seconds == HALF_S
    heard.set(range_db=0)
    assert (heard.views["sound"]._clips[1].waveform - before.waveform).abs().max() < 1e-6


def test_learning_again_keeps_how_the_gate_is_set_and_shows_one_result(panel):
    panel.wave.take([KEEP, GATE])
    panel.start()
    panel.wait()
    panel._heard.set(threshold=0.8)
    panel.start()
    panel.wait()
    heard = panel._heard
    assert heard.settings.threshold == 0.8
    assert panel._place.children == (heard,)


def test_marks_of_one_kind_are_told_and_nothing_is_learned(panel):
    panel.wave.take([KEEP])
    panel.start()
    assert "got 1 marks to keep and 0 to gate" in panel.progress.value
    assert panel.worker is None
    assert panel._place.children == ()


def test_a_gate_is_saved_with_its_marks_and_opened_again(panel):
    with pytest.raises(ValueError, match="nothing has learned yet"):
        panel._saved()
    panel.wave.take([KEEP, GATE])
    panel.start()
    panel.wait()
    data, level = panel._saved(), panel.learned.level
    panel.wave.take([])
    panel._opened(data, "mine.gate")
    assert panel.wave.marks == (KEEP, GATE)
    assert (panel.learned.level == level).all()
    with pytest.raises(ValueError, match=r"mine\.gate: not a "):
        panel._opened(data[:100], "mine.gate")


def test_another_recording_takes_the_marks_away_and_ones_own_is_marked_whole(panel):
    panel.wave.take([KEEP, GATE])
    panel.plan.set(recording=OWN, name="sentence")  # else the sound that the page has chosen
    assert panel.wave.marks == ()
    assert panel.wave.wave.seconds == pytest.approx(2.0, abs=0.1)
    assert "All 2.0 s" in panel.plan.views["words"].value


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_both_kinds_in_turn_and_other_takes_in_its_second_half(name):
    made = scene(name)
    assert len(made.sound) == 2 * HALF_S * 16_000
    firsts = [turn.is_first for turn in made.turns if turn.start < HALF_S]
    assert firsts[:4] == [True, False, True, False]
    assert all(turn.stop <= HALF_S or turn.start >= HALF_S for turn in made.turns)
    begin, end = (round(at * 16_000) for at in made.turns[0][:2])
    word = made.sound[begin:end]
    for turn in made.turns:
        if turn.start >= HALF_S:
            other = made.sound[round(turn.start * 16_000) :][: len(word)]
            assert abs(word @ other) < 0.95 * (word @ word)


@pytest.mark.parametrize("name", SCENES)
def test_an_open_gate_is_open_for_all_of_either_and_a_closed_one_for_none(name):
    n = round(2 * HALF_S * 160)
    assert shares(name, np.ones(n)) == (1, 1)
    assert shares(name, np.zeros(n)) == (0, 0)
