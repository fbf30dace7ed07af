"""Meetings are made as they come near: once, with roles that rotate and what is open on the agenda."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.meetings.agenda import build_agenda, take_off
from projects.meetings.defaults import DEFAULTS, Point
from projects.meetings.making import make_meetings, make_near
from projects.meetings.services import set_series
from projects.meetings.workflow import MOVES, move_meeting
from projects.models import AgendaItem, Meeting, MeetingNote, MeetingRole, MeetingSeries
from tests.builders import make, meetings
from tests.builders.together import run_together

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield MONDAY


def on_days(project) -> list[date]:
    return sorted(Meeting.objects.filter(project=project).values_list("day", flat=True))


def test_the_next_two_weeks_are_made_once(monday, world) -> None:
    series = meetings.series(world.project)
    for _ in range(2):
        make_near(monday)
    assert on_days(world.project) == [date(2026, 3, 5), date(2026, 3, 12)]
    first = Meeting.objects.get(day=date(2026, 3, 5))
    assert (first.starts_at, first.minutes, first.place) == (datetime(2026, 3, 5, 13, tzinfo=UTC), 60, series.place)


def test_a_meeting_far_ahead_is_made_so_that_the_team_sees_it(monday, world) -> None:
    series = meetings.series(world.project, rhythm="monthly", week=5, weekday=1, kind="all_team")
    make_meetings(series=series, now=monday)
    assert on_days(world.project) == [date(2026, 3, 31)]


def test_time_stays_on_the_clock_when_the_clocks_change(world) -> None:
    now = datetime(2026, 3, 20, 9, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        make_meetings(series=meetings.series(world.project), now=now)
    times = sorted(Meeting.objects.values_list("starts_at", flat=True))
    assert [at.hour for at in times] == [13, 12]  # 29 March: summer time begins


@pytest.mark.parametrize(
    ("now", "extra", "days"),
    [
        (datetime(2028, 2, 25, 9, tzinfo=UTC), {"weekday": 1}, [date(2028, 2, 29), date(2028, 3, 7)]),
        (datetime(2026, 3, 28, 9, tzinfo=UTC), {"weekday": 0}, [date(2026, 3, 30)]),  # Easter Monday is left out
        (MONDAY, {"is_paused": True, "paused_until": date(2026, 3, 9)}, [date(2026, 3, 12)]),
        (MONDAY, {"is_paused": True}, []),
        (MONDAY, {"starts_on": date(2026, 3, 10)}, [date(2026, 3, 12)]),
    ],
    ids=["leap-day", "bank-holiday", "paused-week", "paused", "not-yet"],
)
def test_days_that_are_left_out(world, now, extra, days) -> None:
    with time_machine.travel(now, tick=False):
        make_meetings(series=meetings.series(world.project, **extra), now=now)
    assert on_days(world.project) == days


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_none_for_a_project_that_is_not_under_way(monday, world, status) -> None:
    meetings.series(world.project)
    type(world.project).objects.filter(pk=world.project.pk).update(status=status)
    assert make_near(monday) == 0


def test_one_that_was_moved_or_called_off_is_not_made_again(monday, world) -> None:
    series = meetings.series(world.project)
    make_meetings(series=series, now=monday)
    first, second = Meeting.objects.order_by("day")
    move_meeting(meeting=first, move=MOVES["cancel"], by=world.lead)
    Meeting.objects.filter(pk=second.pk).update(starts_at=datetime(2026, 3, 6, 15, tzinfo=UTC))
    make_meetings(series=series, now=monday)
    assert Meeting.objects.count() == 2


def open_work(world):
    """Something of each kind that belongs on an agenda of the lead team."""
    today = make.today()
    action = make.action(world.project, due_on=today, owner=world.member)
    make.action(world.project, due_on=today + timedelta(days=30), text="Far off")
    make.action(world.project, due_on=None, text="Some day")
    cycle = make.cycle(world.project, stage="study")
    measure = make.measure(world.project)
    make.figures(measure, [50, 51], last=today - timedelta(days=60))
    standard = make.standard(world.project, review_on=today)
    before = meetings.closed(world.project, world.lead, begun_at=MONDAY - timedelta(days=7))
    parked = meetings.note(before, world.lead, kind="parked", text="A second phone line")
    meetings.note(meetings.closed(world.project, world.lead, kind="all_team"), world.lead, kind="parked")
    # Of another project: never on this agenda.
    make.action(world.other_project, due_on=today)
    make.cycle(world.other_project, stage="study")
    return {"action": action, "cycle": cycle, "measure": measure, "standard": standard, "parked": parked}


def test_what_is_open_comes_onto_the_agenda_before_the_last_points(monday, world) -> None:
    things = open_work(world)
    series = meetings.series(world.project)
    for position, point in enumerate(DEFAULTS["lead_team"].points):
        series.template.create(title=point.title, minutes=point.minutes, position=position)
    make_meetings(series=series, now=monday)
    meeting = Meeting.objects.get(day=date(2026, 3, 5))
    items = list(meeting.agenda.all())
    found = {item.source: item.source_id for item in items if item.source_id}
    assert found == {name: thing.pk for name, thing in things.items()}
    assert [item.source for item in items][:4] == ["template"] * 4
    assert [item.source for item in items][-2:] == ["template"] * 2
    titles = [item.title for item in items]
    assert "Sam Whitlock: Ask the phone company for hourly counts" in titles
    assert "Study small test 1: Two people on the phones" in titles
    assert "A second phone line" in titles


def test_the_agenda_follows_what_is_open_and_keeps_what_the_team_did(monday, world) -> None:
    things = open_work(world)
    series = meetings.series(world.project)
    make_meetings(series=series, now=monday)
    meeting = Meeting.objects.select_related("project__practice", "series").get(day=date(2026, 3, 5))
    take_off(item=meeting.agenda.get(source="cycle"), by=world.lead)
    AgendaItem.objects.filter(meeting=meeting, source="measure").update(version=1)
    type(things["action"]).objects.filter(pk=things["action"].pk).update(done_at=monday, done_by=world.lead)
    type(things["measure"]).objects.filter(pk=things["measure"].pk).update(archived_at=monday, archived_by=world.lead)
    build_agenda(meeting)
    build_agenda(meeting)
    sources = sorted(meeting.agenda.values_list("source", flat=True))
    # The action is done and goes; the test was taken off by hand; the measure's point was changed by hand and stays.
    assert sources == ["measure", "parked", "standard"]
    type(things["action"]).objects.filter(pk=things["action"].pk).update(done_at=None, done_by=None)
    build_agenda(meeting)
    assert meeting.agenda.filter(source="action").exists(), "open again, it comes back"
    assert not meeting.agenda.filter(source="cycle").exists(), "what a person took off stays off"


def test_the_whole_practice_talks_about_tests_and_standards_and_not_about_single_actions(monday, world) -> None:
    open_work(world)
    series = meetings.series(world.project, kind="all_team")
    make_meetings(series=series, now=monday)
    sources = set(AgendaItem.objects.filter(meeting__series=series).values_list("source", flat=True))
    assert sources == {"cycle", "standard", "parked"}


def test_roles_go_round_and_what_a_person_chose_stays(monday, world) -> None:
    for name in ("Mia Kerr", "Noor Aziz", "Wendy Hale"):
        make.member(world.project, None, name=name)
    series = meetings.series(world.project)
    make_meetings(series=series, now=monday)
    first, second = Meeting.objects.order_by("day")
    roles = {row.role: row.member_id for row in first.roles.all()}
    following = {row.role: row.member_id for row in second.roles.all()}
    assert len(set(roles.values())) == 4
    assert all(roles[role] != following[role] for role in roles)
    row = second.roles.get(role="leader")
    other = world.project.team.exclude(pk=row.member_id).first()
    MeetingRole.objects.filter(pk=row.pk).update(member=other, is_chosen=True)
    make_meetings(series=series, now=monday)
    assert second.roles.get(role="leader").member == other


def test_who_leaves_has_no_role_any_more(monday, world) -> None:
    series = meetings.series(world.project)
    make_meetings(series=series, now=monday)
    world.project.team.filter(user=world.member).update(ends_on=make.today())
    make_meetings(series=series, now=monday)
    assert set(MeetingRole.objects.values_list("member__user", flat=True)) == {world.lead.pk}


DETAILS = {
    "rhythm": "weekly",
    "weekday": 3,
    "week": None,
    "time": time(13),
    "minutes": 60,
    "place": "Kitchen",
    "starts_on": date(2026, 1, 1),
    "is_paused": False,
    "paused_until": None,
}


def set_to(world, version, **extra) -> MeetingSeries:
    return set_series(
        project=world.project,
        kind="lead_team",
        details={**DETAILS, **extra},
        points=[Point("Numbers", 10)],
        expected_version=version,
        by=world.lead,
    )


def test_another_day_moves_what_nobody_has_touched(monday, world) -> None:
    set_to(world, 0)
    kept = Meeting.objects.get(day=date(2026, 3, 12))
    Meeting.objects.filter(pk=kept.pk).update(version=1)
    set_to(world, 1, weekday=1, time=time(14))
    assert on_days(world.project) == [date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 12)]
    set_to(world, 2, weekday=1, time=time(15), place="Hall")
    moved = Meeting.objects.get(day=date(2026, 3, 3))
    assert (moved.starts_at.hour, moved.place) == (15, "Hall")
    assert world.project.progress.filter(tool="meetings").exists()


def test_a_pause_takes_away_what_was_made(monday, world) -> None:
    set_to(world, 0)
    set_to(world, 1, is_paused=True)
    assert on_days(world.project) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_meeting_with_one_agenda() -> None:
    project = make.project(make.programme(), make.practice())
    make.member(project, make.user("Jo Pritchard"))
    series = meetings.series(project)
    series.template.create(title="Numbers", minutes=10)
    found = run_together(*[lambda: make_near(MONDAY)] * 3)
    assert found == [2, 2, 2]
    assert Meeting.objects.count() == 2
    assert AgendaItem.objects.count() == 2
    assert MeetingRole.objects.count() == 8


def test_a_settled_idea_comes_up_no_more(monday, world, sign_in) -> None:
    parked = open_work(world)["parked"]
    url = reverse("meetingnote-settle", args=[world.project.pk, parked.meeting_id, parked.pk])
    client = sign_in(world.member)
    for _ in range(2):
        assert client.post(url).status_code == 302
    make_meetings(series=meetings.series(world.project), now=monday)
    assert not AgendaItem.objects.filter(source="parked").exists()
    assert MeetingNote.objects.get(pk=parked.pk).settled_by == world.member


def test_the_project_is_locked_before_its_series(monday, world) -> None:
    """As by whoever changes the series: the other way round, each would wait for the other's row."""
    series = meetings.series(world.project)
    with CaptureQueriesContext(connection) as queries:
        make_meetings(series=series, now=monday)
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert [table in locks[place] for place, table in enumerate(("projects_project", "projects_meetingseries"))] == [
        True,
        True,
    ]
    assert "projects_meetingseries" not in locks[0]
