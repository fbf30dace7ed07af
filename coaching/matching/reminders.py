"""Letters about a match: to both sides when they are asked, and once more a week later; to all when it is settled."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from projects.models import Reminder
from projects.reminders.kinds import BACK, DAY, Due, Kind, Letter, moment, working_day_from, zone_of
from projects.reminders.people import leaders, team_today
from projects.series import closed_days

from ..models import Match
from ..statuses import COACHED

MORNING = time(9)
LASTS = timedelta(days=2)
AGAIN = 7 * DAY


def _matches(**filters: Any) -> list[Match]:
    rows = Match.objects.filter(**filters).select_related("project__practice", "coach", "chosen_by")
    return list(rows.prefetch_related(team_today()))


def find_asked(now: datetime) -> Iterator[Due]:
    """On the day itself, and on the first working day a week later."""
    matches = _matches(state=Match.State.ASKED, chosen_at__gte=now - BACK, project__status__in=COACHED)
    closed = closed_days({one.project.practice for one in matches}, (now - BACK).date() - DAY, now.date() + BACK)
    for match in matches:
        zone, practice = zone_of(match.project), match.project.practice
        first = match.chosen_at.astimezone(zone).date()
        again = working_day_from(first + AGAIN, closed[practice.pk], practice.nation)
        for user_id in _silent(match):
            yield Due(user_id, match.project_id, match.pk, first, match.chosen_at, match.chosen_at + LASTS, zone)
            due_at = moment(again, MORNING, zone)
            yield Due(user_id, match.project_id, match.pk, again, due_at, due_at + LASTS, zone)


def _silent(match: Match) -> set[UUID]:
    """Those of whom an answer is still wanted."""
    people = set()
    if not match.coach_agreed_at and match.coach.is_active:
        people.add(match.coach_id)
    if not match.practice_agreed_at:
        people |= {place.user_id for place in leaders(match.project.reachable)}
    return people


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Match]:
    return Match.objects.select_related("project__practice", "coach", "chosen_by").in_bulk(ids)


def compose_asked(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing for a side that has answered, nor once it is settled."""
    match = reminder.about
    if match is None or match.state != Match.State.ASKED:
        return None
    is_coach = reminder.user_id == match.coach_id
    answered = match.coach_agreed_at if is_coach else match.practice_agreed_at
    if answered or not (is_coach or reminder.on_team):
        return None
    return Letter("coaching/emails/match_asked", {"match": match, "is_coach": is_coach, "link": _link(match)})


def find_settled(now: datetime) -> Iterator[Due]:
    for match in _matches(settled_at__gte=now - LASTS, project__status__in=COACHED):
        zone = zone_of(match.project)
        day = match.settled_at.astimezone(zone).date()
        for user_id in _concerned(match):
            yield Due(user_id, match.project_id, match.pk, day, match.settled_at, match.settled_at + LASTS, zone)


def _concerned(match: Match) -> set[UUID]:
    """Both sides and the manager who chose; of a no the manager and the side that did not say it."""
    people = {place.user_id for place in leaders(match.project.reachable)}
    people |= {one.pk for one in (match.coach, match.chosen_by) if one.is_active}
    return people - {match.settled_by_id}


def compose_settled(reminder: Reminder, now: datetime) -> Letter | None:
    match = reminder.about
    if match is None or match.state == Match.State.ASKED:
        return None
    if reminder.user_id not in {match.coach_id, match.chosen_by_id} and not reminder.on_team:
        return None
    runs = reminder.user_id == match.chosen_by_id
    link = _link(match)
    if reminder.user_id == match.coach_id and match.state == Match.State.WITHDRAWN:
        link = settings.SITE_URL + reverse("today")  # the match is no longer there for the coach
    return Letter("coaching/emails/match_settled", {"match": match, "runs": runs, "link": link})


def _link(match: Match) -> str:
    return settings.SITE_URL + reverse("match-detail", kwargs={"match_id": match.pk})


def _page(reminder: Reminder) -> str:
    return reverse("match-detail", kwargs={"match_id": reminder.subject_id})


ASKED = Kind(
    name="match-asked",
    label="A coach for the team: your answer is asked",
    hint="At once, and a week later while you have not answered.",
    for_team=True,
    for_coaches=True,
    find=find_asked,
    compose=compose_asked,
    fetch=fetch,
    statuses=COACHED,
    alone=True,
    page=_page,
)
SETTLED = Kind(
    name="match-settled",
    label="A coach for the team: what came of it",
    hint="When both sides have said yes, or one has said no.",
    for_team=True,
    for_coaches=True,
    for_managers=True,
    find=find_settled,
    compose=compose_settled,
    fetch=fetch,
    statuses=COACHED,
    alone=True,
    page=_page,
)
