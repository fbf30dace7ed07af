"""What pages, mails and files need to know of one meeting, in a fixed number of queries."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.models import Action, Meeting

from .minutes import Minutes, minutes_of


def actions_of(meeting: Meeting) -> list[Action]:
    rows = Action.objects.filter(project=meeting.project_id, source="meeting", source_id=meeting.pk)
    return list(rows.select_related("owner").order_by("created_at"))


def read_minutes(meeting: Meeting) -> Minutes:
    return minutes_of(
        meeting,
        items=meeting.agenda.all(),
        outcomes=meeting.outcomes.select_related("settled_by"),
        actions=actions_of(meeting),
        roles=meeting.roles.select_related("member"),
        present=meeting.present.all(),
        today=today_of(meeting),
    )


def today_of(meeting: Meeting) -> Any:
    """The day on the practice's calendar."""
    return timezone.now().astimezone(ZoneInfo(meeting.project.practice.time_zone)).date()
