"""What this app's rows hold: the roles on the team, and actions."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from cmsportal.versions import save_versioned
from projects.models import Action, Offer, TeamMember

from .holdings import Kind, Thing, by_person

# The flag on a place, and what it asks of whoever takes it.
ROLES = {
    Offer.What.CHAMPION: ("is_champion", "Keeps this going from day to day, and leads the team."),
    Offer.What.SPONSOR: ("is_sponsor", "A senior partner who backs this."),
    Offer.What.LEAD: ("is_lead", "Looks after the team list and who sees what."),
}


def find_role(what: str, leavers: Sequence[TeamMember]) -> Iterator[Thing]:
    """A role goes on being open until somebody on the team holds it."""
    flag, hint = ROLES[Offer.What(what)]
    held = [place for place in leavers if getattr(place, flag)]
    if not held:
        return
    present = TeamMember.objects.current().filter(project__in={place.project_id for place in held})
    if what == Offer.What.LEAD:  # the champion leads, too
        present = present.filter(Q(is_lead=True) | Q(is_champion=True), user__isnull=False)
    else:
        present = present.filter(**{flag: True})
    filled = set(present.values_list("project_id", flat=True))
    for place in held:
        if place.project_id not in filled:
            yield Thing(place, Offer.What(what).label, hint=hint)


def hand_role(what: str, thing: Thing, place: TeamMember | None, by: Any) -> None:
    if place is None:
        return
    flag = ROLES[Offer.What(what)][0]
    before = _roles(place)
    setattr(place, flag, True)
    place.full_clean()
    save_versioned(place, place.version, [flag])
    record("team.changed", place, by=by, project=place.project, before=before, after=_roles(place))


def _roles(place: TeamMember) -> list[str]:
    return [what.value for what, (flag, _) in ROLES.items() if getattr(place, flag)]


def find_actions(leavers: Sequence[TeamMember]) -> Iterator[Thing]:
    """Open actions with the leaver's account or, for somebody without one, with their name."""
    people = by_person(leavers)
    names = {(place.project_id, place.name): place for place in leavers if place.user_id is None}
    projects = {place.project_id for place in leavers}
    whose = Q(owner__in={user for _, user in people}) | Q(owner=None, owner_name__in={name for _, name in names})
    for action in Action.objects.filter(whose, project__in=projects, done_at=None).order_by("due_on", "created_at"):
        key = action.project_id, action.owner_id
        leaver = people.get(key) if action.owner_id else names.get((action.project_id, action.owner_name))
        if leaver is not None:
            yield Thing(leaver, action.text, action.pk, f"By {day(action.due_on)}." if action.due_on else "")


def hand_action(thing: Thing, place: TeamMember | None, by: Any) -> None:
    """Who had it before is in the kept history."""
    action = Action.objects.select_for_update().get(pk=thing.subject_id)
    action.owner, action.owner_name = (place.user if place else None), ""
    save_versioned(action, action.version, ["owner", "owner_name"])


def _role_kind(what: Offer.What) -> Kind:
    return Kind(
        what,
        find=lambda leavers: find_role(what, leavers),
        hand=lambda thing, place, by: hand_role(what, thing, place, by),
    )


KINDS = (*map(_role_kind, ROLES), Kind(Offer.What.ACTION, find_actions, hand_action))
