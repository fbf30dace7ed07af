"""The private address of a person's calendar: what it tells, to whom, and until when."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse

from cmsportal.audit.models import Event as AuditEvent
from projects.calendar import views
from projects.calendar.feeds import address_of, open_feed, path_of, revoke_feed
from projects.models import CalendarFeed, Project
from projects.team.services import leave_team
from projects.workflow import Action, change_status
from tests.builders import ics_reader, keeping, make, meetings
from tests.builders.counting import count_queries
from toolkit.models import Standard

SPRING = "2026-03-20T12:00:00Z"


@pytest.fixture
def in_spring():
    """Before the world is made, so that its people are on the team by then."""
    with time_machine.travel(SPRING):
        yield


def read(client, user) -> icalendar.Calendar:
    client.logout()
    answer = client.get(reverse("calendar-open", args=[keeping.calendar_token(user)]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def titles(client, user) -> set[str]:
    return {str(event["summary"]) for event in read(client, user).events}


def starts(calendar: icalendar.Calendar, word: str) -> list[datetime]:
    return sorted(event["dtstart"].dt for event in calendar.events if word in event["summary"])


def test_huddles_keep_the_clock_on_the_wall_and_leave_out_bank_holidays(in_spring, world, client) -> None:
    make.huddle_schedule(world.project, created_at=datetime(2026, 1, 5, tzinfo=UTC))
    answer = client.get(reverse("calendar-open", args=[keeping.calendar_token(world.lead)]))
    by_name = starts(icalendar.Calendar.from_ical(answer.content), "Huddle")
    by_file = [seen.at for seen in ics_reader.expanded(answer.content, date(2026, 1, 1), date(2027, 1, 1))]
    assert [at.astimezone(UTC) for at in by_name] == by_file, "two parsers read the same"
    assert {at.time() for at in by_name} == {time(8, 50)}
    utc = {at.date(): at.astimezone(UTC).time() for at in by_name}
    assert (utc[date(2026, 3, 27)], utc[date(2026, 3, 30)]) == (time(8, 50), time(7, 50)), "the clocks go forward"
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4)}.isdisjoint(utc), "Easter, and the May holiday"
    assert date(2026, 4, 7) in utc


@time_machine.travel("2026-09-25T12:00:00Z")
def test_and_when_the_clocks_go_back(world, client) -> None:
    make.huddle_schedule(world.project, created_at=datetime(2026, 1, 5, tzinfo=UTC))
    utc = {at.date(): at.astimezone(UTC).time() for at in starts(read(client, world.lead), "Huddle")}
    assert (utc[date(2026, 10, 23)], utc[date(2026, 10, 26)]) == (time(7, 50), time(8, 50))
    assert date(2026, 12, 25) not in utc


def test_meetings_moved_and_called_off(in_spring, world, client) -> None:
    series = meetings.weekly(world.project, weekday=1, time=time(12, 30))  # Tuesdays
    meetings.meeting_of(
        series, date(2026, 3, 31), starts_at=datetime(2026, 4, 1, 13, 0, tzinfo=UTC), place="Upstairs"
    )
    meetings.meeting_of(series, date(2026, 4, 7), by=world.lead)
    found = {f"{at:%m-%d %H:%M}" for at in starts(read(client, world.lead), "meeting")}
    assert {"03-24 12:30", "04-01 14:00", "04-14 12:30"} <= found
    assert {"03-31 12:30", "04-07 12:30"}.isdisjoint(found)


def test_what_stands_in_it(in_spring, world, client) -> None:
    make.huddle_schedule(world.project)
    make.action(world.project, owner=world.lead, text="Ask the plumber", due_on=date(2026, 3, 30))
    make.action(world.project, owner=world.member, text="Not mine", due_on=date(2026, 3, 30))
    make.action(world.project, owner=world.lead, text="No day")
    make.visit(world.project, world.coach, at=datetime(2026, 3, 26, 13, 0, tzinfo=UTC))
    Standard.objects.create(
        project=world.project, title="Opening the phones", who="x", what="y", review_on=date(2026, 6, 1)
    )
    assert titles(client, world.lead) == {
        "Huddle: Answering the phones sooner",
        "Action: Ask the plumber",
        "Coach’s visit: Answering the phones sooner",
        "Look at it again: Opening the phones",
    }
    assert titles(client, world.coach) == {"Coach’s visit: Larkmead Surgery"}, (
        "a coach has one's own, not each huddle"
    )
    for who in ("manager", "outsider", "partner", "other_practice_lead", "mentor"):
        assert titles(client, getattr(world, who)) == set()


def test_checks_of_a_completed_project(in_spring, world, client) -> None:
    make.huddle_schedule(world.project)
    change_status(project=world.project, action=Action.COMPLETE, by=world.lead)
    calendar = read(client, world.lead)
    assert [(str(event["summary"]), event["dtstart"].dt) for event in calendar.events] == [
        ("Does it still hold? Answering the phones sooner", date(2026, 6, 20)),
    ], "and those beyond half a year later on"


def test_no_notes_and_no_figures(world, client) -> None:
    secret = "Queue of 3 at the desk"
    make.measure(world.project, name="Falls", definition=secret)
    make.visit(world.project, world.coach, at=make.now() + timedelta(days=3), people=secret, progress=secret)
    series = meetings.weekly(world.project)
    row = meetings.meeting_of(series, make.today() + timedelta(days=7))
    row.agenda.create(title=secret, minutes=5, notes=secret)
    text = read(client, world.lead).to_ical().decode()
    assert "Coach" in text
    assert secret not in text.replace("\r\n ", "")


def test_it_follows_the_access_of_today(world, client) -> None:
    make.huddle_schedule(world.project)
    assert titles(client, world.member)
    leave_team(member=world.project.team.get(user=world.member), by=world.lead)
    assert titles(client, world.member) == set()
    Project.objects.filter(pk=world.project.pk).update(status="paused")
    assert titles(client, world.lead) == set()


@pytest.mark.parametrize("how", ["withdrawn", "closed", "altered", "foreign", "long"])
def test_what_does_not_open_answers_alike(world, client, how) -> None:
    token = keeping.calendar_token(world.lead)
    if how == "withdrawn":
        revoke_feed(user=world.lead)
    if how == "closed":
        type(world.lead).objects.filter(pk=world.lead.pk).update(is_active=False)
    if how == "altered":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    if how == "foreign":
        token = token.split(".")[0] + "." + keeping.calendar_token(world.member).split(".")[1]
    if how == "long":
        token = token + "x" * 300
    answer = client.get(reverse("calendar-open", args=[token]))
    assert (answer.status_code, answer.content) == (410, b"This calendar is no longer there.")


def test_too_often_is_told_to_wait(world, client, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    url = reverse("calendar-open", args=[keeping.calendar_token(world.lead)])
    with time_machine.travel(make.now(), tick=False):
        assert [client.get(url).status_code for _ in range(3)] == [200, 200, 429]
        assert client.get(url)["Retry-After"] == "3600"
    other = reverse("calendar-open", args=[keeping.calendar_token(world.member)])
    assert client.get(other).status_code == 200


def test_it_sets_no_cookie_and_may_not_be_kept(world, client) -> None:
    answer = client.get(reverse("calendar-open", args=[keeping.calendar_token(world.lead)]))
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_one_address_a_person_however_often_it_is_asked_for(world) -> None:
    assert open_feed(user=world.lead) == open_feed(user=world.lead)
    first = address_of(open_feed(user=world.lead))
    revoke_feed(user=world.lead)
    revoke_feed(user=world.lead)
    assert address_of(open_feed(user=world.lead)) != first
    acts = AuditEvent.objects.filter(actor=world.lead).values_list("action", flat=True)
    assert sorted(acts) == ["calendar.made", "calendar.made", "calendar.revoked"]


def test_made_read_and_withdrawn_on_the_account(world, sign_in, client) -> None:
    sign_in(world.lead)
    page = reverse("calendar-detail")
    assert "Make my address" in client.get(page).content.decode()
    made = client.post(reverse("calendar-create"), follow=True).content.decode()
    row = CalendarFeed.objects.get()
    assert address_of(row) in made
    assert "No calendar has read it yet." in made
    client.get(path_of(row))
    assert "A calendar last read it on" in client.get(page).content.decode()
    assert "Make my address" in client.post(reverse("calendar-revoke"), follow=True).content.decode()
    assert client.get(path_of(row)).status_code == 410
    assert reverse("calendar-detail") in client.get(reverse("account-detail")).content.decode()


def test_the_same_queries_for_one_project_and_many(world, client) -> None:
    url = reverse("calendar-open", args=[keeping.calendar_token(world.lead)])
    counts = []
    for number in (1, 6):
        for each in range(number):
            project = make.project(world.programme, make.practice(), f"Project {number} {each}")
            make.member(project, world.lead)
            make.huddle_schedule(project)
            meetings.weekly(project)
            make.action(project, owner=world.lead, due_on=make.today())
            coached = make.project(world.programme, make.practice(), f"Coached {number} {each}")
            make.coaches(coached, world.lead)
        counts.append(count_queries(client, url))
    assert counts[0] == counts[1]


def test_what_a_text_may_not_hold_is_left_out(world, client) -> None:
    """A line pasted from a word processor brings such characters along, and some programs then read nothing."""
    make.action(
        world.project, text="Ring, the; lab\x0bEND:VEVENT\x08\r\nATTENDEE:x", owner=world.lead, due_on=make.today()
    )
    client.logout()
    text = client.get(reverse("calendar-open", args=[keeping.calendar_token(world.lead)])).content
    assert not set(text) & {*range(9), 11, 12, *range(14, 32), 127}
    (event,) = icalendar.Calendar.from_ical(text).events
    assert event["summary"] == "Action: Ring, the; labEND:VEVENT\nATTENDEE:x"
