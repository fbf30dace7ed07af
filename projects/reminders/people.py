"""Who gets a reminder: people with an account that is open and a place that they still hold."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch

from projects.models import CoachAssignment, Project, TeamMember


def team_today(path: str = "project__team") -> Prefetch:
    """Prefetches the places of a lead team whose people can be mailed, in one query."""
    places = TeamMember.objects.current().filter(user__is_active=True).select_related("user").order_by("created_at")
    return Prefetch(path, places, to_attr="reachable")


def leaders(places: list[TeamMember]) -> list[TeamMember]:
    """The champion and whoever looks after the team."""
    return [place for place in places if place.is_champion or place.is_lead]


def champion_of(places: list[TeamMember]) -> TeamMember | None:
    """The champion; without one, whoever looks after the team."""
    return next((place for place in places if place.is_champion), None) or next(iter(leaders(places)), None)


def own_or_champion(places: list[TeamMember], is_own: Callable[[TeamMember], bool]) -> TeamMember | None:
    """Whoever looks after a thing, while they are on the team and can be mailed; else the champion."""
    return next(filter(is_own, places), None) or champion_of(places)


def is_on_team(project: Project, user: Any) -> bool:
    return TeamMember.objects.current().filter(project=project, user=user).exists()


def is_coach_of(project: Project, user: Any) -> bool:
    return CoachAssignment.objects.current().filter(project=project, user=user).exists()
