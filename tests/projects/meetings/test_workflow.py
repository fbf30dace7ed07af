"""Every move from every state by everybody; what runs at once; what two people do at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.meetings import running
from projects.meetings.workflow import MOVES, close_meeting, move_meeting
from projects.models import AgendaItem, Meeting, MeetingNote
from projects.refusal import Refusal
from tests.builders import make, meetings
from tests.builders.together import run_together
from tests.conftest import CAST

MAKE = {
    "planned": lambda world: meetings.meeting(world.project),
    "running": lambda world: meetings.running(world.project, world.lead),
    "closed": lambda world: meetings.closed(world.project, world.lead),
    "cancelled": lambda world: meetings.cancelled(world.project, world.lead),
}
# The moves there are; all others are refused.
KNOWN = {
    ("planned", "start"): "running",
    ("planned", "cancel"): "cancelled",
    ("cancelled", "restore"): "planned",
    ("running", "close"): "closed",
    ("closed", "reopen"): "running",
}
TEAM = {"lead", "member"}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("move", sorted(MOVES))
@pytest.mark.parametrize("state", sorted(MAKE))
def test_every_move_from_every_state_by_everybody(world, state, move, who) -> None:
    meeting = MAKE[state](world)
    target = KNOWN.get((state, move))
    same = MOVES[move].end == state and move in {"close", "cancel", "start"}  # done already: a second click
    if who in TEAM and target:
        assert move_meeting(meeting=meeting, move=MOVES[move], by=getattr(world, who)).state == target
        assert Event.objects.filter(action=f"meeting.{move}").count() == 1
        return
    if who in TEAM and same:
        move_meeting(meeting=meeting, move=MOVES[move], by=getattr(world, who))
    else:
        with pytest.raises(Refusal) as refused:
            move_meeting(meeting=meeting, move=MOVES[move], by=getattr(world, who))
        assert len(str(refused.value)) > 20
        assert str(refused.value).endswith(".")
    meeting.refresh_from_db()
    assert meeting.state == state
    assert not Event.objects.filter(action__startswith="meeting.").exists()


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn", "invited", "declined"])
def test_in_a_project_that_is_not_open_only_a_pause_lets_it_go_on(world, status) -> None:
    meeting = meetings.meeting(world.project)
    type(world.project).objects.filter(pk=world.project.pk).update(status=status)
    world.project.refresh_from_db()
    if world.project.is_open:
        assert move_meeting(meeting=meeting, move=MOVES["start"], by=world.lead).state == "running"
        return
    with pytest.raises(Refusal, match="while the project is open"):
        move_meeting(meeting=meeting, move=MOVES["start"], by=world.lead)


def test_a_second_click_changes_nothing(world) -> None:
    meeting = meetings.meeting(world.project)
    for _ in range(2):
        move_meeting(meeting=meeting, move=MOVES["start"], by=world.lead)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.version) == ("running", 1)
    assert Event.objects.filter(action="meeting.start").count() == 1


def test_one_meeting_at_a_time_and_none_before_its_day(world) -> None:
    meetings.running(world.project, world.lead)
    with pytest.raises(Refusal, match="still under way"):
        move_meeting(meeting=meetings.meeting(world.project), move=MOVES["start"], by=world.lead)
    with pytest.raises(Refusal, match="still under way"):
        move_meeting(meeting=meetings.closed(world.project, world.lead), move=MOVES["reopen"], by=world.lead)
    early = meetings.meeting(world.other_project, starts_at=make.now() + timedelta(days=3))
    with pytest.raises(Refusal, match="Move it first"):
        move_meeting(meeting=early, move=MOVES["start"], by=world.other_practice_lead)


def test_closing_stops_the_time_and_keeps_the_score_and_opening_again_lets_the_minutes_go_out_again(world) -> None:
    meeting = meetings.running(world.project, world.lead)
    item = meetings.point(meeting, running_since=timezone.now() - timedelta(minutes=4))
    here = list(world.project.team.all())
    closed = close_meeting(
        meeting=meeting, score=8, present=here, guests="Ada", expected_version=meeting.version, by=world.member
    )
    item.refresh_from_db()
    assert (closed.state, closed.score, closed.guests, item.running_since) == ("closed", 8, "Ada", None)
    assert 238 <= item.seconds_spent <= 245
    assert set(closed.present.all()) == set(here)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_mailed_at=timezone.now(), minutes_mailed_by=world.lead)
    again = move_meeting(meeting=meeting, move=MOVES["reopen"], by=world.lead)
    assert (again.state, again.minutes_mailed_at, again.closed_at) == ("running", None, None)


@pytest.mark.parametrize("way", running.WAYS)
def test_the_time_of_one_point_runs_and_pressing_twice_is_once(world, way) -> None:
    meeting = meetings.running(world.project, world.lead)
    before = meetings.point(meeting, running_since=timezone.now() - timedelta(minutes=2))
    item = meetings.point(meeting)
    for _ in range(2):
        running.turn_point(item=item, way=way, by=world.lead)
    item.refresh_from_db()
    before.refresh_from_db()
    assert bool(item.running_since) is (way == "go")
    assert bool(item.done_at) is (way == "done")
    assert bool(before.running_since) is (way != "go")
    if way == "go":
        assert 118 <= before.seconds_spent <= 125


def test_going_on_twice_does_not_skip_a_point(world) -> None:
    meeting = meetings.running(world.project, world.lead)
    first, second, third = (meetings.point(meeting) for _ in range(3))
    for _ in range(2):
        assert running.go_on(item=first, by=world.lead).pk == second.pk
    states = [bool(item.done_at) for item in AgendaItem.objects.filter(meeting=meeting)]
    assert states == [True, False, False]
    assert AgendaItem.objects.get(running_since__isnull=False).pk == second.pk
    assert third.title


@pytest.mark.parametrize("state", ["planned", "closed", "cancelled"])
def test_nothing_is_written_in_a_meeting_that_does_not_run(world, state) -> None:
    meeting = MAKE[state](world)
    item = meetings.point(meeting)
    calls = (
        lambda: running.turn_point(item=item, way="go", by=world.lead),
        lambda: running.write_notes(item=item, base="", text="x", by=world.lead),
        lambda: running.write_down(meeting=meeting, kind="decision", text="x", item=None, key=None, by=world.lead),
        lambda: running.promise(meeting=meeting, text="x", key=None, by=world.lead),
    )
    for call in calls:
        with pytest.raises(Refusal):
            call()
    assert not MeetingNote.objects.exists()
    assert AgendaItem.objects.get().notes == ""


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_lose_nothing() -> None:
    project = make.project(make.programme(), make.practice())
    one, two = make.user("Jo Pritchard"), make.user("Sam Whitlock")
    for person in (one, two):
        make.member(project, person, is_lead=person is one)
    meeting = meetings.meeting(project)
    started = run_together(
        *(lambda by=by: move_meeting(meeting=meeting, move=MOVES["start"], by=by) for by in (one, two))
    )
    assert [row.state for row in started] == ["running", "running"]
    item = meetings.point(meeting, notes="We met.")
    found = run_together(
        lambda: running.write_notes(item=item, base="We met.", text="We met. Jo was here.", by=one),
        lambda: running.write_notes(item=item, base="We met.", text="Sam says: We met.", by=two),
        lambda: running.write_down(meeting=meeting, kind="decision", text="One", item=item, key=None, by=one),
        lambda: running.write_down(meeting=meeting, kind="decision", text="Two", item=item, key=None, by=two),
        lambda: running.promise(meeting=meeting, text="Ring them", owner=one, key=None, by=one),
        lambda: running.turn_point(item=item, way="go", by=two),
    )
    assert [problem for problem in found if isinstance(problem, Exception)] == []
    item.refresh_from_db()
    assert item.notes == "Sam says: We met. Jo was here."
    assert item.notes_version == 2
    assert set(MeetingNote.objects.values_list("text", flat=True)) == {"One", "Two"}
    assert project.actions.get().source_id == meeting.pk
    closed = run_together(
        *(
            lambda by=by: close_meeting(
                meeting=meeting, score=7, present=[], guests="", expected_version=started[0].version, by=by
            )
            for by in (one, two)
        )
    )
    assert [row.state for row in closed] == ["closed", "closed"]
    meeting.refresh_from_db()
    assert (meeting.state, meeting.score) == ("closed", 7)
