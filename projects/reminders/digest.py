"""All that is due for a person in one mail a day: which parts it has, and its letter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import Action, CoachAssignment, Project, Reminder, ReminderSettings, TeamMember

from .kinds import LONDON, Due, Kind, Letter
from .settings import digest_time, is_paused, wants_digest

LASTS = timedelta(hours=12)
TOLD_LATE = timedelta(hours=25)  # what cannot be told ahead stands in the next digest, a day later at most
MONDAY = 0

KIND = Kind(
    name=Reminder.DIGEST,
    label="Your day in one mail",
    hint="All that is due, at the time of day you chose.",
    for_team=True,
    for_coaches=True,
    find=lambda now: [],
    compose=lambda reminder, now: None,
)


@dataclass(frozen=True)
class Bundle:
    """One digest that is due, and what could stand in it, by key."""

    user_id: UUID
    day: date
    at: datetime
    parts: dict[str, tuple[Kind, Due]] = field(default_factory=dict)
    has_late_actions: bool = False

    @property
    def key(self) -> str:
        return f"{Reminder.DIGEST}:{self.user_id}:{self.day:%Y-%m-%d}"

    @property
    def pk(self) -> UUID:
        """Made from the key, so that two planners at once make the same row and the same parts of it."""
        return uuid5(NAMESPACE_URL, self.key)

    def rows(self, parts: dict[str, tuple[Kind, Due]]) -> list[Reminder]:
        """The digest with the parts that are new; nothing when there is nothing to tell."""
        if not parts and not self.has_late_actions:
            return []
        whole = Reminder(
            pk=self.pk,
            kind=Reminder.DIGEST,
            key=self.key,
            user_id=self.user_id,
            subject_id=self.user_id,
            day=self.day,
            due_at=self.at,
            try_at=self.at,
            expires_at=self.at + LASTS,
        )
        rows = [whole]
        for key, (kind, due) in parts.items():
            part = row_of(key, kind, due)
            # Claimed, put off and closed with the digest: so both must be due and end at the same time.
            part.digest_id, part.try_at, part.expires_at = whole.pk, whole.try_at, whole.expires_at
            rows.append(part)
        return rows


def row_of(key: str, kind: Kind, due: Due) -> Reminder:
    return Reminder(
        kind=kind.name,
        key=key,
        user_id=due.user_id,
        project_id=due.project_id,
        subject_id=due.subject_id,
        day=due.day,
        due_at=due.due_at,
        try_at=due.due_at,
        expires_at=due.expires_at,
    )


def due_bundles(
    found: Mapping[UUID, dict[str, tuple[Kind, Due]]], wishes: Mapping[UUID, ReminderSettings], now: datetime
) -> list[Bundle]:
    """The digests whose time has come and that were not made yet. No query while it is nobody's time."""
    wanting = {user_id: own for user_id, own in wishes.items() if wants_digest(own)}
    if not wanting:
        return []
    zones = _zones(wanting)
    bundles = []
    for user_id, own in wanting.items():
        zone = zones.get(user_id, LONDON)
        times = digest_time(own, now, zone)
        if times is None or is_paused(own, times[0]):
            continue
        day, at, following = times
        parts = {key: pair for key, pair in found.get(user_id, {}).items() if _belongs(*pair, now, following)}
        bundles.append(Bundle(user_id, day, at, parts))
    made = set(Reminder.objects.filter(key__in=[one.key for one in bundles]).values_list("key", flat=True))
    bundles = [one for one in bundles if one.key not in made]
    late = {
        action.owner_id for action in late_actions([one.user_id for one in bundles if one.day.weekday() == MONDAY])
    }
    return [Bundle(one.user_id, one.day, one.at, one.parts, one.user_id in late) for one in bundles]


def _belongs(kind: Kind, due: Due, now: datetime, following: datetime) -> bool:
    if kind.ahead:
        return due.due_at < following and due.expires_at > now
    return due.due_at <= now < max(due.expires_at, due.due_at + TOLD_LATE)


def _zones(user_ids: Iterable[UUID]) -> dict[UUID, ZoneInfo]:
    """By whose clock a person lives: of several practices, always the same one."""
    found: dict[UUID, str] = {}
    for model in (CoachAssignment, TeamMember):
        rows = model.objects.current().filter(user__in=list(user_ids))
        for user_id, name in rows.order_by("-starts_on", "-pk").values_list(
            "user_id", "project__practice__time_zone"
        ):
            found[user_id] = name
    return {user_id: ZoneInfo(name) for user_id, name in found.items()}


def late_actions(user_ids: Iterable[UUID]) -> list[Action]:
    """What these people said they would do and is overdue, in projects that they still work on."""
    users = list(user_ids)
    if not users:
        return []
    rows = Action.objects.filter(
        owner__in=users, done_at__isnull=True, due_on__lt=timezone.localdate(), project__status=Project.Status.ACTIVE
    )
    places = set(TeamMember.objects.current().filter(user__in=users).values_list("project_id", "user_id"))
    places |= set(CoachAssignment.objects.current().filter(user__in=users).values_list("project_id", "user_id"))
    found = rows.select_related("project__practice").order_by("due_on", "created_at")
    return [action for action in found if (action.project_id, action.owner_id) in places]


def compose(reminder: Reminder, parts: list[dict[str, Any]], late: list[Action]) -> Letter | None:
    """The letter of a digest; None when nothing in it is needed any more.

    Args:
        parts: for each its ``words`` and, where it has a page, its ``link``.
    """
    if not parts and not late:
        return None
    return Letter(
        "projects/emails/digest",
        {
            "parts": parts,
            "late": late,
            "count": len(parts) + len(late),
            "several": len({action.project_id for action in late} | {part["project_id"] for part in parts}) > 1,
            "link": settings.SITE_URL + reverse("today"),
        },
    )
