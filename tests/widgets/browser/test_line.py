"""How much may be under way to the page, and whether the machine has time, follows from what the page has received."""

import os

import pytest

from frontear_widgets.browser.line import (
    FIRST_BYTES,
    LATE_S,
    LEAST_BYTES,
    MOST_BYTES,
    PATIENCE_S,
    SWITCH,
    Line,
    load,
)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def line(clock):
    return Line(clock)


def arrives(line, clock, n_bytes, *, after_s):
    number = line.sent(n_bytes)
    clock.now += after_s
    line.arrived(number)


def test_the_round_trip_is_the_shortest_that_was_seen_and_unknown_at_first(line, clock):
    assert line.round_trip_s == float("inf")
    for after_s in (0.3, 0.2, 0.4):
        arrives(line, clock, 0, after_s=after_s)
    assert line.round_trip_s == pytest.approx(0.2)


def test_what_may_be_under_way_grows_while_receipts_are_in_time_and_is_halved_by_a_late_one(line, clock):
    arrives(line, clock, 0, after_s=0.2)
    arrives(line, clock, 1_000, after_s=0.2)
    assert line.allowed == 1.5 * FIRST_BYTES
    arrives(line, clock, 1_000, after_s=0.2 + 1.1 * LATE_S)
    assert line.allowed == 0.75 * FIRST_BYTES
    for _ in range(20):
        arrives(line, clock, 1_000, after_s=1)
    assert line.allowed == LEAST_BYTES
    for _ in range(20):
        arrives(line, clock, 1_000, after_s=0.2)
    assert line.allowed == MOST_BYTES


def test_there_is_room_for_what_is_allowed_and_again_when_something_has_come(line):
    first = line.sent(FIRST_BYTES - 10)
    assert line.has_room(10)
    assert not line.has_room(11)
    line.arrived(first)
    assert line.has_room(FIRST_BYTES)


def test_after_a_late_one_too_much_is_tried_again_alone_and_after_a_while(line, clock):
    arrives(line, clock, 0, after_s=0.01)
    arrives(line, clock, 100, after_s=10 * LATE_S)
    assert not line.has_room(FIRST_BYTES)
    clock.now += 1.1 * PATIENCE_S
    assert line.has_room(FIRST_BYTES)
    line.sent(1)
    assert not line.has_room(FIRST_BYTES)


def test_a_receipt_of_a_page_before_says_nothing(line, clock):
    number = line.sent(1_000)
    line.begin()
    clock.now += 1
    line.arrived(number)
    assert line.round_trip_s == float("inf")
    assert line.has_room(FIRST_BYTES)


@pytest.mark.parametrize(
    ("switch", "of_a_core", "far", "has_time"),
    [
        ("", 0.5, False, True),
        ("", 0.9, False, False),  # busy, and the page is near
        ("", 0.9, True, True),
        ("", 1.1, True, False),  # a class shares it
        ("on", 9.0, False, True),
        ("off", 0.0, True, False),
    ],
)
def test_a_machine_has_time_as_the_switch_says_or_its_load(line, clock, monkeypatch, switch, of_a_core, far, has_time):
    monkeypatch.setenv(SWITCH, switch)
    monkeypatch.setattr("frontear_widgets.browser.line.load", lambda: of_a_core)
    arrives(line, clock, 0, after_s=0.2 if far else 0.01)
    assert line.has_time() is has_time


def test_the_load_is_that_of_a_core_and_none_where_the_system_does_not_say(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(os, "getloadavg", lambda: (3.0, 0.0, 0.0), raising=False)
    assert load() == 0.75
    monkeypatch.delattr(os, "getloadavg")
    assert load() == 0
