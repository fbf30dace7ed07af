"""What waits for somebody to take it over."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from projects.models import Offer, TeamMember

from .holdings import Thing, all_kinds


def gone(places: Iterable[TeamMember]) -> list[TeamMember]:
    """Those of the places whose person is not on the team in another place today."""
    places = list(places)
    back = set(
        TeamMember.objects.current()
        .filter(project__in={place.project_id for place in places}, user__in={place.user_id for place in places})
        .values_list("project_id", "user_id")
    )
    return [place for place in places if place.user_id is None or (place.project_id, place.user_id) not in back]


def held_by(leavers: Collection[TeamMember]) -> dict[tuple[str, UUID | None, UUID], Thing]:
    """What people who have left still hold, by kind, row and project; a fixed number of queries."""
    left = gone(leavers)
    return {
        (kind.what, thing.subject_id, thing.leaver.project_id): thing
        for kind in (all_kinds() if left else ())
        for thing in kind.find(left)
    }


def waiting_in(projects: Collection[Any]) -> list[tuple[Offer, Thing]]:
    """The open offers of these projects with what each is called now; a fixed number of queries.

    What has found somebody by another way (on the team list, on the measure's own page) waits no longer, and neither
    does what was done or put away since.
    """
    offers = list(Offer.objects.open().filter(project__in=projects).select_related("leaver"))
    things = held_by({offer.leaver_id: offer.leaver for offer in offers}.values())
    found = [(offer, things.get((offer.what, offer.subject_id, offer.project_id))) for offer in offers]
    order = {what: number for number, what in enumerate(Offer.What.values)}
    return sorted(
        ((offer, thing) for offer, thing in found if thing), key=lambda pair: (order[pair[0].what], pair[1].name)
    )
