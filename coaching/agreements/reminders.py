"""Letters about an agreement: to whom it waits for, at once and a week later; to the other side when it is settled.

And a reminder to both sides on the day on which they wanted to look at it again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import Reminder
from projects.reminders.kinds import (
    BACK,
    DAY,
    Due,
    Kind,
    Letter,
    in_the_morning,
    moment,
    working_day_from,
    zone_of,
)
from projects.reminders.people import team_today
from projects.series import closed_days

from ..models import Agreement
from ..permissions import speakers
from ..statuses import COACHED
from .presenters import edition_words

State = Agreement.State
MORNING = time(9)
LASTS = timedelta(days=2)
AGAIN = 7 * DAY
WAITING = (State.OFFERED, State.COACH_ACCEPTED, State.PRACTICE_ACCEPTED)


def _agreements(**filters: Any) -> list[Agreement]:
    rows = Agreement.objects.filter(project__status__in=COACHED, **filters)
    return list(rows.select_related("project__practice", "coach").prefetch_related(team_today()))


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Agreement]:
    return Agreement.objects.select_related("project__practice", "coach", "ended_by").in_bulk(ids)


def _closed(rows: Iterable[Agreement], now: datetime) -> dict[UUID, Any]:
    return closed_days({one.project.practice for one in rows}, (now - BACK).date() - DAY, now.date() + BACK)


def find_asked(now: datetime) -> Iterator[Due]:
    """When it is offered, and on the first working day a week later. A second offer asks again."""
    found = _agreements(state__in=WAITING, offered_at__gte=now - BACK)
    closed = _closed(found, now)
    for row in found:
        zone, practice = zone_of(row.project), row.project.practice
        first = row.offered_at.astimezone(zone).date()
        again = working_day_from(first + AGAIN, closed[practice.pk], practice.nation)
        for user_id in _silent(row) - {row.offered_by_id}:
            yield Due(user_id, row.project_id, row.pk, first, row.offered_at, row.offered_at + LASTS, zone)
        for user_id in _silent(row):
            due_at = moment(again, MORNING, zone)
            yield Due(user_id, row.project_id, row.pk, again, due_at, due_at + LASTS, zone)


def _silent(row: Agreement) -> set[UUID]:
    """Those of whom an acceptance is still wanted."""
    people = set()
    if not row.coach_accepted_at and row.coach.is_active:
        people.add(row.coach_id)
    if not row.practice_accepted_at:
        people |= speakers(row.project.reachable)
    return people


def compose_asked(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing for a side that has accepted, nor for somebody who has left it."""
    row = reminder.about
    if row is None or row.state not in WAITING:
        return None
    is_coach = reminder.user_id == row.coach_id
    accepted = row.coach_accepted_at if is_coach else row.practice_accepted_at
    if accepted or not (reminder.is_coach if is_coach else reminder.on_team):
        return None
    return _letter("asked", row, is_coach)


def find_reviews(now: datetime) -> Iterator[Due]:
    """On the day that was agreed, or the first working day after it; once more a week later."""
    today = timezone.localdate(now)
    found = _agreements(state=State.IN_FORCE, next_review_on__range=(today - BACK, today + BACK))
    closed = _closed(found, now)
    for row in found:
        practice = row.project.practice
        people = speakers(row.project.reachable) | ({row.coach_id} if row.coach.is_active else set())
        for day in (row.next_review_on, row.next_review_on + AGAIN):
            told_on = working_day_from(day, closed[practice.pk], practice.nation)
            for user_id in people:
                yield in_the_morning(user_id, row.project, row.pk, day, told_on)


def compose_review(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once they have looked at it, or once it is replaced or ended."""
    row = reminder.about
    if row is None or row.state != State.IN_FORCE or row.next_review_on is None:
        return None
    if row.next_review_on > timezone.localdate(now):
        return None
    is_coach = reminder.user_id == row.coach_id
    if not (reminder.is_coach if is_coach else reminder.on_team):
        return None
    return _letter("review", row, is_coach)


def find_settled(now: datetime) -> Iterator[Due]:
    """In force or ended; of what both have seen coming, each side hears from the portal once."""
    since = now - LASTS
    for row in _agreements(state=State.IN_FORCE, in_force_at__gte=since):
        last = row.coach_id if row.coach_accepted_at >= row.practice_accepted_at else row.practice_accepted_by_id
        yield from _to_others(row, row.in_force_at, last)
    for row in _agreements(state=State.ENDED, ended_at__gte=since, offered_at__isnull=False):
        yield from _to_others(row, row.ended_at, row.ended_by_id)


def _to_others(row: Agreement, at: datetime, but: UUID | None) -> Iterator[Due]:
    people = speakers(row.project.reachable) | ({row.coach_id} if row.coach.is_active else set())
    zone = zone_of(row.project)
    for user_id in people - {but}:
        yield Due(user_id, row.project_id, row.pk, at.astimezone(zone).date(), at, at + LASTS, zone)


def compose_settled(reminder: Reminder, now: datetime) -> Letter | None:
    """A coach who has left the team cannot open the page any more, and hears from the manager."""
    row = reminder.about
    if row is None or row.state not in {State.IN_FORCE, State.ENDED}:
        return None
    is_coach = reminder.user_id == row.coach_id
    if not (reminder.is_coach if is_coach else reminder.on_team):
        return None
    return _letter("settled", row, is_coach)


def _letter(name: str, row: Agreement, is_coach: bool) -> Letter:
    keys = {"project_id": row.project_id, "agreement_id": row.pk}
    context = {
        "agreement": row,
        "is_coach": is_coach,
        "other": row.project.practice.name if is_coach else row.coach.name,
        "edition": edition_words(row),
        "link": settings.SITE_URL + reverse("agreement-detail", kwargs=keys),
    }
    return Letter(f"coaching/emails/agreement_{name}", context)


def _page(reminder: Reminder) -> str:
    keys = {"project_id": reminder.project_id, "agreement_id": reminder.subject_id}
    return reverse("agreement-detail", kwargs=keys)


ASKED = Kind(
    name="agreement-asked",
    label="An agreement waits for you",
    hint="At once, and a week later while you have not accepted it.",
    for_team=True,
    for_coaches=True,
    find=find_asked,
    compose=compose_asked,
    fetch=fetch,
    statuses=COACHED,
    alone=True,
    page=_page,
)
REVIEW = Kind(
    name="agreement-review",
    label="Look at the agreement again",
    hint="On the day that was agreed, to the coach, the champion and the sponsor.",
    for_team=True,
    for_coaches=True,
    find=find_reviews,
    compose=compose_review,
    fetch=fetch,
    statuses=COACHED,
    by_day=True,
    ahead=True,
    page=_page,
)
SETTLED = Kind(
    name="agreement-settled",
    label="An agreement is in force, or has ended",
    hint="When the other side has accepted it, or ended it.",
    for_team=True,
    for_coaches=True,
    find=find_settled,
    compose=compose_settled,
    fetch=fetch,
    statuses=COACHED,
    alone=True,
    page=_page,
)
