"""What the page kept comes back through the door of a person's settings; what is not allowed is dropped."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

import pytest

from frontear_widgets import Exercise, Live, LiveText
from frontear_widgets.core.controls import choice, ladder, slider, switch
from frontear_widgets.core.kept import Kept
from frontear_widgets.core.panel import Panel
from waiting import LONG_S


@dataclass(frozen=True)
class Settings:
    length: int = slider(4, 1, 100, label="Length", unit="ms")
    gain: float = slider(0.5, 0.0, 1.0, step=0.1, label="Gain")
    factor: int = ladder(2, [1, 2, 4], label="Factor")
    norm: str | None = choice("slaney", {"Slaney": "slaney", "none": None}, label="Norm")
    fast: bool = switch(False, label="Fast")


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """A kernel's own, with nothing in it yet."""
    own = Kept()
    for module in ("kept_settings", "predict", "exercise"):
        monkeypatch.setattr(f"frontear_widgets.core.{module}.kept", lambda: own)
    return own


@pytest.fixture
def cell(monkeypatch):
    """`cell("name")`: a cell of that name runs now."""
    runs = iter(range(100))

    def runs_now(name):
        now = name, f"run {next(runs)}"
        for module in ("kept", "predict"):
            monkeypatch.setattr(f"frontear_widgets.core.{module}.running", lambda: now)

    return runs_now


def live(title="A panel", **settings):
    return Live(
        Settings(**settings), lambda settings: {"words": f"{settings.length} ms"}, {"words": LiveText}, title=title
    )


@pytest.fixture
def question(ask):
    return partial(ask, "Which one?", ["this", "that"], right="that", because="So it is.")


def restored(kept, **of_kind):
    kept._hear({"restore": of_kind}, [])


def told(kept):
    kept.tell()
    return kept.state


def test_only_what_stands_elsewhere_than_at_first_is_kept(kept):
    panel = live(length=9)
    assert told(kept)["settings"] == {"a-panel": {}}
    panel.set(length=20, fast=True, norm=None)
    panel.set(gain=0.5)
    assert told(kept)["settings"] == {"a-panel": {"length": 20, "fast": True, "norm": None}}
    panel.reset()
    assert told(kept)["settings"] == {"a-panel": {}}


def test_settings_come_back_and_the_view_follows(kept):
    panel = live()
    restored(kept, settings={"a-panel": {"length": 20, "gain": 0.3, "factor": 4, "norm": None, "fast": True}})
    assert panel.settings == Settings(length=20, gain=0.3, factor=4, norm=None, fast=True)
    assert panel.views["words"].value == "20 ms"
    assert told(kept)["back"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 3},
        {"__class__": "x", "value": 1, "close": True},
        {"length": 200},
        {"length": 0},
        {"length": "20"},
        {"length": True},
        {"length": None},
        {"length": [20]},
        {"length": {"value": 20}},
        {"length": 20.5},
        {"gain": "<img src=x onerror=alert(1)>"},
        {"gain": 1e300},
        {"factor": 3},
        {"factor": True},
        {"norm": "htk"},
        {"norm": False},
        {"fast": 1},
        {"fast": "true"},
    ],
)
def test_what_is_not_allowed_is_dropped_and_the_rest_is_taken(kept, wrong):
    panel = live()
    restored(kept, settings={"a-panel": {**wrong, **({"factor": 4} if "factor" not in wrong else {"fast": True})}})
    expected = Settings(fast=True) if "factor" in wrong else Settings(factor=4)
    assert panel.settings == expected
    assert not any(error.value for error in panel.errors.values())


@pytest.mark.parametrize(
    "broken", [None, [], "settings", 3, {"settings": []}, {"settings": {"a-panel": [1]}}, {"choices": 3}]
)
def test_what_has_no_form_is_dropped(kept, broken, question):
    panel, asked = live(), question()
    kept._hear({"restore": broken}, [])
    assert panel.settings == Settings()
    assert not asked.choice.disabled
    assert told(kept)["settings"] == {"a-panel": {}}


def test_a_whole_number_is_a_number_for_a_slider_of_fractions(kept):
    panel = live()
    restored(kept, settings={"a-panel": {"gain": 1}})
    assert panel.settings.gain == 1.0


def test_a_prediction_comes_back_committed_with_its_answer(kept, question):
    asked = question(answer=lambda: LiveText("the answer"))
    asked.choice.value = "this"
    assert told(kept)["choices"] == {"which-one": ""}
    restored(kept, choices={"which-one": "this"})
    assert asked.choice.disabled
    assert "✗ You said: this" in asked.cover.value
    assert asked.children[-1].value == "the answer"
    assert told(kept)["choices"] == {"which-one": "this"}


