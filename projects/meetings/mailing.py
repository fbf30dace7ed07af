"""The minutes by mail to the lead team: asked for once, and one mail to each.

Each mail is a row of work like a reminder (docs/decisions/0040-reminders-are-rows.md): claimed, tried again, and in
the delivery log like all others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.models import current_on
from cmsportal.word import TYPE
from projects.models import Meeting, Project, Reminder
from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.reminders.kinds import Kind, Letter
from projects.reminders.nudging import nudge_on_commit

from .days import local_day
from .minutes import Minutes
from .reading import read_all_minutes
from .word import word_file

KIND = "minutes"
LASTS = timedelta(days=7)  # later than that, somebody had better look why


@dataclass(frozen=True)
class Mailed:
    """The minutes of a meeting that is over and was mailed, read for a whole batch of mails."""

    meeting: Meeting
    minutes: Minutes
    word: bytes


def readers_of(meeting: Meeting) -> list[User]:
    """The lead team of today, as far as they have an account in use."""
    in_team = current_on(timezone.localdate(), "team_places__")
    rows = User.objects.filter(in_team, team_places__project=meeting.project_id, is_active=True)
    return list(rows.distinct().order_by("name"))


@transaction.atomic
def mail_minutes(*, meeting: Meeting, by: Any) -> bool:
    """Send the minutes to the lead team; False when that has been done.

    Claimed by one conditional update, so that two who press at once send one mail to each. In the same transaction
    stands a row for each reader: what is said to be on its way is, whether the broker can be reached or not.

    Raises:
        Refusal: the meeting is not over, or the person is not on the team.
    """
    if not can_edit_project(by, meeting.project):
        raise Refusal("Only the lead team can do this, while the project is open.")
    rows = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.CLOSED, minutes_mailed_at__isnull=True)
    now = timezone.now()
    if not rows.update(minutes_mailed_at=now, minutes_mailed_by=by):
        row = Meeting.objects.get(pk=meeting.pk)
        if row.minutes_mailed_at:
            return False
        raise Refusal("The minutes go out once the meeting is closed.")
    record("meeting.minutes_mailed", meeting, by=by, project=meeting.project)
    Reminder.objects.bulk_create([_row(meeting, user, now) for user in readers_of(meeting)])
    nudge_on_commit()
    return True


def _row(meeting: Meeting, user: User, now: datetime) -> Reminder:
    return Reminder(
        kind=KIND,
        key=f"{KIND}:{meeting.pk}:{_stamp(now)}:{user.pk}",
        user=user,
        project_id=meeting.project_id,
        subject_id=meeting.pk,
        day=local_day(meeting),
        due_at=now,
        try_at=now,
        expires_at=now + LASTS,
    )


def _stamp(mailed_at: datetime) -> str:
    """Which sending it belongs to: a meeting that is opened again may have another."""
    return f"{mailed_at:%Y%m%d%H%M%S%f}"


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Mailed]:
    rows = Meeting.objects.filter(state=Meeting.State.CLOSED, minutes_mailed_at__isnull=False)
    meetings = rows.select_related("project__practice").in_bulk(ids)
    minutes = read_all_minutes(meetings.values())
    return {pk: Mailed(row, minutes[pk], word_file(minutes[pk], row.closed_at)) for pk, row in meetings.items()}


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the meeting was opened again, or the person has left."""
    mailed = reminder.about
    if mailed is None or not reminder.on_team or f":{_stamp(mailed.meeting.minutes_mailed_at)}:" not in reminder.key:
        return None
    name = f"minutes-{local_day(mailed.meeting).isoformat()}.docx"
    return Letter(
        "projects/emails/meeting_minutes",
        {"minutes": mailed.minutes, "link": settings.SITE_URL + page(reminder)},
        ((name, mailed.word, TYPE),),
    )


def page(reminder: Reminder) -> str:
    return reverse("meeting-detail", kwargs={"project_id": reminder.project_id, "meeting_id": reminder.subject_id})


MINUTES = Kind(
    name=KIND,
    label="Minutes of a meeting",
    hint="When somebody on the team sends them round.",
    for_team=True,
    for_coaches=False,
    find=lambda now: (),  # written by mail_minutes, when somebody asks for it
    compose=compose,
    fetch=fetch,
    statuses=frozenset(Project.Status),  # what was sent while the project was open arrives, though it has ended since
    alone=True,
    page=page,
)
