"""Roles that rotate, notes of two people, points as they are typed: pure functions."""

import random
from collections import Counter
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.forms import ValidationError

from practices.models import Practice
from projects.meetings.clock import left_words
from projects.meetings.defaults import DEFAULTS, Point
from projects.meetings.forms import _read_point
from projects.meetings.merging import merge
from projects.meetings.rotation import next_roles
from projects.meetings.workflow import is_due
from projects.models import Meeting, Project


@pytest.mark.parametrize(("zone", "due"), [("Europe/London", False), ("Asia/Tokyo", True)])
def test_the_day_of_a_meeting_comes_by_the_clock_of_its_practice(zone, due) -> None:
    """8pm in London on the fourth is five in the morning of the fifth in Tokyo."""
    practice = Practice(time_zone=zone)
    meeting = Meeting(starts_at=datetime(2026, 3, 5, 13, tzinfo=ZoneInfo(zone)), project=Project(practice=practice))
    with time_machine.travel(datetime(2026, 3, 4, 20, tzinfo=ZoneInfo("Europe/London")), tick=False):
        assert is_due(meeting) is due


ROLES = ("leader", "recorder", "timekeeper", "facilitator")


def held(people, number, chosen=None):
    earlier = []
    for _ in range(number):
        earlier.append(next_roles(ROLES, people, earlier, chosen))
    return earlier


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 9])
def test_over_time_each_role_comes_to_each_person_equally_often(size) -> None:
    people = list(range(size))
    meetings = held(people, size * 6)
    for role in ROLES:
        counts = Counter(meeting[role] for meeting in meetings)
        assert set(counts) == set(people), f"somebody never has {role}"
        assert max(counts.values()) == min(counts.values()), (role, counts)
        for person in people:
            turns = [number for number, meeting in enumerate(meetings) if meeting[role] == person]
            assert {after - before for before, after in pairwise(turns)} == {size}, "it comes round in turn"


@pytest.mark.parametrize("size", [4, 5, 7])
def test_nobody_has_two_roles_while_somebody_has_none(size) -> None:
    assert all(len(set(meeting.values())) == 4 for meeting in held(list(range(size)), 30))


def test_two_people_share_four_roles_evenly() -> None:
    assert all(sorted(Counter(meeting.values()).values()) == [2, 2] for meeting in held(["a", "b"], 10))


def test_a_newcomer_has_every_role_soon_and_the_others_go_on() -> None:
    earlier = held([1, 2, 3, 4], 8)
    for _ in range(4):
        earlier.append(next_roles(ROLES, [1, 2, 3, 4, 5], earlier))
    assert {role for meeting in earlier[8:] for role, person in meeting.items() if person == 5} == set(ROLES)


def test_who_has_left_gets_nothing_and_a_chosen_role_stays() -> None:
    earlier = held([1, 2, 3, 4], 5)
    roles = next_roles(ROLES, [2, 3, 4], earlier, {"leader": 3})
    assert roles["leader"] == 3
    assert 1 not in roles.values()
    assert next_roles(ROLES, [], earlier) == {}


def test_the_same_earlier_meetings_give_the_same_roles() -> None:
    assert held([3, 1, 2], 9) == held([3, 1, 2], 9)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("", "", "", ""),
        ("", "hello there", "other words", "hello there other words"),
        ("a b c", "a X b c", "a b c Y", "a X b c Y"),
        ("one two", "one two three", "one two four", "one two three four"),
        ("one two three", "one three", "zero one two three", "zero one three"),
        ("one two three", "one TWO three", "one zwei three", "one TWO zwei three"),
        ("one two three", "one three", "one zwei three", "one zwei three"),
        ("line\n", "line\ntheirs\n", "line\nmine\n", "line\ntheirs\nmine\n"),
        ("a", "a b", "a", "a b"),
        ("a", "a", "a b", "a b"),
        ("a", "a b", "a b", "a b"),
        ("", "cat", "a", "cat a"),
    ],
)
def test_merged(base, theirs, mine, merged) -> None:
    assert merge(base, theirs, mine) == merged


def test_what_two_people_add_anywhere_is_there_once_and_nothing_goes() -> None:
    chance = random.Random(20261126)
    for _ in range(3000):
        base = [chance.choice("abcde\n") for _ in range(chance.randrange(9))]

        def with_words(words, base=base):
            pieces = list(base)
            for word in words:
                pieces.insert(chance.randrange(len(pieces) + 1), word)
            return " ".join(pieces)

        theirs, mine = with_words(["T1", "T2"]), with_words(["M1", "M2"])
        merged = Counter(merge(" ".join(base), theirs, mine).split())
        assert [merged[word] for word in ("T1", "T2", "M1", "M2")] == [1, 1, 1, 1], (base, theirs, mine)
        assert not Counter(" ".join(base).split()) - merged, (base, theirs, mine)


def test_a_save_that_arrives_twice_adds_nothing() -> None:
    once = merge("start", "start of theirs", "start and mine")
    assert merge("start", once, "start and mine") == once


def test_long_notes_of_two_people_are_merged_at_once() -> None:
    base = "word " * 500
    assert merge(base, base + "theirs", "mine " + base) == "mine " + base + "theirs"


@pytest.mark.parametrize(
    ("line", "point"),
    [
        ("Our numbers, 10", Point("Our numbers", 10)),
        ("Our numbers, 10 minutes", Point("Our numbers", 10)),
        ("Phones: 8 to 9, 15 min.", Point("Phones: 8 to 9", 15)),
        ("<b>Bold</b>; 5", Point("<b>Bold</b>", 5)),
    ],
)
def test_a_point_as_it_is_typed(line, point) -> None:
    assert _read_point(line) == point


@pytest.mark.parametrize("line", ["Our numbers", "Our numbers, 0", "Our numbers, 999", "x" * 130 + ", 5", "10"])
def test_a_point_that_cannot_be_read_says_which(line) -> None:
    with pytest.raises(ValidationError) as refused:
        _read_point(line)
    assert line[:20] in refused.value.message


@pytest.mark.parametrize("kind", sorted(DEFAULTS))
def test_the_points_a_series_starts_with_fill_its_time(kind) -> None:
    total = sum(point.minutes for point in DEFAULTS[kind].points)
    assert DEFAULTS[kind].minutes - 5 <= total <= DEFAULTS[kind].minutes


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (600, "10 min left"),
        (119, "1 min left"),
        (59, "Less than a minute left"),
        (0, "Time is up"),
        (-59, "Time is up"),
        (-150, "2 min over"),
    ],
)
def test_the_time_left_in_words(left, words) -> None:
    assert left_words(left) == words


def test_the_same_few_words_over_and_over_are_not_compared_for_minutes() -> None:
    base, theirs, mine = ("a b " * 900, "b a " * 1100, "a a b " * 700)
    merged = merge(base, theirs, mine)
    assert merged == theirs + mine, "both stand there, one after the other"
    assert merge(base, merged, mine) == merged, "sent twice"
    page = "We rang the lab about the forms that came back, and Sam wrote down who had said what to whom. " * 52
    assert merge(page, f"Jo began. {page}", f"{page}Sam closed.") == f"Jo began. {page}Sam closed."