@pytest.mark.parametrize("wrong", ["<b>this</b>", "", 0, None, True, ["this"]])
def test_a_choice_that_is_none_of_the_question_leaves_it_open(kept, wrong, question):
    asked = question()
    restored(kept, choices={"which-one": wrong})
    assert not asked.choice.disabled
    assert asked.choice.value is None
    assert told(kept)["choices"] == {"which-one": ""}


def test_a_panel_under_a_covered_answer_finds_its_settings_when_it_is_uncovered(kept, question):
    asked = question(answer=lambda: live("Under it"))
    restored(kept, settings={"this-under-it": {"length": 30}})
    asked.choice.value = "that"
    asked.commit()
    assert asked.children[-1].settings.length == 30


@pytest.mark.parametrize("late", [False, True])
def test_a_panel_under_a_covered_answer_has_its_name_whenever_it_is_uncovered(kept, cell, question, late):
    cell("a")
    asked = question(answer=live)
    asked.choice.value = "that"
    for step in [live, asked.commit] if late else [asked.commit, live]:
        cell("b" if step is live else "")  # that of a button's message
        step()
    asked.children[-1].set(length=20)
    assert told(kept)["settings"] == {"this-a-panel": {"length": 20}, "a-panel": {}}


def test_predictions_come_back_one_after_another_and_are_kept_meanwhile(kept, question):
    async def back():
        questions = [question() for _ in range(3)]
        restored(kept, choices={"which-one": "this", "which-one-2": "that", "which-one-3": "this"})
        open_still = [not each.choice.disabled for each in questions]
        whole = told(kept)["choices"]
        await kept._giving
        return open_still, whole, [each.choice.value for each in questions]

    open_still, whole, chosen = asyncio.run(back())
    assert open_still == [True, True, True]
    assert whole == {"which-one": "this", "which-one-2": "that", "which-one-3": "this"}
    assert chosen == ["this", "that", "this"]


def exercise(panel):
    return Exercise("Ten.", panel, lambda settings: (settings.length == 10, "It is ten that is asked for."))


def test_an_exercise_that_was_solved_says_so_when_it_comes_back_and_stays_so(kept):
    task = exercise(live())
    assert not task.check()
    assert told(kept)["solved"] == {"ten": False}
    task.answer(length=10)
    assert told(kept)["solved"] == {"ten": True}
    task.answer(length=9)
    assert told(kept)["solved"] == {"ten": True}
    again, other = exercise(live()), exercise(live())
    restored(kept, solved={"ten-2": True, "ten-3": "<b>yes</b>"})
    assert "✓ solved" in again.head.value
    assert other.head.value == "<h3>Exercise</h3><p>Ten.</p>"


def test_panels_of_one_title_are_told_apart_by_their_order(kept):
    panels = [live("Spectrogram — of any sound!"), live("Spectrogram: of any sound")]
    restored(kept, settings={"spectrogram-of-any-sound-2": {"length": 30}})
    assert [panel.settings.length for panel in panels] == [4, 30]


def test_a_cell_that_runs_again_shows_its_panels_as_they_stood(kept, cell):
    cell("a")
    first = live()
    cell("b")
    other = live()
    first.set(length=20)
    other.set(length=30)
    cell("b")
    again = live()
    other.close()
    assert again.settings.length == 30
    assert told(kept)["settings"] == {"a-panel": {"length": 20}, "a-panel-2": {"length": 30}}


def test_a_question_and_an_exercise_whose_cell_runs_again_stay_answered(kept, cell, question):
    cell("a")
    question().choice.value = "this"
    first = question(answer=lambda: live("The answer"))
    first.choice.value = "this"
    first.commit()
    first.children[-1].set(length=30)
    exercise(live()).answer(length=10)
    cell("a")
    question()
    again, task = question(answer=lambda: live("The answer")), exercise(live())
    assert again.choice.value == "this"
    assert again.children[-1].settings.length == 30
    assert "✓ solved" in task.head.value
    assert "frontear-done" in task._dom_classes


def test_a_panel_that_is_closed_is_kept_no_longer(kept):
    panel = live()
    panel.close()
    assert told(kept)["settings"] == {}


def test_a_change_is_told_soon_and_many_at_once(kept):
    async def moves():
        panel, heard = live(), []
        kept.observe(lambda change: heard.append(change["new"]["settings"]["a-panel"]), "state")
        for length in range(5, 30):
            panel.controls["length"].value = length
        end = time.monotonic() + LONG_S
        while not heard and time.monotonic() < end:
            await asyncio.sleep(0)
        return heard

    assert asyncio.run(moves()) == [{"length": 29}]


def test_a_panel_of_any_kind_may_keep_something(kept):
    held = []
    kept.keep(Panel([]), "settings", "…", now=lambda: {"x": 1}, recall=held.append)
    restored(kept, settings={"panel": {"x": 2}})
    assert held == [{"x": 2}]
