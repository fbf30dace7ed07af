"""Which coaches of a programme leave or are away, and who is not to be asked for a team because of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from coaching.matching.facts import CoachFacts
from projects.models import CoachAssignment, Project

from ..models import Departure, HandOver

GOES = (Departure.Kind.STOPS, Departure.Kind.AWAY)


def departures_of(programme: Any) -> dict[UUID, Departure]:
    """The open departures of coaches who stop or are away, by person."""
    rows = Departure.objects.open().filter(membership__programme=programme, kind__in=GOES)
    return {row.membership.user_id: row for row in rows.select_related("membership__user")}


def here(coaches: Iterable[CoachFacts], programme: Any) -> list[CoachFacts]:
    """Those whom one can ask for a team."""
    gone = departures_of(programme)
    return [coach for coach in coaches if coach.user_id not in gone]


def leaders_of(projects: Iterable[Project]) -> dict[UUID, UUID]:
    """Who leads the coaching of each project now, or hands it over: not to be proposed for it."""
    rows = CoachAssignment.objects.not_over().filter(project__in=list(projects), is_lead=True)
    return dict(rows.order_by("starts_on").values_list("project_id", "user_id"))


def is_handed_over(project: Project, coach_id: UUID) -> bool:
    """Whether this coach, who still leads the coaching, goes, and nobody has followed yet."""
    return HandOver.objects.unfollowed().filter(project=project, coach=coach_id).exists()
