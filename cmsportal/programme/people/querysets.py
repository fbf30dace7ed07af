"""What the page about a programme's people reads: a fixed number of queries."""

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cmsportal.accounts.models import Invitation
from practices.models import PartnerMembership, PartnerOrganisation, Programme, ProgrammeMembership
from projects.models import CoachAssignment


def managers(programme: Programme) -> Any:
    return _current(programme, ProgrammeMembership.Role.MANAGER)


def coaches(programme: Programme) -> Any:
    """With ``teams``: how many take each one's room in this programme."""
    assigned = (
        CoachAssignment.objects.taking_room()
        .filter(user=OuterRef("user"), project__programme=programme)
        .order_by()
        .values("user")
        .annotate(count=Count("project", distinct=True))
    )
    rows = _current(programme, ProgrammeMembership.Role.COACH).select_related("mentor__user")
    return rows.annotate(teams=Coalesce(Subquery(assigned.values("count")), 0))


def partner_people(programme: Programme) -> Any:
    return (
        PartnerMembership.objects.current()
        .filter(partner__in=partners(programme))
        .select_related("user", "partner")
        .order_by("partner__name", "user__name")
    )


def partners(programme: Programme) -> Any:
    """Partner organisations that the programme works with today."""
    return PartnerOrganisation.objects.filter(
        pk__in=programme.partner_relations.current().values("partner")
    ).order_by("name")


def invitations(programme: Programme, user: Any) -> Any:
    mine = Q(scope_id=programme.pk) | Q(scope_id__in=partners(programme).values("pk"))
    return (
        Invitation.visible_to(user)
        .pending()
        .filter(mine)
        .select_related("invited_by")
        .prefetch_related("scope")
        .order_by("name", "pk")
    )


def _current(programme: Programme, role: str) -> Any:
    return programme.memberships.current().filter(role=role).select_related("user").order_by("user__name", "pk")
