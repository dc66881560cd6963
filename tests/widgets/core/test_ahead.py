"""What is sent before it is asked for, in which order, and when nothing is or all goes."""

import asyncio
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import traitlets

from frontear.dsp.warned import warn
from frontear_widgets import Axis, Curve, HeatMap, Lines, Live, LiveText, Picture, Rows, chart
from frontear_widgets.browser.ahead_store import Store
from frontear_widgets.browser.line import SWITCH
from frontear_widgets.browser.plain import VBox
from frontear_widgets.core import ahead
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.views.table import Table
from settings import Settings
from waiting import LONG_S


def shown(settings):
    if settings.length > 50:
        raise ValueError(f"the length is {settings.length} ms; allowed: up to 50 ms")
    if settings.length > 48:
        warn("that is long")
    return {"words": f"{settings.length} ms, {settings.shape}"}


@pytest.fixture
def page(monkeypatch):
    """A page that has just opened: `sent` is what it gets; a receipt comes at once."""
    monkeypatch.setenv(SWITCH, "on")
    monkeypatch.setattr(ahead, "FEWEST_ALONG", 3)
    monkeypatch.setattr(ahead, "BACK", 2)
    store, sent = Store(), []
    monkeypatch.setattr(ahead, "store", lambda: store)

    def send(message, buffers=()):
        sent.append(message)
        if "number" in message:
            store._hear({"got": message["number"]})

    monkeypatch.setattr(store, "send", send)
    store._hear({"here": True})
    sent.clear()
    return SimpleNamespace(sent=sent, store=store, moves=iter(range(1, 1_000)))


def panel(function=shown, **settings):
    code = lambda settings: f"length = {settings.length}"  # noqa: E731
    return Live(Settings(**settings), function, {"words": LiveText}, title="A panel", code=code)


