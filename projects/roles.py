"""The roles that a lead team invites to: a place of its own, and colleagues in the practice."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cmsportal.accounts.scopes import Place, Scope, register_scope
from cmsportal.models import current_on
from practices.memberships import take_up
from practices.models import Practice, PracticeMembership
from practices.roles import practice_places

from .models import Project, TeamMember
from .permissions import can_manage_team, can_share

TEAM, COLLEAGUE = "team", "colleague"


def can_run_colleagues(user: Any, project: Project) -> bool:
    """Who of the practice may look: whoever leads a team in it."""
    return can_share(user, project)


def led_practices(user: Any) -> Any:
    """Practices in which the person leads a project today."""
    lead = Q(projects__team__is_lead=True) | Q(projects__team__is_champion=True)
    current = current_on(timezone.localdate(), "projects__team__")
    return Practice.objects.filter(lead & current & Q(projects__team__user=user)).distinct()


def _run_places(user: Any) -> Any:
    """Places in the teams whose list this person looks after (see can_manage_team)."""
    today = timezone.localdate()
    leaders = TeamMember.objects.current().filter(Q(is_lead=True) | Q(is_champion=True), user__isnull=False)
    own = leaders.filter(user=user).values("project")
    managed = Project.objects.managed_by(user).exclude(pk__in=leaders.values("project")).values("pk")
    return TeamMember.objects.on(today).filter(Q(project__in=own) | Q(project__in=managed))


def _may_invite_to_place(user: Any, place: TeamMember, role: str) -> bool:
    return place.covers(timezone.localdate()) and can_manage_team(user, place.project)


def _grant_place(invitation: Any, user: Any) -> None:
    """The place has a name already; now it has an account.

    Raises ValidationError when somebody else has it, and when it has ended.
    """
    place = TeamMember.objects.select_for_update().get(pk=invitation.scope_id)
    if not place.covers(timezone.localdate()):
        raise ValidationError("This place on the team has ended. Ask whoever leads the team to add you again.")
    if place.user_id not in {None, user.pk}:
        raise ValidationError("Somebody else has taken this place in the team.")
    place.user = user
    place.version += 1
    place.full_clean()
    place.save()


def _grant_colleague(invitation: Any, user: Any) -> None:
    take_up(PracticeMembership, practice=invitation.scope, user=user, values={})


def _team_places(user: Any) -> list[Place]:
    rows = TeamMember.objects.filter(user=user).select_related("project__practice")
    return [
        Place("Champion" if row.is_champion else "Lead team", str(row.project), row.starts_on, row.ends_on)
        for row in rows
    ]


def register() -> None:
    register_scope(
        Scope(
            model=TeamMember,
            roles={TEAM: "on the lead team of"},
            grant=_grant_place,
            may_invite=_may_invite_to_place,
            run_by=_run_places,
            places_of=_team_places,
            name=lambda place: str(place.project),
        )
    )
    register_scope(
        Scope(
            model=Practice,
            roles={COLLEAGUE: "a colleague at"},
            grant=_grant_colleague,
            may_invite=lambda user, practice, role: led_practices(user).filter(pk=practice.pk).exists(),
            run_by=led_practices,
            places_of=practice_places,
        )
    )
