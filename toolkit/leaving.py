"""What somebody who leaves a team held of the toolkit: measures, standards, the wall."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from projects.leaving.holdings import Kind, Thing, by_person
from projects.models import Offer, TeamMember

from .models import Measure, PlaybookEntry, Standard, Wall


def find_measures(leavers: Sequence[TeamMember]) -> Iterator[Thing]:
    places = {place.pk: place for place in leavers}
    for measure in Measure.objects.in_use().filter(collector__in=places).order_by("position", "created_at"):
        hint = f"{measure.get_schedule_display()}."
        yield Thing(places[measure.collector_id], measure.name, measure.pk, hint)


def hand_measure(thing: Thing, place: TeamMember | None, by: Any) -> None:
    measure = Measure.objects.select_for_update(of=("self",)).select_related("project").get(pk=thing.subject_id)
    measure.collector = place
    save_versioned(measure, measure.version, ["collector"])
    record("measure.changed", measure, by=by, project=measure.project)


def find_standards(leavers: Sequence[TeamMember]) -> Iterator[Thing]:
    """Those that the person owns, as written or as an edition that holds."""
    people = by_person(leavers)
    users = {user for _, user in people}
    editions = PlaybookEntry.objects.in_force().filter(owner__in=users).values_list("standard_id", "owner_id")
    owners = dict(editions.filter(standard__project__in={project for project, _ in people}))
    rows = Standard.objects.filter(Q(owner__in=users) | Q(pk__in=owners), project__in={pair[0] for pair in people})
    for standard in rows:
        leaver = people.get((standard.project_id, owners.get(standard.pk) or standard.owner_id))
        if leaver is not None:
            yield Thing(leaver, standard.title, standard.pk)


def hand_standard(thing: Thing, place: TeamMember | None, by: Any) -> None:
    """The words of an edition are never rewritten; who looks after it is no word of it.

    So the edition that holds names who has taken over, or nobody. Somebody else, whom the team has chosen meanwhile
    for either, stays.
    """
    standard = Standard.objects.select_for_update(of=("self",)).select_related("project").get(pk=thing.subject_id)
    owner = place.user if place else None
    if standard.owner_id in {None, thing.leaver.user_id}:
        standard.owner = owner
    save_versioned(standard, standard.version, ["owner"])
    PlaybookEntry.objects.in_force().filter(standard=standard, owner=thing.leaver.user_id).update(owner=owner)
    record("standard.changed", standard, by=by, project=standard.project)


def find_walls(leavers: Sequence[TeamMember]) -> Iterator[Thing]:
    places = {place.pk: place for place in leavers}
    for wall in Wall.objects.filter(owner__in=places):
        yield Thing(places[wall.owner_id], "Our data wall", wall.pk)


def hand_wall(thing: Thing, place: TeamMember | None, by: Any) -> None:
    wall = Wall.objects.select_for_update(of=("self",)).select_related("project").get(pk=thing.subject_id)
    wall.owner = place
    save_versioned(wall, wall.version, ["owner"])
    record("wall.changed", wall, by=by, project=wall.project)


KINDS = (
    Kind(Offer.What.MEASURE, find_measures, hand_measure),
    Kind(Offer.What.STANDARD, find_standards, hand_standard),
    Kind(Offer.What.WALL, find_walls, hand_wall),
)