async def rest():
    """Until nothing is computed any more."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


def stepped(page, live, **places):
    """A person moves sliders, as the page tells it."""
    for name, place in places.items():
        live.controls[name].set_state({live.controls[name].place: place, "moved": next(page.moves)})


def played(page, live, *acts):
    """Do one after another, each when all rest; an act is a dict of places for sliders, or is called."""

    async def act():
        for each in acts:
            if callable(each):
                each()
            else:
                stepped(page, live, **each)
            await rest()

    asyncio.run(act())
    return live


def states(page):
    return [message for message in page.sent if "digests" in message]


def places(page):
    """Where the sliders stand in each state that was sent: length, gain, factor, β."""
    return [tuple(message["places"]) for message in states(page)]


def kept(page):
    """What of it the page still has."""
    has = []
    for message in page.sent:
        if message.get("forget"):
            has.clear()
        elif "digests" in message:
            has.append(tuple(message["places"]))
    return has


def settled(page):
    """The moves that were answered."""
    return [message["settled"] for message in page.sent if "settled" in message]


def lengths(found):
    return [length for length, *_ in found]


def test_what_lies_along_the_way_comes_first_then_what_lies_behind_then_the_other_controls_nearest_steps(page):
    played(page, panel(), {"length": 5})
    assert places(page) == [
        *((length, 0.3, 1, 8.0) for length in (6, 7, 8, 4, 3)),
        *((5, gain, 1, 8.0) for gain in (0.4, 0.2)),  # those of a page: 0.4, not 0.30000000000000004 + 0.1
        *((5, 0.3, index, 8.0) for index in (2, 0)),
    ]


def test_a_slider_that_is_only_held_gets_both_ways_and_its_first_step_only_what_is_new(page):
    live = panel(length=5)
    hold = lambda: live.controls["length"]._handle_custom_msg({"held": True}, [])  # noqa: E731
    played(page, live, hold)
    assert lengths(places(page))[:6] == [6, 4, 7, 3, 8, 2]
    page.sent.clear()
    played(page, live, {"length": 6}, hold)
    assert [length for length, gain, factor, _ in places(page) if (gain, factor) == (0.3, 1)] == [9, 5]
    assert settled(page) == [1]


def test_the_way_is_that_of_the_last_step_and_nothing_is_sent_twice(page):
    played(page, panel(), {"length": 10}, page.sent.clear, {"length": 9})
    assert lengths(places(page))[:3] == [7, 6, 10]  # 8 has been sent, as what lies behind 10
    assert len(set(places(page))) == len(places(page))


def test_the_ends_of_a_slider_are_the_ends_of_what_is_sent(page):
    played(page, panel(), {"length": 2}, page.sent.clear, {"length": 1})
    assert min(lengths(places(page))) == 1
    played(page, panel(), page.sent.clear, {"factor": 2})
    assert [index for *_, index, _ in places(page)][:2] == [1, 0]


def test_a_far_page_gets_more_steps_along_the_way(page, monkeypatch):
    monkeypatch.setattr(page.store.line, "arrived", lambda _: None)
    page.store.line.round_trip_s = 0.2
    played(page, panel(), {"length": 5})
    assert lengths(places(page))[:15] == [*range(6, 21)]


def test_a_state_is_what_the_views_and_the_code_will_have(page):
    live = played(page, panel(), {"length": 5})
    traits = {part["digest"]: part["traits"] for message in states(page) for part in message["parts"]}
    first = {model: traits[digest] for model, digest in states(page)[0]["digests"].items()}
    live.set(length=6)
    assert first == {
        live.views["words"].model_id: {"value": live.views["words"].value},
        live._copy.model_id: {"code": live._copy.code},
    }
    assert live._copy.code == "length = 6"


def test_what_is_refused_warned_of_or_goes_wrong_is_never_sent(page):
    def broken(settings):
        if settings.length == 45:
            raise KeyError("forty-five")
        return shown(settings)

    live = played(page, panel(broken), {"length": 47}, {"length": 46})
    assert kept(page)
    assert max(lengths(kept(page))) == 48
    assert 45 not in lengths(kept(page))
    assert not any(slot.value for slot in [*live.errors.values(), *live.warnings.values()])


@pytest.mark.parametrize("length", [49, 60])
def test_where_a_sentence_stands_beside_a_control_all_goes_and_nothing_comes(page, length):
    live = played(page, panel(), {"length": 5}, {"length": length})
    assert kept(page) == []
    played(page, live, {"length": 6})
    assert lengths(kept(page))[:3] == [5, 4, 3]


def test_where_another_control_changes_all_goes(page):
    live = played(page, panel(), {"length": 5})
    assert kept(page)
    live.controls["shape"].observe(lambda _: seen.append(kept(page)), "value")
    seen = []
    played(page, live, lambda: live.set(shape="kaiser"))
    assert seen == [[]]
    traits = [part["traits"].get("value", "kaiser") for message in states(page)[-5:] for part in message["parts"]]
    assert all("kaiser" in words for words in traits)


def test_where_what_the_page_shares_changes_all_goes(page):
    class Own(traitlets.HasTraits):
        sounds = traitlets.List()

    own = Own()
    somewhere_else = GrowingList(lambda: ["yes", *own.sounds], own, "sounds")
    live = played(page, panel(), {"length": 5})
    assert kept(page)
    own.sounds = ["mine"]
    assert kept(page) == []
    assert "mine" in somewhere_else.options
    played(page, live, {"length": 6})
    assert lengths(kept(page))[:3] == [7, 8, 9]


def test_what_was_being_computed_when_all_went_is_not_sent(page):
    started, go_on = threading.Event(), threading.Event()

    def slow(settings):
        if settings.length == 6:
            started.set()
            assert go_on.wait(LONG_S)
        return shown(settings)

    async def act():
        live = panel(slow)
        stepped(page, live, length=5)
        await asyncio.to_thread(started.wait, LONG_S)
        live.set(fast=True)
        go_on.set()
        await rest()

    asyncio.run(act())
    assert kept(page)[0][0] == 6  # computed anew
    assert lengths(places(page)).count(6) == 1


def test_the_page_has_states_of_one_panel(page):
    first, second = panel(), panel()
    played(page, first, {"length": 5})
    page.sent.clear()
    played(page, second, {"length": 5})
    assert page.sent[0] == {"panel": first.model_id, "forget": True}
    assert page.sent[1]["panel"] == second.model_id
    assert page.sent[1]["sliders"][0] == (second.controls["length"].model_id, "value")
    page.sent.clear()
    played(page, first, lambda: first.set(length=9))  # from code: nobody holds it
    assert states(page) == []


def test_the_page_hears_which_of_its_moves_was_answered_and_not_of_one_that_came_meanwhile(page):
    started, go_on = threading.Event(), threading.Event()

    def slow(settings):
        if settings.length == 5:
            started.set()
            assert go_on.wait(LONG_S)
        return shown(settings)

    async def act():
        live = panel(slow)
        stepped(page, live, length=40)
        await rest()
        stepped(page, live, length=5)
        await asyncio.to_thread(started.wait, LONG_S)
        stepped(page, live, length=6)
        stepped(page, live, length=7)
        go_on.set()
        await rest()
        stepped(page, live, length=7)  # it was elsewhere meanwhile, and is back: that is a move too
        await rest()

    asyncio.run(act())
    assert settled(page) == [2, 4, 5]


def test_a_refused_move_is_answered_too(page):
    played(page, panel(), {"length": 5}, {"length": 60})
    assert settled(page) == [2]


def test_a_page_that_has_no_state_hears_of_no_answer(page, monkeypatch):
    monkeypatch.setenv(SWITCH, "off")
    played(page, panel(), {"length": 5}, {"length": 6})
    assert page.sent == []


def test_a_new_step_comes_before_what_nobody_has_asked_for(page):
    started, go_on, made = threading.Event(), threading.Event(), []

    def slow(settings):
        made.append(settings.length)
        if settings.length == 6:
            started.set()
            assert go_on.wait(LONG_S)
        return shown(settings)

    async def act():
        live, shows_20 = panel(slow), asyncio.Event()
        live.views["words"].observe(lambda change: shows_20.set() if "20" in change["new"] else None, "value")
        stepped(page, live, length=5)
        await asyncio.to_thread(started.wait, LONG_S)
        stepped(page, live, length=20)
        await shows_20.wait()
        go_on.set()
        await rest()

    asyncio.run(act())
    assert made[:5] == [4, 5, 6, 20, 21]


def test_a_panel_that_takes_long_is_tried_once_a_step(page, monkeypatch):
    monkeypatch.setattr(ahead, "SLOW_S", -1.0)
    live = played(page, panel(), {"length": 5})
    assert lengths(places(page)) == [6]
    played(page, live, {"length": 6})
    assert lengths(places(page)) == [6, 7]


def test_the_page_never_has_more_than_it_may(page, monkeypatch):
    monkeypatch.setattr(ahead, "MOST_BYTES", 1_000)
    live = panel()
    for length in range(5, 20):
        played(page, live, {"length": length})
        size = 0
        for message in page.sent:
            size = 0 if message.get("forget") else size + sum(len(str(part)) for part in message.get("parts", []))
            assert size <= 1_200
    assert any(message.get("forget") for message in page.sent)


def test_a_state_that_is_too_large_is_not_sent(page, monkeypatch):
    monkeypatch.setattr(ahead, "LARGEST_BYTES", 10)
    played(page, panel(), {"length": 5})
    assert states(page) == []


def test_nothing_more_goes_out_while_the_line_is_full_and_a_receipt_makes_room(page, monkeypatch):
    monkeypatch.setattr(page.store, "send", lambda message, buffers=(): page.sent.append(message))
    page.store.line.allowed = 1
    live = played(page, panel(), {"length": 5})
    assert lengths(places(page)) == [6]

    def got():
        page.store._hear({"got": states(page)[-1]["number"]})

    page.store.line.allowed = 1_000_000
    played(page, live, got)
    assert len(places(page)) == 9


@pytest.mark.parametrize(("switch_is", "load"), [("off", 0.0), ("", 0.9)])
def test_nothing_is_sent_where_it_is_switched_off_or_the_machine_is_busy(page, monkeypatch, switch_is, load):
    monkeypatch.setenv(SWITCH, switch_is)
    monkeypatch.setattr("frontear_widgets.browser.line.load", lambda: load)
    live = played(page, panel(), {"length": 5})
    assert states(page) == []
    assert live.views["words"].value == "5 ms, hann"


def test_nothing_is_sent_where_no_page_has_said_that_it_is_there(page):
    page.store.here = False
    played(page, panel(), {"length": 5})
    assert page.sent == []


def test_a_page_that_opens_anew_has_nothing_yet(page):
    live = played(page, panel(), {"length": 5})
    page.store._hear({"here": True})
    page.sent.clear()
    played(page, live, {"length": 6})
    assert any("sliders" in message for message in page.sent)
    assert lengths(places(page))[:3] == [7, 8, 9]


def test_a_second_page_of_the_same_kernel_takes_no_answer_from_the_first(page):
    live = played(page, panel(), {"length": 5})
    page.store._hear({"here": True})
    page.sent.clear()
    played(page, live, lambda: live.set(length=9))
    assert settled(page) == [1]


def test_a_panel_that_is_closed_is_forgotten(page):
    live = played(page, panel(), {"length": 5})
    live.close()
    assert page.sent[-1] == {"panel": live._ahead.id, "closed": True}
    assert page.store.panel is None
    assert page.store.told == set()


def test_a_panel_with_a_view_that_is_not_told_by_traits_is_as_it_was(page):
    class Boxed(VBox):
        def __init__(self, words):
            super().__init__([LiveText(words)])

        def show(self, words):
            self.children[0].show(words)

    live = Live(Settings(), shown, {"words": Boxed}, title="A panel")
    played(page, live, {"length": 5})
    assert states(page) == []
    assert live.views["words"].children[0].value == "5 ms, hann"


def picture(level):
    rows = Rows("frequency (Hz)", "Hz", np.arange(4.0))
    return Picture(np.full((4, 3), level), f"Level {level}", Axis("time (s)", "s"), rows, "dB", -10, 0)


def line(height):
    return chart(f"At {height}", [Curve("a", [0, 1], [height, 1])], x="x", y="y", alt="a line")


@pytest.mark.parametrize(
    ("view", "first", "second"),
    [
        (HeatMap, picture(-3.0), picture(-2.0)),
        (Lines, line(1), line(2)),
        (LiveText, "-1 dB", "-2 dB"),
        (Table, "<p>-1</p>", "<p>-2</p>"),
    ],
)
def test_a_view_shows_the_traits_that_it_says(view, first, second):
    widget = view(first)
    widget.show(second)
    fresh = view(second)
    for name, value in view.state(second).items():
        assert getattr(widget, name) == getattr(fresh, name) == value
