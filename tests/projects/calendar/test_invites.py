"""Invitations by mail: set, changed, moved, called off; each told once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from practices.models import Closure
from projects.calendar.invites import plan_invites
from projects.calendar.occasions import occasions_of
from projects.models import CalendarInvite, HuddleSchedule, Meeting, Project, Reminder, ReminderPreference
from projects.reminders.sending import send_due
from projects.team.services import leave_team
from projects.workflow import Action, change_status
from tests.builders import ics_reader, make, meetings
from tests.builders.together import run_together

LONDON = ZoneInfo("Europe/London")
SPRING = "2026-03-20T12:00:00Z"


@pytest.fixture(autouse=True)
def in_spring():
    with time_machine.travel(SPRING):
        yield


def told() -> list[tuple[str, icalendar.Calendar, bytes]]:
    """Plan and send; to whom what went."""
    mail.outbox.clear()
    plan_invites(timezone.now())
    send_due()
    found = []
    for message in mail.outbox:
        ((name, content, kind),) = message.attachments
        assert name == "invite.ics"
        content = content.encode() if isinstance(content, str) else content
        assert kind == f"text/calendar; method={icalendar.Calendar.from_ical(content)['method']}"
        found.append((message.to[0], icalendar.Calendar.from_ical(content), content))
    return sorted(found, key=lambda one: one[0])


def for_lead(world) -> tuple[icalendar.Calendar, bytes]:
    ((_, calendar, content),) = [one for one in told() if one[0] == world.lead.email]
    return calendar, content


def walls(content: bytes, last: date = date(2026, 12, 31)) -> list[str]:
    found = ics_reader.expanded(content, date(2026, 3, 1), last)
    return [seen.clock for seen in found]


def test_everybody_on_the_team_is_invited_once(world) -> None:
    make.huddle_schedule(world.project)
    assert [to for to, *_ in told()] == sorted([world.lead.email, world.member.email])
    assert told() == [], "nothing has changed"
    assert CalendarInvite.objects.count() == 2


def test_the_invitation_in_two_parsers(world) -> None:
    make.huddle_schedule(world.project)
    calendar, content = for_lead(world)
    (event,) = calendar.events
    assert calendar["method"] == "REQUEST"
    assert (event["sequence"], event["uid"]) == (
        0,
        f"huddles-{world.project.huddle_schedule.pk}@{event['uid'].split('@')[1]}",
    )
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert event["dtstart"].dt == datetime(2026, 3, 20, 8, 50, tzinfo=LONDON)
    assert event["duration"].dt == timedelta(minutes=10)
    assert str(event["attendee"]) == f"mailto:{world.lead.email}"
    off = {item.dt for item in event["exdate"].dts}
    assert datetime(2026, 4, 3, 8, 50, tzinfo=LONDON) in off
    seen = {one.clock: one.at.time() for one in ics_reader.expanded(content, date(2026, 3, 1), date(2026, 12, 31))}
    assert seen["2026-03-27 08:50"] == time(8, 50)
    assert seen["2026-03-30 08:50"] == time(7, 50)
    assert seen["2026-10-23 08:50"] == time(7, 50)
    assert seen["2026-10-26 08:50"] == time(8, 50)
    assert {"2026-04-03 08:50", "2026-04-06 08:50", "2026-12-25 08:50"}.isdisjoint(seen)
    assert {at.astimezone(UTC).time() for at in off} == {time(7, 50), time(8, 50)}


def test_the_zone_in_the_file_changes_when_the_clocks_do(world) -> None:
    """The file's own VTIMEZONE against the zone of the system, hour by hour around both changes of two years."""
    make.huddle_schedule(world.project, time=time(1, 30), weekdays=list(range(7)))
    _, content = for_lead(world)
    days = [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27)]
    seen = {one.clock[:10]: one.at for one in ics_reader.expanded(content, date(2026, 3, 1), date(2027, 12, 31))}
    for day in days:
        assert seen[f"{day}"] == datetime.combine(day, time(1, 30), tzinfo=LONDON).astimezone(UTC), day


def test_a_change_is_the_next_edition_of_the_same_event(world) -> None:
    schedule = make.huddle_schedule(world.project)
    first, _ = for_lead(world)
    HuddleSchedule.objects.filter(pk=schedule.pk).update(time=time(9, 10), place="Staff room")
    second, content = for_lead(world)
    assert first.events[0]["uid"] == second.events[0]["uid"]
    assert [calendar.events[0]["sequence"] for calendar in (first, second)] == [0, 1]
    assert second["method"] == "REQUEST"
    assert str(second.events[0]["location"]) == "Staff room"
    assert walls(content)[0] == "2026-03-20 09:10"
    assert "Changed: Huddle" in next(m.subject for m in mail.outbox if m.to == [world.lead.email])


