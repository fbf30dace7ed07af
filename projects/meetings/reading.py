"""What pages, mails and files need to know of one meeting, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from projects.models import Action, Meeting, MeetingNote, MeetingRole

from .days import today_of
from .minutes import Minutes, minutes_of


def actions_of(meeting: Meeting) -> list[Action]:
    rows = Action.objects.filter(project=meeting.project_id, source="meeting", source_id=meeting.pk)
    return list(rows.select_related("owner").order_by("created_at"))


def read_minutes(meeting: Meeting) -> Minutes:
    return read_all_minutes([meeting])[meeting.pk]


def read_all_minutes(meetings: Collection[Meeting]) -> dict[UUID, Minutes]:
    """Minutes by the meeting's id, in a fixed number of queries. The meetings come with project and practice."""
    roles = Prefetch("roles", MeetingRole.objects.select_related("member"))
    outcomes = Prefetch("outcomes", MeetingNote.objects.select_related("settled_by"))
    prefetch_related_objects(list(meetings), "agenda", outcomes, "present", roles)
    actions: dict[UUID, list[Action]] = defaultdict(list)
    rows = Action.objects.filter(source="meeting", source_id__in=[meeting.pk for meeting in meetings])
    for action in rows.select_related("owner").order_by("created_at"):
        actions[action.source_id].append(action)
    return {
        meeting.pk: minutes_of(
            meeting,
            items=meeting.agenda.all(),
            outcomes=meeting.outcomes.all(),
            actions=[action for action in actions[meeting.pk] if action.project_id == meeting.project_id],
            roles=meeting.roles.all(),
            present=meeting.present.all(),
            today=today_of(meeting),
        )
        for meeting in meetings
    }
