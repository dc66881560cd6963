import asyncio
import threading

import pytest

from frontear.dsp.warned import warn
from frontear_widgets import Exercise, Live, LiveText
from frontear_widgets.browser.plain import HIDDEN
from frontear_widgets.views.markdown_text import MarkdownText
from settings import Settings
from waiting import LONG_S


def shown(settings):
    if settings.length > 50:
        raise ValueError(f"the length is {settings.length} ms; allowed: up to 50 ms")
    if settings.length == 13:
        raise KeyError("thirteen")
    return {"words": f"{settings.length} ms, {settings.shape}"}


def panel(function=shown, code=lambda settings: f"length = {settings.length}", **settings):
    return Live(Settings(**settings), function, {"words": LiveText}, title="A panel", code=code)


def test_a_control_that_moves_changes_the_view_and_the_code():
    live = panel()
    live.controls["length"].value = 20
    assert live.views["words"].value == "20 ms, hann"
    assert live._copy.code == "length = 20"


def test_a_refusal_stands_beside_the_control_that_caused_it_and_the_last_good_picture_stays():
    live = panel()
    live.controls["length"].value = 60
    assert "the length is 60 ms; allowed: up to 50 ms" in live.errors["length"].value
    assert live.errors["gain"].value == ""
    assert live.views["words"].value == "4 ms, hann"
    live.controls["length"].value = 50
    assert live.errors["length"].value == ""
    assert live.views["words"].value == "50 ms, hann"


def test_a_defect_in_a_panel_is_a_sentence_too_and_the_panel_lives_on():
    live = panel()
    live.controls["length"].value = 13
    assert "move the control back" in live.errors["length"].value
    live.controls["length"].value = 14
    assert live.views["words"].value == "14 ms, hann"


def test_a_panel_says_that_it_computes_until_it_has():
    def busy(_settings):
        seen.append("frontear-busy" in made[0]._dom_classes if made else None)
        return {"words": ""}

    async def moves():
        made[0].controls["length"].value = 20
        while made[0]._working:
            await asyncio.sleep(0)

    seen, made = [], []
    made.append(panel(busy))
    asyncio.run(moves())
    assert seen == [None, True]
    assert "frontear-busy" not in made[0]._dom_classes


def test_an_answer_that_is_computed_says_so_until_it_is_there(ask):
    said = []
    question = ask("Which?", ["a"], right="a", because="", answer=lambda: said.append(question.cover.value) or [])
    question.choice.value = "a"
    question.commit()
    assert "computing …" in said[0]
    assert "computing …" not in question.cover.value


def test_reset_moves_every_control_back_to_where_it_began():
    live = panel(length=9, shape="kaiser")
    live.set(length=20, shape="hann", gain=0.9, factor=4, fast=True)
    live.reset()
    assert live.settings == Settings(length=9, shape="kaiser")


def test_a_control_is_shown_only_where_it_matters():
    live = panel()
    assert HIDDEN in live._cells["beta"]._dom_classes
    live.set(shape="kaiser")
    assert HIDDEN not in live._cells["beta"]._dom_classes


def test_an_unknown_control_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"no control named width; there are: length, gain"):
        panel().set(width=3)


def test_a_first_value_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=r"Length \(ms\) is 200; allowed: 1 to 100"):
        panel(length=200)


def test_while_one_picture_is_made_only_the_newest_settings_wait():
    started, go_on, made = threading.Event(), threading.Event(), []

    def slow(settings):
        made.append(settings.length)
        if settings.length == 5:
            started.set()
            assert go_on.wait(timeout=LONG_S)
        return {"words": f"{settings.length} ms"}

    async def moves():
        live = panel(slow)
        live.controls["length"].value = 5
        await asyncio.to_thread(started.wait, LONG_S)
        for length in range(6, 31):
            live.controls["length"].value = length
        go_on.set()
        while live._working:
            await asyncio.sleep(0)
        return live

    live = asyncio.run(moves())
    assert made == [4, 5, 30]
    assert live.views["words"].value == "30 ms"


def refused_code(settings):
    if settings.length > 30:
        raise ValueError(f"no code for {settings.length} ms; allowed: up to 30 ms")
    return f"length = {settings.length}"


def broken_view(words):
    view = LiveText(words)
    view.show = lambda words: 1 / 0
    return view


def test_a_setting_that_has_no_code_is_explained_and_picture_and_code_stay():
    live = panel(code=refused_code)
    live.set(length=20)
    live.set(length=40)
    assert "no code for 40 ms; allowed: up to 30 ms" in live.errors["length"].value
    assert live.views["words"].value == "20 ms, hann"
    assert live._copy.code == "length = 20"


def test_of_two_fast_moves_each_picture_has_its_own_code_and_a_refusal_of_the_second_is_a_sentence():
    started, go_on, codes = threading.Event(), threading.Event(), []

    def slow(settings):
        if settings.length == 5:
            started.set()
            assert go_on.wait(timeout=LONG_S)
        return {"words": f"{settings.length} ms"}

    async def moves():
        live = panel(slow, code=refused_code)
        live._copy.observe(lambda change: codes.append((live.views["words"].value, change["new"])), "code")
        live.set(length=5)
        await asyncio.to_thread(started.wait, LONG_S)
        live.set(length=40)
        go_on.set()
        while live._working:
            await asyncio.sleep(0)
        return live

    live = asyncio.run(moves())
    assert codes == [("5 ms", "length = 5")]
    assert "no code for 40 ms" in live.errors["length"].value
    assert live.views["words"].value == "5 ms"


