"""A meeting whose day turns out to be closed falls out everywhere, and comes back when the day is opened again."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from practices.models import Closure, Practice
from projects.calendar import feeds
from projects.calendar.invites import plan_invites
from projects.meetings.making import make_meetings
from projects.models import Meeting, MeetingSeries
from projects.reminders.planning import plan_reminders
from projects.reminders.sending import send_due
from tests.builders import ics_reader, make, meetings

DAY = date(2026, 3, 24)  # a Tuesday
LAST = date(2026, 4, 15)
NINE = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def made(world) -> Meeting:
    """The meeting of the Tuesday, told to everybody."""
    series = meetings.weekly(world.project)
    make_meetings(series=series, now=NINE)
    plan_invites(NINE)
    send_due()
    mail.outbox.clear()
    return Meeting.objects.get(day=DAY)


def shut(world, day: date = DAY) -> Closure:
    return Closure.objects.create(practice=world.practice, first_day=day, last_day=day, added_by=world.lead)


def invited(world) -> list[str]:
    """When the events of the newest mails to the lead are, as a second program reads them."""
    mail.outbox.clear()
    plan_invites(timezone.now())
    send_due()
    found = []
    for message in mail.outbox:
        content = message.attachments[0][1].encode()
        if message.to == [world.lead.email] and icalendar.Calendar.from_ical(content)["method"] == "REQUEST":
            found += [seen.clock for seen in ics_reader.expanded(content, NINE.date(), LAST)]
    return sorted(found)


def fed(world) -> list[str]:
    content = feeds.written(feeds.open_feed(user=world.lead))
    return [seen.clock for seen in ics_reader.expanded(content, NINE.date(), LAST)]


def reminded(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        plan_reminders(at)
        return send_due(at)


TUESDAYS = ["2026-03-17 12:30", "2026-03-31 12:30", "2026-04-07 12:30", "2026-04-14 12:30"]
BEFORE = datetime(2026, 3, 23, 8, tzinfo=UTC)


def test_a_closure_takes_it_out_of_invitations_feed_and_reminders_and_back_again(world, made) -> None:
    row = shut(world)
    assert invited(world) == fed(world) == TUESDAYS
    assert reminded(BEFORE) == 0
    row.delete()
    assert invited(world) == fed(world) == sorted([*TUESDAYS, "2026-03-24 12:30"])
    assert reminded(BEFORE) == 2


def test_a_reminder_planned_before_the_closure_does_not_leave(world, made) -> None:
    with time_machine.travel(BEFORE, tick=False):
        plan_reminders(BEFORE)
        shut(world)
        assert send_due(BEFORE) == 0


def test_another_nation_has_other_bank_holidays(world) -> None:
    series = meetings.weekly(world.project)
    make_meetings(series=series, now=NINE)
    assert Meeting.objects.filter(day=date(2026, 3, 17)).exists()
    Practice.objects.filter(pk=world.practice.pk).update(nation="NIR")  # St Patrick's Day
    assert "2026-03-17 12:30" not in fed(world)
    assert "2026-03-17 12:30" not in invited(world)


def test_moved_away_it_takes_place(world, made) -> None:
    shut(world)
    Meeting.objects.filter(pk=made.pk).update(starts_at=made.starts_at + timedelta(days=1))
    assert invited(world) == fed(world) == sorted([*TUESDAYS, "2026-03-25 12:30"])


def test_pages_say_why_and_offer_to_move_it(world, made, sign_in) -> None:
    shut(world)
    one = reverse("meeting-detail", args=[world.project.pk, made.pk])
    page = sign_in(world.lead).get(one).text
    assert "The practice is closed on this day" in page
    assert page.count(reverse("meeting-move", args=[world.project.pk, made.pk])) == 2
    listed = sign_in(world.lead).get(reverse("meeting-list", args=[world.project.pk])).text
    assert listed.count("The practice is closed that day. Move it or call it off.") == 1
    assert "The practice is closed on this day" in sign_in(world.coach).get(one).text


def test_off_the_new_rhythm_it_is_an_event_by_itself_in_feed_and_invitation(world, made) -> None:
    Meeting.objects.filter(pk=made.pk).update(version=1)
    Meeting.objects.exclude(pk=made.pk).delete()
    MeetingSeries.objects.update(weekday=3)
    thursdays = ["2026-03-19 12:30", "2026-03-26 12:30", "2026-04-02 12:30", "2026-04-09 12:30"]
    assert invited(world) == fed(world) == sorted([*thursdays, "2026-03-24 12:30"])
    shut(world)
    assert invited(world) == []
    assert fed(world) == thursdays
    assert any("CANCEL" in str(message.attachments[0][2]) for message in mail.outbox)


def test_a_series_that_is_paused_keeps_what_stayed_planned(world, made) -> None:
    Meeting.objects.exclude(pk=made.pk).delete()
    MeetingSeries.objects.update(is_paused=True)
    assert invited(world) == fed(world) == ["2026-03-24 12:30"]


def test_a_single_meeting_falls_out_too(world) -> None:
    make.member(world.project, make.user("Nia Bly"))
    meetings.coming(world.project, datetime(2026, 3, 24, 12, 30, tzinfo=UTC))
    assert invited(world) == fed(world) == ["2026-03-24 12:30"]
    shut(world)
    assert invited(world) == fed(world) == []


def test_nobody_is_told_on_the_day_to_hold_it(world, made, sign_in) -> None:
    page = reverse("project-detail", args=[world.project.pk])
    with time_machine.travel(datetime(2026, 3, 24, 9, tzinfo=UTC), tick=False):
        address = reverse("meeting-detail", args=[world.project.pk, made.pk])
        assert address in sign_in(world.lead).get(page).text
        shut(world)
        assert address not in sign_in(world.lead).get(page).text
