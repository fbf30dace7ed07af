"""A contact is due: to the coach, on the morning of its day or the next one on which the practice is open."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from projects.models import CoachAssignment, Reminder
from projects.reminders.kinds import (
    BACK,
    DAY,
    USEFUL_DAYS,
    Due,
    Kind,
    Letter,
    in_the_morning,
    page_of,
    working_day_from,
)
from projects.series import closed_days

from ..models import Contact
from ..statuses import STARTED


def find(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    rows = list(
        Contact.objects.to_come()
        .filter(due_on__range=(today - BACK, today + DAY), project__status__in=STARTED)
        .select_related("project__practice")
    )
    coaches: dict[UUID, list[UUID]] = {}
    assigned = CoachAssignment.objects.current().filter(
        project__in={row.project_id for row in rows}, user__is_active=True
    )
    for project_id, user_id in assigned.values_list("project_id", "user_id"):
        coaches.setdefault(project_id, []).append(user_id)
    closed = closed_days({row.project.practice for row in rows}, today - BACK, today + BACK)
    for row in rows:
        practice = row.project.practice
        told_on = working_day_from(row.due_on, closed[practice.pk], practice.nation)
        for user_id in coaches.get(row.project_id, []):
            yield in_the_morning(user_id, row.project, row.pk, row.due_on, told_on, USEFUL_DAYS)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Contact]:
    return Contact.objects.to_come().in_bulk(ids)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once it has happened, was moved, or another coach has the team."""
    contact = reminder.about
    if contact is None or contact.due_on != reminder.day or not reminder.is_coach:
        return None
    link = page_of("contact-record", project_id=reminder.project_id, months=contact.months)
    return Letter("coaching/emails/contact_due", {"contact": contact, "link": settings.SITE_URL + link})


def _page(reminder: Reminder) -> Any:
    return page_of("transition-detail", project_id=reminder.project_id)


KIND = Kind(
    name="contact-due",
    label="A contact after the coaching",
    hint="On its day: 3, 6 and 12 months after the coaching ended.",
    for_team=False,
    for_coaches=True,
    find=find,
    compose=compose,
    fetch=fetch,
    statuses=STARTED,
    by_day=True,
    page=_page,
)
