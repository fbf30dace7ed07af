"""Lines on Today go with what they are about: done, called off, or turned off since."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cmsportal.programme.today.notices import notices_for
from projects.models import Meeting, Project, Reminder, ReminderPreference
from projects.reminders.kinds import kind_named
from projects.reminders.preparing import prepare
from tests.builders import make, meetings
from toolkit.models import FigureLink


def line(project, user, kind: str, subject_id, day=None) -> Reminder:
    now = make.now()
    return make.reminder(
        project, user, kind=kind, subject_id=subject_id, channel="portal", state="sent", sent_at=now,
        day=day or make.today(),
    )  # fmt: skip


def action(world):
    row = make.action(world.project, owner=world.member, due_on=make.today())
    line(world.project, world.member, "action", row.pk)
    return row


@pytest.mark.parametrize("change", ["done", "another owner", "another day", "turned off", "project over"])
def test_an_action_stands_there_until_it_is_not_theirs_to_do(world, change) -> None:
    row = action(world)
    assert len(notices_for(world.member)) == 1
    rows = type(row).objects.filter(pk=row.pk)
    if change == "done":
        rows.update(done_at=timezone.now(), done_by=world.lead)
    elif change == "another owner":
        rows.update(owner=world.lead)
    elif change == "another day":
        rows.update(due_on=make.today() + make.LONG_AGO)
    elif change == "turned off":
        ReminderPreference.objects.create(user=world.member, kind="action", is_on=False)
    else:
        Project.objects.filter(pk=world.project.pk).update(status="completed")
    assert notices_for(world.member) == []


def test_a_meeting_that_is_called_off_goes(world) -> None:
    starts_at = timezone.now() + timedelta(hours=1)
    meeting = meetings.coming(world.project, starts_at)
    line(world.project, world.member, "meeting", meeting.pk, timezone.localdate(starts_at))
    assert len(notices_for(world.member)) == 1
    off = {"state": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": world.lead}
    Meeting.objects.filter(pk=meeting.pk).update(**off)
    assert notices_for(world.member) == []


def test_a_figure_that_has_come_goes_and_reading_the_page_makes_no_link(world) -> None:
    measure = make.measure(world.project)
    row = line(world.project, world.member, "figure", measure.pk)
    assert len(notices_for(world.member)) == 1
    assert not FigureLink.objects.exists()
    make.figures(measure, [61], last=make.today())
    assert notices_for(world.member) == []
    prepare([row])
    kind = kind_named("figure")
    assert kind.compose(row, timezone.now()) is None, "as its mail says"


def test_what_does_not_hold_takes_no_place_from_what_does(world) -> None:
    for _ in range(9):
        row = action(world)
        type(row).objects.filter(pk=row.pk).update(done_at=timezone.now(), done_by=world.lead)
    action(world)
    assert len(notices_for(world.member)) == 1


def test_as_many_queries_for_twenty_lines_as_for_two(world) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            notices_for(world.member)
        return len(queries)

    def more() -> None:
        action(world)
        line(world.project, world.member, "figure", make.measure(world.project, is_lead=False).pk)

    more()
    two = counted()
    for _ in range(9):
        more()
    assert counted() == two
