"""What a person who leaves looked after is offered to the team, and taken by one of it or let go."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Offer, Project, TeamMember
from projects.refusal import Refusal
from projects.signals import place_ended

from .holdings import kind_of
from .queries import held_by

NOT_ON_TEAM = "Only somebody on the lead team can take this over."
FOUND = "Somebody looks after this already."


def offer_what_is_left(*, member: TeamMember, by: Any, **kwargs: Any) -> None:
    """Offer what somebody who has just left still holds. Runs in the transaction in which the place ended."""
    waiting = {(offer.what, offer.subject_id): offer for offer in Offer.objects.open().filter(project=member.project)}
    for what, subject_id, _ in held_by([member]):
        offer = waiting.get((what, subject_id))
        if offer is None:
            offer = Offer(project=member.project, leaver=member, what=what, subject_id=subject_id)
            offer.full_clean()
            offer.save()
        else:  # it was offered before and found somebody by another way, who leaves now
            Offer.objects.filter(pk=offer.pk).update(leaver=member, created_at=timezone.now())
        record("offer.made", offer, by=by, project=member.project, what=what)


@transaction.atomic
def take_offer(*, offer: Offer, by: Any) -> str:
    """The person takes it over; returns what it is called. Of two at once one gets it.

    Raises Refusal: the person is not on the team, or somebody was first.
    """
    place = _place_of(offer.project, by)
    if not Offer.objects.open().filter(pk=offer.pk).update(taken_at=timezone.now(), taken_by=by):
        raise Refusal(_who_was_first(offer))
    name = _hand(offer, place, by)
    record("offer.taken", offer, by=by, project=offer.project, what=offer.what)
    return name


@transaction.atomic
def let_offer_go(*, offer: Offer, by: Any) -> str:
    """Nobody takes it over: the row stays, without a person. Raises Refusal as ``take_offer``."""
    _place_of(offer.project, by)
    if not Offer.objects.open().filter(pk=offer.pk).update(let_go_at=timezone.now(), let_go_by=by):
        raise Refusal(_who_was_first(offer))
    name = _hand(offer, None, by)
    record("offer.let_go", offer, by=by, project=offer.project, what=offer.what)
    return name


def _hand(offer: Offer, place: TeamMember | None, by: Any) -> str:
    thing = held_by([offer.leaver]).get((offer.what, offer.subject_id, offer.project_id))
    if thing is None:
        raise Refusal(FOUND)  # the claim on the offer goes back with it
    kind_of(offer.what).hand(thing, place, by)
    return thing.name


def _place_of(project: Project, user: Any) -> TeamMember:
    """The person's place today; the team is locked first, as by every change of it."""
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    places = TeamMember.objects.current().select_for_update(of=("self",)).select_related("user", "project")
    place = places.filter(project=project, user=user).first()
    if place is None:
        raise Refusal(NOT_ON_TEAM)
    return place


def _who_was_first(offer: Offer) -> str:
    row = Offer.objects.select_related("taken_by", "let_go_by").get(pk=offer.pk)
    if row.taken_by:
        return f"{row.taken_by.name} has taken this over already."
    return f"{row.let_go_by.name} has let this go already." if row.let_go_by else FOUND


# Closed for a reason that is no leaving: the account is opened again once it is safe.
STAYS = frozenset({"safety"})


def end_places_of(*, person: Any, reason: str, by: Any, **kwargs: Any) -> None:
    """An account that is closed counts as leaving. In the transaction in which it is closed.

    The last leader goes without a successor here: the team is asked for one, and until then its programme's manager
    looks after the list.
    """
    if reason in STAYS:
        return
    places = TeamMember.objects.not_over().filter(user=person).order_by("project", "pk")
    for pk, project_id in places.values_list("pk", "project"):
        project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
        place = TeamMember.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
        place.project = project
        place.ends_on = max(timezone.localdate(), place.starts_on)
        place.version += 1
        place.full_clean()
        place.save()
        record("team.left", place, by=by, project=project, reason="account_closed")
        place_ended.send(TeamMember, member=place, by=by)
