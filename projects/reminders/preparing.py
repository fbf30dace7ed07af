"""Looks again just before mails leave, for a whole batch with a fixed number of queries, and writes them."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage

from projects.models import Action, CoachAssignment, Reminder, TeamMember

from . import digest
from .emails import build, subject_of
from .kinds import LONDON, Letter, kind_named, zone_of
from .planning import turned_off
from .settings import is_paused, quiet_until, wishes_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drop:
    """It is not needed any more."""


@dataclass(frozen=True)
class PutOff:
    """Nobody wants it at this hour."""

    until: datetime


@dataclass(frozen=True)
class NotWritten:
    """Something is wrong with it; the log line says what."""


Written = EmailMessage | Drop | PutOff | NotWritten


def write(reminders: list[Reminder], now: datetime) -> dict[UUID, Written]:
    """What is to be done about each reminder of a batch, by its id."""
    return _Batch(reminders, now).write()


def prepare(reminders: Iterable[Reminder]) -> None:
    """Look up what reminders are about and which places their people hold: two queries, and those of each kind."""
    reminders = list(reminders)
    users = {reminder.user_id for reminder in reminders}
    teams = set(TeamMember.objects.current().filter(user__in=users).values_list("project_id", "user_id"))
    coaches = set(CoachAssignment.objects.current().filter(user__in=users).values_list("project_id", "user_id"))
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        place = reminder.project_id, reminder.user_id
        reminder.on_team, reminder.is_coach = place in teams, place in coaches
        by_kind[reminder.kind].append(reminder)
    for name, group in by_kind.items():
        kind = kind_named(name)
        if kind and kind.fetch:
            about = kind.fetch({reminder.subject_id for reminder in group})
            for reminder in group:
                reminder.about = about.get(reminder.subject_id)


class _Batch:
    def __init__(self, reminders: list[Reminder], now: datetime) -> None:
        self.reminders, self.now = reminders, now
        digests = [reminder for reminder in reminders if reminder.kind == Reminder.DIGEST]
        self.parts: dict[UUID, list[Reminder]] = defaultdict(list)
        self.late: dict[UUID, list[Action]] = defaultdict(list)
        if digests:
            self.read_digests(digests)
        every = [*reminders, *(part for parts in self.parts.values() for part in parts)]
        prepare(every)
        users = {reminder.user_id for reminder in reminders}
        self.off, self.wishes = turned_off(users), wishes_of(users)

    def read_digests(self, digests: list[Reminder]) -> None:
        rows = Reminder.objects.filter(digest__in=digests, state=Reminder.State.CLAIMED)
        rows = rows.select_related("user", "project__practice", "project__programme")
        for part in rows.order_by("due_at", "key"):
            self.parts[part.digest_id].append(part)
        for action in digest.late_actions({reminder.user_id for reminder in digests}):
            self.late[action.owner_id].append(action)

    def write(self) -> dict[UUID, Written]:
        written: dict[UUID, Written] = {}
        for reminder in self.reminders:
            try:
                written[reminder.pk] = self.write_one(reminder)
            except Exception:
                # Whatever is wrong with one mail must not hold up the others; the log line says where.
                logger.exception("Reminder %s could not be written", reminder.pk)
                written[reminder.pk] = NotWritten()
        return written

    def write_one(self, reminder: Reminder) -> Written:
        is_digest = reminder.kind == Reminder.DIGEST
        kind = digest.KIND if is_digest else kind_named(reminder.kind)
        if kind is None or not reminder.user.is_active or reminder.expires_at <= self.now:
            return Drop()
        wishes = self.wishes.get(reminder.user_id)
        first = next(iter(self.parts[reminder.pk]), None) if is_digest else reminder
        zone = zone_of(first.project) if first else LONDON
        if not kind.alone and is_paused(wishes, self.now.astimezone(zone).date()):
            return Drop()
        quiet = quiet_until(wishes, self.now, zone)
        if quiet is not None:
            return PutOff(quiet) if quiet < reminder.expires_at else Drop()
        letter = self.digest_letter(reminder) if is_digest else self.letter(reminder)
        return build(reminder, kind, letter) if letter else Drop()

    def letter(self, reminder: Reminder) -> Letter | None:
        kind = kind_named(reminder.kind)
        if kind is None or (reminder.user_id, kind.name) in self.off or reminder.project.status not in kind.statuses:
            return None
        return kind.compose(reminder, self.now)

    def digest_letter(self, reminder: Reminder) -> Letter | None:
        parts: list[dict[str, Any]] = []
        for part in self.parts[reminder.pk]:
            letter = self.letter(part)
            if letter:
                parts.append(
                    {
                        "words": subject_of(part, letter),
                        "link": letter.context.get("link", ""),
                        "project": part.project,
                        "project_id": part.project_id,
                    }
                )
        return digest.compose(reminder, parts, self.late[reminder.user_id])
