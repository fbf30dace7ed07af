"""Rows for the pages of who leaves and who follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from coaching.matching.services import Proposal, propose
from projects.models import Project

from ..models import CoachProfile, Departure, HandOver, LeftPlace, Match, Visit
from .teams import Gone, gone_coaches, needs_successor

State = HandOver.State


def with_hand_overs(departures: Any) -> Any:
    """Each departure with ``rows``, its hand-overs, and ``seconds``, its places as second coach."""
    rows = HandOver.objects.select_related("project__practice", "project__programme", "successor", "coach")
    rows = rows.order_by("project__practice__name", "project__title")
    seconds = LeftPlace.objects.of_second_coaches().select_related("assignment__project__practice")
    seconds = seconds.order_by("assignment__project__practice__name")
    return departures.select_related("membership__user", "membership__programme", "said_by").prefetch_related(
        Prefetch("hand_overs", rows, to_attr="rows"), Prefetch("left_places", seconds, to_attr="seconds")
    )


@dataclass(frozen=True)
class Leaving:
    """All of a programme about coaches who go."""

    departures: list[Departure]  # each with ``rows``
    gone: list[Gone]


def leaving_in(programme: Any, departures: Any) -> Leaving:
    """``departures``: those this person may see. A fixed number of queries."""
    rows = with_hand_overs(departures.open().filter(membership__programme=programme)).order_by("from_on", "pk")
    return Leaving(list(rows), gone_coaches(programme))


def departure_of(membership: Any, departures: Any) -> Departure | None:
    """The coach's open departure, with its rows. ``departures``: those this person may see."""
    return with_hand_overs(departures.open().filter(membership=membership)).first()


def asked_for(hand_overs: Iterable[HandOver]) -> dict[Any, Match]:
    """Who has been asked to follow, by project."""
    rows = Match.objects.asked().filter(project__in=[row.project_id for row in hand_overs]).select_related("coach")
    return {match.project_id: match for match in rows}


def successors_for(departure: Departure) -> list[Proposal]:
    """A coach for each of the teams that need one and for whom nobody has been asked, with all who could follow."""
    wanted = [row for row in departure.rows if needs_successor(row)]  # type: ignore[attr-defined]
    asked = asked_for(wanted)
    projects = Project.objects.filter(pk__in=[row.project_id for row in wanted if row.project_id not in asked])
    return propose(departure.membership.programme, projects.select_related("practice", "programme", "coach_wish"))


def visits_to_come(hand_overs: Iterable[HandOver]) -> dict[Any, int]:
    """How many visits each coach who goes has planned for afterwards, by project."""
    found: dict[Any, int] = {}
    rows = list(hand_overs)
    planned = Visit.objects.planned().filter(project__in=[row.project_id for row in rows], at__gte=timezone.now())
    days = {(row.project_id, row.coach_id): row.leaves_on for row in rows}
    for project_id, coach_id, at in planned.values_list("project_id", "coach_id", "at"):
        leaves_on = days.get((project_id, coach_id))
        if leaves_on and timezone.localdate(at) >= leaves_on:
            found[project_id] = found.get(project_id, 0) + 1
    return found


def own_departure(user: Any) -> Departure | None:
    """The coach's own open departure, in whichever programme begins first."""
    rows = Departure.objects.open().filter(membership__user=user)
    return with_hand_overs(rows).order_by("from_on", "pk").first()


def departures_waiting(programme: Any) -> list[Departure]:
    """What a manager has to see to: teams without a successor, and coaches whose day of coming back is here."""
    return list(with_hand_overs(Departure.objects.open().filter(membership__programme=programme)))


def hand_over_now(project: Project) -> HandOver | None:
    """What stands on the project's page: the one that nobody has followed, or the newest that is settled."""
    rows = HandOver.objects.filter(project=project).select_related("coach", "successor")
    return (
        rows.unfollowed().first()
        or rows.filter(state__in=[State.SETTLED, State.GIVEN_BACK]).order_by("-settled_at").first()
    )


def about(user: Any) -> str:
    """What a team should know about its coach, in the coach's own words."""
    return CoachProfile.objects.filter(user=user).values_list("about", flat=True).first() or ""
