"""Which teams a coach has to hand over, and where their coach has gone already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from practices.models import Programme, ProgrammeMembership
from projects.models import CoachAssignment, Project

from ..models import Departure, HandOver
from ..statuses import COACHED


@dataclass(frozen=True)
class Team:
    """A team with the place of the coach who leads its coaching, or led it last."""

    project: Project
    assignment: CoachAssignment


def teams_of(membership: ProgrammeMembership) -> list[Team]:
    """The teams that a coach leads, and those that have nobody since this coach left. By practice."""
    rows = _led(membership.programme_id).filter(user=membership.user_id)
    newest = {row.project_id: Team(row.project, row) for row in rows.order_by("starts_on", "pk")}
    return sorted(newest.values(), key=lambda team: (team.project.practice.name, team.project.title))


def _led(programme_id: UUID) -> Any:
    """Assignments as the leading coach in projects under way, without those that somebody followed or will.

    A team that goes on without a coach, and whose last coach is gone, has been seen to.
    """
    alone = HandOver.objects.alone().filter(project=OuterRef("project"), leaves_on__lte=timezone.localdate())
    later = CoachAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
        project=OuterRef("project"),
        is_lead=True,
        starts_on__gt=OuterRef("starts_on"),
    )
    rows = CoachAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
        ~Exists(later),
        ~Exists(alone),
        project__programme=programme_id,
        project__status__in=COACHED,
        is_lead=True,
    )
    return rows.select_related("user", "project__practice", "project__programme")


@dataclass(frozen=True)
class Gone:
    """A coach who is there no more but whose teams have nobody yet, and nobody has begun to hand them over."""

    membership: ProgrammeMembership
    teams: list[Team]
    has_closed: bool  # the account


def gone_coaches(programme: Programme) -> list[Gone]:
    """Coaches whose account is closed, who left the pool, or who were ended without a successor. Four queries."""
    today = timezone.localdate()
    begun = set(
        HandOver.objects.unfollowed().filter(project__programme=programme).values_list("project_id", flat=True)
    )
    memberships = ProgrammeMembership.objects.filter(programme=programme, role=ProgrammeMembership.Role.COACH)
    newest = {row.user_id: row for row in memberships.select_related("user").order_by("starts_on")}
    said = Departure.objects.open().filter(membership__programme=programme)
    leaving = set(  # once the day has come, only a team whose hand-over goes on is spoken for
        said.filter(Q(kind=Departure.Kind.AWAY) | Q(from_on__gt=today)).values_list("membership__user", flat=True)
    )
    found: dict[UUID, list[Team]] = {}
    for row in _led(programme.pk).order_by("project__practice__name", "project__title", "starts_on"):
        is_over = row.ends_on is not None and row.ends_on <= today
        place = newest.get(row.user_id)
        has_gone = is_over or not row.user.is_active or place is None or not place.covers(today)
        if has_gone and place is not None and row.project_id not in begun and row.user_id not in leaving:
            found.setdefault(row.user_id, []).append(Team(row.project, row))
    return [Gone(newest[user], teams, not newest[user].user.is_active) for user, teams in found.items()]


def has_gone(membership: ProgrammeMembership) -> bool:
    """Whether the coach can say nothing for themselves any more."""
    return not membership.user.is_active or not membership.covers(timezone.localdate())


def needs_successor(row: HandOver) -> bool:
    """Nobody has followed, and the team's project goes on. The row comes with its project."""
    return row.state == HandOver.State.OPEN and row.project.status in COACHED


def practices_of(teams: Iterable[Team]) -> list[str]:
    return [team.project.practice.name for team in teams]
