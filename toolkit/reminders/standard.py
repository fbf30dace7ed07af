"""A process of the playbook is to be looked at again: to whoever looks after it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import Reminder
from projects.reminders.kinds import BACK, DAY, KEPT, USEFUL_DAYS, Due, Kind, Letter, in_the_morning, working_day_from
from projects.reminders.people import own_or_champion, team_today
from projects.series import closed_days
from toolkit.models import PlaybookEntry


def find(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    entries = list(
        PlaybookEntry.objects.filter(
            ended_at__isnull=True,
            review_on__range=(today - BACK, today + DAY),
            standard__project__status__in=KEPT,
        )
        .select_related("standard__project__practice")
        .prefetch_related(team_today("standard__project__team"))
    )
    closed = closed_days({entry.standard.project.practice for entry in entries}, today - BACK, today + BACK)
    for entry in entries:
        project = entry.standard.project
        keeper = own_or_champion(
            project.reachable, lambda place, owner=entry.owner_id: owner and place.user_id == owner
        )
        if keeper:
            told_on = working_day_from(entry.review_on, closed[project.practice_id], project.practice.nation)
            yield in_the_morning(keeper.user_id, project, entry.pk, entry.review_on, told_on, USEFUL_DAYS)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, PlaybookEntry]:
    return PlaybookEntry.objects.filter(ended_at__isnull=True).select_related("standard").in_bulk(ids)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when another edition is in force, or its day was moved."""
    entry = reminder.about
    if entry is None or entry.review_on != reminder.day or not reminder.on_team:
        return None
    link = reverse("standard-detail", kwargs={"project_id": reminder.project_id, "standard_id": entry.standard_id})
    return Letter("toolkit/emails/standard_review", {"entry": entry, "link": settings.SITE_URL + link})


def page(reminder: Reminder) -> str:
    return reverse("standard-list", kwargs={"project_id": reminder.project_id})


KIND = Kind(
    name="standard",
    label="A process to look at again",
    hint="On the day set in the playbook, to whoever looks after it.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    statuses=KEPT,
    by_day=True,
    ahead=True,
    page=page,
)
