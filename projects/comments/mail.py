"""The mail to those who are named in a comment: at once, and only while they may read it.

Each mail is a row of work like a reminder (docs/decisions/0040-reminders-are-rows.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import Comment, Project, Reminder
from projects.reminders.kinds import Kind, Letter

from .addresses import address_of
from .permissions import tools_of_coaches
from .places import Place, places_of

KIND = "mention"
LASTS = timedelta(days=3)


@dataclass(frozen=True)
class Said:
    """A comment, read for a whole batch of mails."""

    comment: Comment
    place: Place | None
    coach_sees: bool
    told: frozenset[UUID]


def ask_to_look(comment: Comment, people: Collection[Any]) -> int:
    """A row for each of these people, in the transaction of the comment; how many there are."""
    now = timezone.now()
    rows = [
        Reminder(
            kind=KIND,
            key=f"{KIND}:{comment.pk}:{person.pk}",
            user=person,
            project_id=comment.project_id,
            subject_id=comment.pk,
            day=timezone.localdate(now),
            due_at=now,
            try_at=now,
            expires_at=now + LASTS,
        )
        for person in people
    ]
    Reminder.objects.bulk_create(rows)
    return len(rows)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Said]:
    rows = Comment.objects.filter(pk__in=ids, taken_back_at__isnull=True).select_related("author", "project")
    comments = list(rows.prefetch_related("mentioned"))
    places = places_of(comments)
    shown = tools_of_coaches({row.project_id for row in comments}, timezone.localdate())
    return {
        row.pk: Said(
            row,
            places.get((row.project_id, row.place)),
            (row.project_id, row.tool) in shown,
            frozenset(person.pk for person in row.mentioned.all()),
        )
        for row in comments
    }


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when it was taken back, its field is gone, or the person may not read it any more."""
    said = reminder.about
    if said is None or said.place is None or reminder.user_id not in said.told:
        return None
    if not (reminder.on_team or (reminder.is_coach and said.coach_sees)):
        return None
    context = {"comment": said.comment, "place": said.place, "link": settings.SITE_URL + address_of(said.comment)}
    return Letter("projects/emails/comment_mention", context)


def page(reminder: Reminder) -> str:
    return reverse("comment-list", kwargs={"project_id": reminder.project_id})


MENTION = Kind(
    name=KIND,
    label="Somebody names you in a comment",
    hint="At once, when somebody on the team or the coach asks you to look.",
    for_team=True,
    for_coaches=True,
    find=lambda now: (),  # written with the comment
    compose=compose,
    fetch=fetch,
    statuses=frozenset(Project.Status),
    alone=True,
    page=page,
)
