"""The successor is introduced: a mail to the team and to the new coach when it is settled, and to the coach again on
the first day, when the team's pages open.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from projects.models import Reminder
from projects.reminders.kinds import BACK, Due, Kind, Letter, moment, zone_of
from projects.reminders.people import team_today

from ..models import CoachProfile, HandOver, Visit
from ..statuses import COACHED

MORNING = time(8)
LASTS = timedelta(days=2)


def find(now: datetime) -> Iterator[Due]:
    today = now.date()
    rows = HandOver.objects.filter(state=HandOver.State.SETTLED, project__status__in=COACHED)
    rows = rows.filter(settled_at__gte=now - BACK) | rows.filter(
        starts_on__range=(today - timedelta(days=3), today + timedelta(days=3))
    )
    for row in rows.select_related("project__practice", "successor").prefetch_related(team_today()):
        zone = zone_of(row.project)
        settled_on = row.settled_at.astimezone(zone).date()
        people = {place.user_id for place in row.project.reachable}
        people |= {row.successor_id} if row.successor.is_active else set()
        for user_id in people:
            yield Due(user_id, row.project_id, row.pk, settled_on, row.settled_at, row.settled_at + LASTS, zone)
        if row.starts_on > settled_on and row.successor.is_active:
            due_at = moment(row.starts_on, MORNING, zone)
            yield Due(row.successor_id, row.project_id, row.pk, row.starts_on, due_at, due_at + LASTS, zone)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, HandOver]:
    """Each with the new coach's own words and the visits that stay in the calendar."""
    rows = HandOver.objects.select_related("project__practice", "coach", "successor").in_bulk(ids)
    coaches = [row.successor_id for row in rows.values()]
    about = dict(CoachProfile.objects.filter(user__in=coaches).values_list("user", "about"))
    for row in rows.values():
        row.about = about.get(row.successor_id, "")
        row.visits = []
    projects = {row.project_id: row for row in rows.values()}
    planned = Visit.objects.planned().filter(project__in=projects).order_by("at").defer("private_note_sealed")
    for visit in planned:
        row = projects[visit.project_id]
        zone = zone_of(row.project)
        local = visit.at.astimezone(zone)
        if visit.coach_id == row.successor_id and local.date() >= row.starts_on and len(row.visits) < 3:
            row.visits.append(local.replace(tzinfo=None))
    return rows


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing once somebody else follows, or for whoever has left the team."""
    row = reminder.about
    if row is None or row.state != HandOver.State.SETTLED:
        return None
    is_coach = reminder.user_id == row.successor_id
    if not is_coach and not reminder.on_team:
        return None
    has_begun = reminder.day >= row.starts_on
    context = {
        "hand_over": row,
        "is_coach": is_coach,
        "has_begun": has_begun,
        "about": row.about,
        "visits": row.visits,
        "link": _link(row, is_coach=is_coach, has_begun=has_begun),
    }
    return Letter("coaching/emails/coach_introduced", context)


def _link(row: HandOver, *, is_coach: bool, has_begun: bool) -> str:
    """The new coach's pages open on the first day; the team reads the note at once."""
    if is_coach and not has_begun:
        return settings.SITE_URL + reverse("today")
    return settings.SITE_URL + note_page(row.project_id, row.pk)


def note_page(project_id: UUID, ident: Any) -> str:
    return reverse("handover-note", kwargs={"project_id": project_id, "hand_over_id": ident})


KIND = Kind(
    name="coach-introduced",
    label="A new coach for the team",
    hint="At once when it is settled, and to the coach again on the first day.",
    for_team=True,
    for_coaches=True,
    find=find,
    compose=compose,
    fetch=fetch,
    statuses=COACHED,
    alone=True,
    page=lambda reminder: note_page(reminder.project_id, reminder.subject_id),
)
