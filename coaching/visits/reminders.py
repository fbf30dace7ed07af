"""After a visit: what was agreed, to the team; and to the coach, a word when the visit is not logged yet."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from coaching.models import Visit
from projects.models import Action, CoachAssignment, Project, Reminder
from projects.reminders.kinds import BACK, DAY, Due, Kind, Letter, days_around, moment, working_day_from, zone_of
from projects.reminders.people import leaders, team_today
from projects.series import closed_days

MORNING, END_OF_DAY = time(9), time(17)
FOLLOW_UP_LASTS, ASK_LASTS = timedelta(days=2), timedelta(hours=5)
VISIT_LASTS = timedelta(hours=1)


def find_follow_ups(now: datetime) -> Iterator[Due]:
    visits = list(
        Visit.objects.logged()
        .filter(logged_at__gte=now - BACK, project__status=Project.Status.ACTIVE)
        .select_related("project__practice")
        .prefetch_related(team_today())
    )
    around = (now - BACK).date() - DAY, now.date() + BACK
    closed = closed_days({visit.project.practice for visit in visits}, *around)
    owners = _owners([visit.pk for visit in visits])
    coaches = _coaches([visit.project_id for visit in visits])
    for visit in visits:
        zone = zone_of(visit.project)
        logged_on = visit.logged_at.astimezone(zone).date()
        practice = visit.project.practice
        told_on = working_day_from(logged_on + DAY, closed[practice.pk], practice.nation)
        due_at = moment(told_on, MORNING, zone)
        for user_id in _readers(visit, owners, coaches):
            yield Due(user_id, visit.project_id, visit.pk, logged_on, due_at, due_at + FOLLOW_UP_LASTS, zone)


def _readers(visit: Visit, owners: set[tuple[UUID, UUID]], coaches: set[tuple[UUID, UUID]]) -> set[UUID]:
    """The team's leaders, and those on the team or coaching it who took on a next step."""
    places = visit.project.reachable
    people = {place.user_id for place in places}
    people |= {user_id for project_id, user_id in coaches if project_id == visit.project_id}
    own = {user_id for visit_id, user_id in owners if visit_id == visit.pk}
    return {place.user_id for place in leaders(places)} | (own & people)


def _owners(visit_ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    steps = Action.objects.filter(source="visit", source_id__in=visit_ids, owner__is_active=True)
    return set(steps.values_list("source_id", "owner_id"))


def _coaches(project_ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    rows = CoachAssignment.objects.current().filter(project__in=project_ids, user__is_active=True)
    return set(rows.values_list("project_id", "user_id"))


def fetch_logged(ids: Collection[UUID]) -> Mapping[UUID, Visit]:
    """Logged visits, each with what was agreed in it; without the private note."""
    visits = Visit.objects.logged().defer("private_note_sealed").in_bulk(ids)
    steps = Action.objects.filter(source="visit", source_id__in=visits).select_related("owner").order_by("created_at")
    for visit in visits.values():
        visit.steps = []
    for step in steps:
        visits[step.source_id].steps.append(step)
    return visits


def compose_follow_up(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing for somebody who has left the team. The private note never comes near a mail."""
    visit = reminder.about
    if visit is None or not _belongs(reminder):
        return None
    steps = visit.steps
    zone = zone_of(reminder.project)
    return Letter(
        "coaching/emails/visit_follow_up",
        {
            "visit_on": visit.at.astimezone(zone).date(),
            "next_at": visit.next_contact_at.astimezone(zone).replace(tzinfo=None) if visit.next_contact_at else None,
            "own_steps": [step for step in steps if step.owner_id == reminder.user_id],
            "other_steps": [step for step in steps if step.owner_id != reminder.user_id],
            "link": _link("visit-detail", visit),
        },
    )


def _belongs(reminder: Reminder) -> bool:
    return reminder.on_team or reminder.is_coach


def find_unlogged(now: datetime) -> Iterator[Due]:
    visits = list(
        Visit.objects.planned()
        .filter(
            at__range=(now - timedelta(days=2), now + timedelta(days=1)),
            project__status=Project.Status.ACTIVE,
            coach__is_active=True,
        )
        .select_related("project__practice")
    )
    coaches = _coaches([visit.project_id for visit in visits])
    for visit in visits:
        zone = zone_of(visit.project)
        day = visit.at.astimezone(zone).date()
        if day not in set(days_around(now, zone)) or (visit.project_id, visit.coach_id) not in coaches:
            continue
        due_at = ask_at(visit, zone)
        yield Due(visit.coach_id, visit.project_id, visit.pk, day, due_at, due_at + ASK_LASTS, zone)


def ask_at(visit: Visit, zone: Any) -> datetime:
    """At five on the day; an evening's visit when it should be over."""
    return max(moment(visit.at.astimezone(zone).date(), END_OF_DAY, zone), visit.at + VISIT_LASTS)


def fetch_planned(ids: Collection[UUID]) -> Mapping[UUID, Visit]:
    return Visit.objects.planned().defer("private_note_sealed").in_bulk(ids)


def compose_unlogged(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the visit was logged, cancelled or moved, or another coach has taken over."""
    visit = reminder.about
    if visit is None or visit.coach_id != reminder.user_id or not reminder.is_coach:
        return None
    zone = zone_of(reminder.project)
    if visit.at.astimezone(zone).date() != reminder.day or ask_at(visit, zone) > now:
        return None
    return Letter("coaching/emails/visit_unlogged", {"visit_on": reminder.day, "link": _link("visit-log", visit)})


def _link(name: str, visit: Visit) -> str:
    return settings.SITE_URL + reverse(name, kwargs={"project_id": visit.project_id, "visit_id": visit.pk})


def _page(name: str) -> Callable[[Reminder], str]:
    return lambda reminder: reverse(name, kwargs={"project_id": reminder.project_id, "visit_id": reminder.subject_id})


FOLLOW_UP = Kind(
    name="visit-follow-up",
    label="What was agreed in a visit",
    hint="On the working day after the coach has logged it.",
    for_team=True,
    for_coaches=True,
    find=find_follow_ups,
    compose=compose_follow_up,
    fetch=fetch_logged,
    by_day=True,
    page=_page("visit-detail"),
)
UNLOGGED = Kind(
    name="visit-unlogged",
    label="A visit to log",
    hint="At 5pm on the day of a planned visit.",
    for_team=False,
    for_coaches=True,
    find=find_unlogged,
    compose=compose_unlogged,
    fetch=fetch_planned,
    page=_page("visit-log"),
)