def test_a_closure_is_an_exception(world) -> None:
    make.huddle_schedule(world.project)
    told()
    days = {"first_day": date(2026, 6, 9), "last_day": date(2026, 6, 10)}
    Closure.objects.create(practice=world.practice, added_by=world.lead, **days)
    calendar, content = for_lead(world)
    assert calendar.events[0]["sequence"] == 1
    assert "2026-06-08 08:50" in walls(content)
    assert {"2026-06-09 08:50", "2026-06-10 08:50"}.isdisjoint(walls(content))


def test_a_pause_with_an_end_is_exceptions_one_without_calls_it_off(world) -> None:
    schedule = make.huddle_schedule(world.project)
    told()
    HuddleSchedule.objects.filter(pk=schedule.pk).update(is_paused=True, paused_until=date(2026, 4, 20))
    _, content = for_lead(world)
    assert walls(content)[0] == "2026-04-20 08:50"
    HuddleSchedule.objects.filter(pk=schedule.pk).update(paused_until=None)
    calendar, _ = for_lead(world)
    assert (calendar["method"], calendar.events[0]["sequence"]) == ("CANCEL", 2)
    assert str(calendar.events[0]["status"]) == "CANCELLED"
    assert told() == []
    HuddleSchedule.objects.filter(pk=schedule.pk).update(is_paused=False)
    calendar, _ = for_lead(world)
    assert (calendar["method"], calendar.events[0]["sequence"]) == ("REQUEST", 3)


def test_one_meeting_of_a_series_moved_and_one_called_off(world) -> None:
    series = meetings.weekly(world.project)
    first, _ = for_lead(world)
    moved = meetings.meeting_of(series, date(2026, 3, 31))
    assert told() == [], "a meeting at its own time says nothing new"
    Meeting.objects.filter(pk=moved.pk).update(starts_at=datetime(2026, 4, 1, 13, tzinfo=UTC), place="Upstairs")
    meetings.meeting_of(series, date(2026, 4, 7), by=world.lead)
    second, content = for_lead(world)
    assert {str(event["uid"]) for event in (*first.events, *second.events)} == {str(first.events[0]["uid"])}
    main, other = second.events
    assert other["recurrence-id"].dt == datetime(2026, 3, 31, 12, 30, tzinfo=LONDON)
    assert other["dtstart"].dt == datetime(2026, 4, 1, 14, tzinfo=LONDON)
    assert main["sequence"] == other["sequence"] == 1
    assert walls(content, date(2026, 4, 15)) == [
        *("2026-03-17 12:30", "2026-03-24 12:30", "2026-04-01 14:00", "2026-04-14 12:30"),
    ]
    Meeting.objects.filter(pk=moved.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancelled_by=world.lead
    )
    third, content = for_lead(world)
    assert third.events[0]["sequence"] == 2
    assert walls(content, date(2026, 4, 15)) == ["2026-03-17 12:30", "2026-03-24 12:30", "2026-04-14 12:30"]


@pytest.mark.parametrize(
    ("week", "rule", "days"),
    [
        (1, b"FREQ=MONTHLY;BYDAY=1TU", ["2026-04-07", "2026-05-05"]),
        (5, b"FREQ=MONTHLY;BYDAY=-1TU", ["2026-03-31", "2026-04-28"]),
    ],
    ids=["first", "last"],
)
def test_monthly_meetings(world, week, rule, days) -> None:
    meetings.weekly(world.project, kind="all_team", rhythm="monthly", week=week, starts_on=date(2026, 3, 20))
    calendar, content = for_lead(world)
    assert calendar.events[0]["rrule"].to_ical() == rule
    assert [clock[:10] for clock in walls(content)][:2] == days


