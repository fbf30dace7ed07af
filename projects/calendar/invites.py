"""Invitations to people's own calendars: found by comparing what they were told with what holds now.

Nothing that changes a huddle or a meeting has to think of it. The planner works out what each person of a team should
have in the calendar. Where that is not what they were last told, one row is written and one mail is due.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from projects.models import CalendarInvite, Project, Reminder, ReminderPreference, TeamMember

from .occasions import Occasion, occasions_of

KIND = "invite"
LASTS = timedelta(days=7)  # a mail server that is away as long has lost more than an invitation
Key = tuple[UUID, str, UUID]  # person, subject, id of the subject


def plan_invites(now: datetime) -> int:
    """Write down what has changed for whom, with a mail for each; returns how many.

    Safe to run twice and at once: an edition is taken by one conditional update, and its mail has a key of its own.
    """
    told = {(row.user_id, row.subject, row.subject_id): row for row in _told()}
    projects = Project.objects.filter(
        Q(status=Project.Status.ACTIVE) | Q(pk__in={row.project_id for row in told.values()})
    )
    wanted = _wanted(projects.select_related("practice"), now)
    off = set(ReminderPreference.objects.filter(kind=KIND, is_on=False).values_list("user_id", flat=True))
    count = 0
    for key, occasion in wanted.items():
        row = told.get(key)
        if key[0] in off or (row and not row.is_cancelled and row.said == occasion.fingerprint):
            continue
        count += _first(key, occasion, now) if row is None else _next(row, occasion, now)
    for key, row in told.items():
        if key not in wanted and not row.is_cancelled and key[0] not in off:
            count += _next(row, None, now)
    return count


def _told() -> Iterable[CalendarInvite]:
    """What people with an open account were told. Cancelled long ago, it is looked at again: it may come back."""
    return CalendarInvite.objects.filter(user__is_active=True)


def _wanted(projects: Iterable[Project], now: datetime) -> dict[Key, Occasion]:
    """What each person on a team should have. What is over is sent to nobody who does not have it already."""
    projects = list(projects)
    places = TeamMember.objects.current().filter(project__in=projects, user__is_active=True)
    people: dict[UUID, set[UUID]] = {}
    for project_id, user_id in places.values_list("project", "user"):
        people.setdefault(project_id, set()).add(user_id)
    has = set(CalendarInvite.objects.filter(subject=CalendarInvite.Subject.MEETING).values_list("user", "subject_id"))
    found = {}
    for occasion in occasions_of(projects, now.date()):
        for user_id in people.get(occasion.project.pk, ()):
            if occasion.rule or occasion.starts > now or (user_id, occasion.subject_id) in has:
                found[user_id, str(occasion.subject), occasion.subject_id] = occasion
    return found


def _first(key: Key, occasion: Occasion, now: datetime) -> int:
    user_id, subject, subject_id = key
    row = CalendarInvite(
        user_id=user_id,
        project=occasion.project,
        subject=subject,
        subject_id=subject_id,
        said=occasion.fingerprint,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _mail(row, now)
    except IntegrityError:
        return 0  # another worker was first
    return 1


def _next(row: CalendarInvite, occasion: Occasion | None, now: datetime) -> int:
    """The next edition, or the cancellation."""
    with transaction.atomic():
        taken = CalendarInvite.objects.filter(pk=row.pk, sequence=row.sequence).update(
            sequence=row.sequence + 1,
            said=occasion.fingerprint if occasion else row.said,
            is_cancelled=occasion is None,
        )
        if taken:
            row.sequence += 1
            _mail(row, now)
    return taken


def _mail(row: CalendarInvite, now: datetime) -> None:
    Reminder.objects.create(
        kind=KIND,
        key=f"{KIND}:{row.pk}:{row.sequence}",
        user_id=row.user_id,
        project_id=row.project_id,
        subject_id=row.pk,
        day=now.date(),
        due_at=now,
        try_at=now,
        expires_at=now + LASTS,
    )


def edition_of(reminder: Reminder) -> int:
    return int(reminder.key.rsplit(":", 1)[1])