def test_a_view_that_cannot_show_what_was_made_is_a_sentence_too_on_a_page_and_in_a_script():
    async def moves(live):
        live.set(length=20)
        while live._working:
            await asyncio.sleep(0)

    on_a_page, in_a_script = (Live(Settings(), shown, {"words": broken_view}, title="A panel") for _ in range(2))
    asyncio.run(moves(on_a_page))
    in_a_script.set(length=20)
    for live in (on_a_page, in_a_script):
        assert "ZeroDivisionError" in live.errors["length"].value
        live.set(length=60)
        assert "allowed: up to 50 ms" in live.errors["length"].value


def cautious(settings):
    if settings.gain > 0.8:
        warn("that is loud")
    if settings.length > 30:
        warn("that is <long>")
        warn("that is <long>")
    return shown(settings)


def told(live):
    return {name: message.value for name, message in live.warnings.items() if message.value}


def test_what_is_warned_of_stands_once_and_quietly_beside_the_control_that_moved_until_it_no_longer_holds():
    live = panel(cautious)
    assert told(live) == {}
    live.set(length=40)
    assert told(live) == {"length": '<p role="status">that is &lt;long&gt;.</p>'}
    assert live.errors["length"].value == ""
    live.set(gain=0.9)
    assert list(told(live)) == ["length", "gain"]
    live.set(length=60)  # refused: what is shown is as before, and so are its warnings
    assert list(told(live)) == ["length", "gain"]
    live.set(length=20)
    assert list(told(live)) == ["gain"]
    assert list(told(panel(cautious, length=40))) == ["length"]


def test_panels_at_once_are_warned_of_their_own_alone():
    together = threading.Barrier(2)

    def slow(settings):
        if settings.length == 4:
            return shown(settings)
        warn(f"{settings.length} before")
        together.wait(LONG_S)
        warn(f"{settings.length} after")
        return shown(settings)

    async def moves(*lives):
        for length, live in enumerate(lives, start=10):
            live.set(length=length)
        while any(live._working for live in lives):
            await asyncio.sleep(0)

    lives = panel(slow), panel(slow)
    asyncio.run(moves(*lives))
    for length, live in enumerate(lives, start=10):
        said = [f'<p role="status">{length} {when}.</p>' for when in ("before", "after")]
        assert told(live) == {"length": "".join(said)}


@pytest.fixture
def question(ask):
    return ask("Which?", ["this", "that"], right="that", because="Because.", answer=lambda: LiveText("the answer"))


def test_the_answer_is_covered_until_the_student_commits_and_the_choice_stays_beside_it(question):
    assert not any(isinstance(child, LiveText) for child in question.children)
    with pytest.raises(ValueError, match="nothing is chosen yet"):
        question.commit()
    question.choice.value = "this"
    question.button.click()
    assert question.children[-1].value == "the answer"
    assert "You said: this" in question.cover.value
    assert "<b>that</b>" in question.cover.value
    assert question.choice.disabled


AFTER = r"""
So *all* have $\sigma_t \ge 1$.

* and more
"""


def test_what_follows_from_an_answer_waits_inside_it_and_keeps_its_formulas(ask):
    question = ask("Which?", ["this"], right="this", because="", after=AFTER)
    assert not any(isinstance(child, MarkdownText) for child in question.children)
    question.choice.value = "this"
    question.commit()
    told = question.children[-1].value
    assert told.startswith(
        '<p>So <em>all</em> have <span class="math"><math xmlns="http://www.w3.org/1998/Math/MathML"'
    )
    assert r"\sigma" not in told
    assert "<li>and more</li>" in told


def test_a_right_prediction_is_told_so(question):
    question.choice.value = "that"
    question.commit()
    assert "✓ You said: that" in question.cover.value


def test_an_answer_that_cannot_be_shown_says_so(ask):
    question = ask("Which?", ["this"], right="this", because="", answer=lambda: 1 / 0)
    question.choice.value = "this"
    question.button.click()
    assert "You said: this" in question.cover.value
    assert "ZeroDivisionError" in question.cover.value


def test_an_exercise_explains_what_its_panel_refuses_and_forgets_a_verdict_once_a_control_moves():
    exercise = Exercise("Do.", panel(), lambda s: (shown(s) and s.length == 20, "So it is."))
    assert not exercise.answer(length=60)
    assert "the length is 60 ms; allowed: up to 50 ms." in exercise.feedback.value
    assert exercise.answer(length=20)
    exercise.panel.set(length=21)
    assert exercise.feedback.value == ""


def test_an_exercise_checks_itself_by_controls_and_by_code():
    exercise = Exercise("Reach 20.", panel(), lambda s: (s.length == 20, f"You are at {s.length}."))
    assert not exercise.check()
    assert "Not yet.</span> You are at 4." in exercise.feedback.value
    assert exercise.answer(length=20)
    assert "Solved.</span> You are at 20." in exercise.feedback.value


def test_an_exercise_that_cannot_be_checked_says_so():
    exercise = Exercise("Reach 20.", panel(), lambda s: 1 / 0)
    assert not exercise.check()
    assert "ZeroDivisionError" in exercise.feedback.value