def test_a_single_meeting_set_moved_and_called_off(world) -> None:
    row = Meeting.objects.create(
        project=world.project, kind="all_team", day=date(2026, 4, 2), starts_at=datetime(2026, 4, 2, 12, tzinfo=UTC)
    )
    calendar, content = for_lead(world)
    assert "rrule" not in calendar.events[0]
    assert walls(content) == ["2026-04-02 13:00"]
    Meeting.objects.filter(pk=row.pk).update(starts_at=datetime(2026, 4, 2, 15, tzinfo=UTC))
    calendar, content = for_lead(world)
    assert (walls(content), calendar.events[0]["sequence"]) == (["2026-04-02 16:00"], 1)
    Meeting.objects.filter(pk=row.pk).update(state="cancelled", cancelled_at=timezone.now(), cancelled_by=world.lead)
    calendar, _ = for_lead(world)
    assert (calendar["method"], calendar.events[0]["sequence"]) == ("CANCEL", 2)


def test_a_meeting_that_is_over_is_neither_sent_nor_called_off(world) -> None:
    soon = datetime(2026, 3, 21, 12, tzinfo=UTC)
    Meeting.objects.create(project=world.project, kind="all_team", day=soon.date(), starts_at=soon)
    assert len(told()) == 2
    with time_machine.travel("2026-03-23T12:00:00Z"):
        make.member(world.project, make.user("Nia Bly"))
        assert told() == []


def test_who_joins_is_invited_and_who_leaves_has_it_taken_out(world) -> None:
    make.huddle_schedule(world.project)
    told()
    new = make.user("Nia Bly")
    make.member(world.project, new, starts_on=make.today())
    assert [to for to, *_ in told()] == [new.email]
    leave_team(member=world.project.team.get(user=world.member), by=world.lead)
    ((to, calendar, _),) = told()
    assert (to, calendar["method"]) == (world.member.email, "CANCEL")
    assert told() == []


def test_a_paused_project_takes_its_events_out_and_brings_them_back(world) -> None:
    make.huddle_schedule(world.project)
    told()
    change_status(project=world.project, action=Action.PAUSE, reason="no_time", by=world.lead)
    assert [calendar["method"] for _, calendar, _ in told()] == ["CANCEL", "CANCEL"]
    change_status(project=Project.objects.get(pk=world.project.pk), action=Action.RESUME, by=world.lead)
    assert [calendar["method"] for _, calendar, _ in told()] == ["REQUEST", "REQUEST"]


def test_turned_off_nothing_is_sent(world) -> None:
    ReminderPreference.objects.create(user=world.lead, kind="invite", is_on=False)
    make.huddle_schedule(world.project)
    assert [to for to, *_ in told()] == [world.member.email]


def test_two_changes_before_the_mail_left_are_one_mail(world) -> None:
    schedule = make.huddle_schedule(world.project)
    plan_invites(timezone.now())
    HuddleSchedule.objects.filter(pk=schedule.pk).update(time=time(9, 10))
    calendar, content = for_lead(world)
    assert (calendar.events[0]["sequence"], walls(content)[0]) == (1, "2026-03-20 09:10")
    assert Reminder.objects.filter(kind="invite", state="dropped").count() == 2


def test_what_people_typed_stays_text(world) -> None:
    make.huddle_schedule(world.project, place="Desk;X-EVIL:1\r\nATTENDEE:mailto:a@b")
    calendar, _ = for_lead(world)
    (event,) = calendar.events
    assert str(event["attendee"]) == f"mailto:{world.lead.email}"
    assert "x-evil" not in event


def test_a_year_later_one_new_edition_with_the_next_holidays(world) -> None:
    make.huddle_schedule(world.project)
    told()
    with time_machine.travel("2026-12-30T12:00:00Z"):
        assert told() == []
    with time_machine.travel("2027-01-02T12:00:00Z"):
        assert len(told()) == 2
        assert told() == []


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_send_each_once(world) -> None:
    make.huddle_schedule(world.project)
    now = timezone.now()
    assert sum(run_together(lambda: plan_invites(now), lambda: plan_invites(now))) == 2
    HuddleSchedule.objects.update(time=time(9, 10))
    assert sum(run_together(lambda: plan_invites(now), lambda: plan_invites(now))) == 2
    assert Reminder.objects.filter(kind="invite").count() == 4


def test_the_same_queries_for_one_project_and_many(world, django_assert_max_num_queries) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            project = make.project(world.programme, make.practice())
            make.member(project, make.user())
            make.huddle_schedule(project)
            meetings.weekly(project)
        plan_invites(timezone.now())

    add(2)
    with django_assert_max_num_queries(9):
        plan_invites(timezone.now())
    add(5)
    with django_assert_max_num_queries(9):
        plan_invites(timezone.now())
    assert len(occasions_of(Project.objects.select_related("practice"))) == 14
