"""On the day by which somebody said they would do something: to them, whether on the team or its coach."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import Action, Project, Reminder
from projects.series import closed_days

from .kinds import AHEAD, DAY, Due, Kind, Letter, in_the_morning, is_open_on, working_day_before


def find(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    actions = list(
        Action.objects.filter(
            done_at__isnull=True,
            due_on__range=(today - DAY, today + AHEAD),
            owner__is_active=True,
            project__status=Project.Status.ACTIVE,
        ).select_related("project__practice")
    )
    closed = closed_days({one.project.practice for one in actions}, today - AHEAD, today + AHEAD + DAY)
    for action in actions:
        practice = action.project.practice
        shut, due_on = closed[practice.pk], action.due_on
        told_on = (
            due_on if is_open_on(due_on, shut, practice.nation) else working_day_before(due_on, shut, practice.nation)
        )
        yield in_the_morning(action.owner_id, action.project, action.pk, due_on, told_on)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Action]:
    return Action.objects.filter(done_at__isnull=True).in_bulk(ids)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when it is done, somebody else's by now, or due on another day."""
    action = reminder.about
    if action is None or action.owner_id != reminder.user_id or action.due_on != reminder.day:
        return None
    if not (reminder.on_team or reminder.is_coach):
        return None
    return Letter(
        "projects/emails/action_due",
        {
            "action": action,
            "is_today": action.due_on == timezone.localdate(now),
            "link": settings.SITE_URL + page(reminder),
        },
    )


def page(reminder: Reminder) -> str:
    return reverse("action-list", kwargs={"project_id": reminder.project_id})


KIND = Kind(
    name="action",
    label="Something you said you would do",
    hint="On the day it is due. What is overdue stands in the one mail a day.",
    for_team=True,
    for_coaches=True,
    find=find,
    compose=compose,
    fetch=fetch,
    by_day=True,
    ahead=True,
    page=page,
)
