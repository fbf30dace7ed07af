"""The roles that people can be invited to in a programme and in a partner organisation."""

from typing import Any

from cmsportal.accounts.scopes import Place, Scope, register_scope

from .memberships import take_up
from .models import PartnerMembership, PartnerOrganisation, PracticeMembership, Programme, ProgrammeMembership
from .permissions import is_manager

MANAGER, COACH, VIEWER = "manager", "coach", "viewer"


def _grant_programme_role(invitation: Any, user: Any) -> None:
    values: dict[str, Any] = {}
    if invitation.role == COACH:
        mentor = ProgrammeMembership.objects.current().filter(
            pk=invitation.options.get("mentor"), programme=invitation.scope, role=COACH
        )
        values = {"mentor": mentor.exclude(user=user).first(), "capacity": invitation.options.get("capacity", 2)}
    take_up(ProgrammeMembership, programme=invitation.scope, user=user, role=invitation.role, values=values)


def _grant_viewer(invitation: Any, user: Any) -> None:
    take_up(PartnerMembership, partner=invitation.scope, user=user, values={})


def _programme_places(user: Any) -> list[Place]:
    rows = ProgrammeMembership.objects.filter(user=user).select_related("programme")
    return [Place(row.get_role_display(), str(row.programme), row.starts_on, row.ends_on) for row in rows]


def _partner_places(user: Any) -> list[Place]:
    rows = PartnerMembership.objects.filter(user=user).select_related("partner")
    return [Place("Partner", str(row.partner), row.starts_on, row.ends_on) for row in rows]


def practice_places(user: Any) -> list[Place]:
    rows = PracticeMembership.objects.filter(user=user).select_related("practice")
    return [Place("Colleague", str(row.practice), row.starts_on, row.ends_on) for row in rows]


def register() -> None:
    register_scope(
        Scope(
            model=Programme,
            roles={MANAGER: "a manager of", COACH: "a coach in"},
            grant=_grant_programme_role,
            may_invite=lambda user, programme, role: is_manager(user, programme),
            run_by=lambda user: Programme.objects.managed_by(user),
            places_of=_programme_places,
        )
    )
    register_scope(
        Scope(
            model=PartnerOrganisation,
            roles={VIEWER: "a partner from"},
            grant=_grant_viewer,
            may_invite=lambda user, partner, role: (
                PartnerOrganisation.objects.managed_by(user).filter(pk=partner.pk).exists()
            ),
            run_by=lambda user: PartnerOrganisation.objects.managed_by(user),
            places_of=_partner_places,
        )
    )
