"""Why a team may be losing momentum: each signal at the edge of its threshold, and read from the record."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from coaching.momentum.reading import read_facts
from coaching.momentum.signals import (
    HUDDLES_MISSED,
    HUDDLES_QUIET,
    NO_FIGURE,
    NOTHING_WRITTEN,
    TEST_OVER,
    TEST_WITHOUT_END,
    Facts,
    OpenTest,
    signals,
)
from practices.models import Closure
from projects.models import Meeting
from projects.tools import Tool
from tests.builders import make
from tests.builders.counting import count_queries

TODAY = date(2026, 3, 18)  # a Wednesday
ALL = frozenset(Tool)
DAY = timedelta(days=1)


def names(facts: Facts, tools=ALL) -> list[str]:
    return [one.name for one in signals(facts, tools)]


def words(facts: Facts) -> str:
    return " ".join(one.words for one in signals(facts, ALL))


# --- The rules, pure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("come", ["daily", "weekly", "monthly"])
@pytest.mark.parametrize(("more", "said"), [(0, False), (1, True)], ids=["on the day", "a day later"])
def test_no_figure(come, more, said) -> None:
    since = TODAY - NO_FIGURE[come] - DAY * more
    assert bool(names(Facts(TODAY, figures_come=come, figure_since=since, has_figure=True))) is said


@pytest.mark.parametrize("come", ["cycle", "event", ""])
def test_figures_that_come_when_they_come_are_never_late(come) -> None:
    assert names(Facts(TODAY, figures_come=come, figure_since=date(2020, 1, 1), has_figure=True)) == []


def test_days_on_which_the_practice_was_shut_do_not_count() -> None:
    since = TODAY - timedelta(days=16)
    shut = frozenset({TODAY - DAY, TODAY - DAY * 2})  # a Tuesday and a Monday
    facts = Facts(TODAY, figures_come="weekly", figure_since=since, has_figure=True)
    assert names(facts) == ["figure"]
    assert names(Facts(TODAY, figures_come="weekly", figure_since=since, has_figure=True, closed=shut)) == []
    weekend = frozenset({date(2026, 3, 14), date(2026, 3, 15)})
    closed = Facts(TODAY, figures_come="weekly", figure_since=since, has_figure=True, closed=weekend)
    assert names(closed) == ["figure"], "a weekend is off anyway"


def test_a_measure_that_never_had_a_figure_says_so() -> None:
    facts = Facts(TODAY, figures_come="weekly", figure_since=TODAY - timedelta(days=15))
    assert words(facts) == "No figure yet: the measure was chosen on Tuesday 3 March."


@pytest.mark.parametrize(
    ("missed", "days", "said"),
    [(HUDDLES_MISSED, HUDDLES_QUIET.days, True), (HUDDLES_MISSED - 1, 30, False), (9, HUDDLES_QUIET.days - 1, False)],
    ids=["stopped", "one missing", "under a week"],
)
def test_huddles(missed, days, said) -> None:
    facts = Facts(TODAY, has_huddles=True, huddles_missed=missed, huddle_since=TODAY - DAY * days)
    assert bool(names(facts)) is said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), ""),
        ((date(2026, 3, 11),), "The meeting of Wednesday 11 March was not held."),
        ((date(2026, 3, 4), date(2026, 3, 11)), "The meeting of Wednesday 4 March was not held, nor one after it."),
    ],
    ids=["none", "one", "two"],
)
def test_meetings(days, said) -> None:
    assert words(Facts(TODAY, meetings_missed=days)) == said


@pytest.mark.parametrize("stage", ["do", "study", "act"])
@pytest.mark.parametrize(("more", "said"), [(0, False), (1, True)], ids=["on the day", "a day later"])
def test_a_test_that_goes_on(stage, more, said) -> None:
    ended = TODAY - TEST_OVER - DAY * more
    assert bool(names(Facts(TODAY, tests=(OpenTest(2, stage, None, ended),)))) is said
    began = TODAY - TEST_WITHOUT_END - DAY * more
    assert bool(names(Facts(TODAY, tests=(OpenTest(2, stage, began, None),)))) is said


def test_a_champion_who_left() -> None:
    gone = ("Dr Lowe", date(2026, 3, 2))
    assert words(Facts(TODAY, has_team=True, champion_left=gone)) == "The champion, Dr Lowe, left on Monday 2 March."
    assert words(Facts(TODAY, has_team=True)) == "The team has no champion."
    assert names(Facts(TODAY, has_team=True, has_champion=True, champion_left=gone)) == []
    assert names(Facts(TODAY)) == [], "no team yet"


@pytest.mark.parametrize(("more", "said"), [(0, False), (1, True)], ids=["on the day", "a day later"])
def test_nothing_written(more, said) -> None:
    assert bool(names(Facts(TODAY, written_on=TODAY - NOTHING_WRITTEN - DAY * more))) is said


BAD = Facts(
    TODAY, figures_come="weekly", figure_since=date(2026, 2, 10), has_figure=True, has_huddles=True, huddles_missed=9,
    huddle_since=date(2026, 3, 2), meetings_missed=(date(2026, 3, 4),),
    tests=(OpenTest(3, "do", None, date(2026, 2, 1)),),
    has_team=True, written_on=date(2026, 1, 5),
)  # fmt: skip


def test_what_has_lasted_longest_comes_first() -> None:
    assert names(BAD) == ["champion", "written", "test-3-do", "figure", "huddles", "meetings"]


@pytest.mark.parametrize(
    ("name", "tools"),
    [
        ("figure", {Tool.MEASURES, Tool.WALL}),
        ("huddles", {Tool.HUDDLES}),
        ("meetings", {Tool.MEETINGS}),
        ("test-3-do", {Tool.CYCLES}),
        ("champion", {Tool.TEAM}),
    ],
)
def test_what_the_reader_may_not_open_leaves_no_trace(name, tools) -> None:
    assert name not in names(BAD, ALL - tools)
    assert all(name in names(BAD, {tool}) for tool in tools)
    assert names(BAD, ()) == ["written"]


# --- Read from the record -------------------------------------------------------------------------------------------


def facts_of(project) -> Facts:
    return read_facts([project], make.now())[project.pk]


def test_figures_are_read(world) -> None:
    assert facts_of(world.project).figures_come == ""
    measure = make.measure(world.project)
    assert (facts_of(world.project).figure_since, facts_of(world.project).has_figure) == (make.today(), False)
    last = make.today() - timedelta(days=20)
    make.figures(measure, [50, 51], last)
    make.figures(make.measure(world.project, is_lead=False, name="Another"), [1])
    assert (facts_of(world.project).figure_since, facts_of(world.project).has_figure) == (last, True)


def test_huddles_are_read(world) -> None:
    schedule = make.huddle_schedule(world.project, weekdays=[0, 1, 2, 3, 4, 5, 6])
    type(schedule).objects.update(created_at=make.now() - timedelta(days=10))
    assert facts_of(world.project).huddles_missed == 9, "of the days after the first up to yesterday"
    held = make.today() - timedelta(days=4)
    world.project.huddles.create(
        day=held, begun_by=world.lead, begun_at=make.now(), finished_at=make.now(), finished_by=world.lead
    )
    assert (facts_of(world.project).huddle_since, facts_of(world.project).huddles_missed) == (held, 3)
    Closure.objects.create(
        practice=world.practice,
        first_day=make.today() - DAY,
        last_day=make.today() - DAY,
        reason="Training",
        added_by=world.lead,
    )
    assert facts_of(world.project).huddles_missed == 2
    type(schedule).objects.update(is_paused=True)
    assert facts_of(world.project).huddles_missed == 0


def meeting(world, days: int, state: str) -> Meeting:
    at = datetime.combine(make.today() - timedelta(days=days), time(13), tzinfo=ZoneInfo("Europe/London"))
    done = {"begun_at": at, "begun_by": world.lead} if state in {"closed", "running"} else {}
    if state == "closed":
        done |= {"closed_at": at, "closed_by": world.lead}
    if state == "cancelled":
        done |= {"cancelled_at": at, "cancelled_by": world.lead}
    return Meeting.objects.create(
        project=world.project, kind="lead_team", day=at.date(), starts_at=at, state=state, **done
    )


@pytest.mark.parametrize(
    ("past", "missed"),
    [
        ([(3, "planned")], [3]),
        ([(10, "cancelled"), (3, "planned")], [10, 3]),
        ([(10, "planned"), (3, "closed")], []),
        ([(17, "planned"), (10, "closed"), (3, "cancelled")], [3]),
        ([(-3, "planned")], []),
    ],
    ids=["not held", "two", "held since", "held between", "to come"],
)
def test_meetings_are_read(world, past, missed) -> None:
    for days, state in past:
        meeting(world, days, state)
    assert facts_of(world.project).meetings_missed == tuple(make.today() - timedelta(days=days) for days in missed)


def test_a_meeting_on_a_day_off_was_not_missed(world) -> None:
    day = meeting(world, 3, "planned").day
    Closure.objects.create(
        practice=world.practice, first_day=day, last_day=day, reason="Training", added_by=world.lead
    )
    assert facts_of(world.project).meetings_missed == ()


def test_tests_and_champions_are_read(world) -> None:
    make.cycle(world.project, 1, stage="plan")
    make.cycle(world.project, 2, stage="do", starts_on=make.today() - DAY * 9, ends_on=make.today())
    facts = facts_of(world.project)
    assert facts.tests == (OpenTest(2, "do", make.today() - DAY * 9, make.today()),)
    assert (facts.has_team, facts.has_champion, facts.champion_left) == (True, True, None)
    world.project.team.filter(user=world.lead).update(ends_on=make.today())
    facts = facts_of(world.project)
    assert (facts.has_champion, facts.champion_left) == (False, ("Jo Pritchard", make.today()))


# --- The coach's day ------------------------------------------------------------------------------------------------


def test_forty_teams_take_as_many_queries_as_two(world, sign_in) -> None:
    client, counts = sign_in(world.coach), []
    for number in (2, 38):
        for _ in range(number):
            project = make.project(world.programme, make.practice())
            make.coaches(project, world.coach)
            make.member(project)
            make.huddle_schedule(project)
            make.figures(make.measure(project), [50, 51], make.today() - timedelta(days=40))
            make.cycle(project, stage="do", ends_on=make.today() - timedelta(days=30))
            make.visit(project, world.coach)
        counts.append(count_queries(client, reverse("today")))
    assert counts[0] == counts[1]
    page = client.get(reverse("today")).content.decode()
    assert page.count("Why we say this") >= 40


def test_why_is_said_beside_what(world, sign_in) -> None:
    world.project.team.update(is_champion=False)
    world.practice.telephone = "01632 960 123"
    world.practice.save()
    page = sign_in(world.coach).get(reverse("today")).content.decode()
    assert "The team has no champion." in page
    assert "from the day on which a team has no champion" in page
    assert 'href="tel:01632960123"' in page
