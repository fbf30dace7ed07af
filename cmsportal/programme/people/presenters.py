"""Rows for the ``row_list`` component."""

from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from practices.models import PartnerMembership, ProgrammeMembership


def manager_row(membership: ProgrammeMembership) -> dict[str, Any]:
    return {
        "title": membership.user.name,
        "text": f"Since {day(membership.starts_on)}",
        "url": _member_url("member-end", membership),
        "link": "End",
        "described": f"the role of {membership.user.name}",
    }


def coach_row(membership: Any) -> dict[str, Any]:
    """``membership`` carries ``teams``, and its mentor."""
    teams = f"{membership.teams} of {membership.capacity} team{'' if membership.capacity == 1 else 's'}"
    mentor = f". Mentor: {membership.mentor.user.name}" if membership.mentor else ""
    return {
        "title": membership.user.name,
        "text": teams + mentor,
        "url": _member_url("coach-edit", membership),
        "link": "Change",
        "described": membership.user.name,
    }


def partner_row(programme: Any, membership: PartnerMembership) -> dict[str, Any]:
    return {
        "title": membership.user.name,
        "aside": membership.partner.name,
        "text": f"Since {day(membership.starts_on)}",
        "url": reverse("partner-person-end", kwargs={"programme_id": programme.pk, "membership_id": membership.pk}),
        "link": "End",
        "described": f"the role of {membership.user.name}",
    }


def _member_url(name: str, membership: ProgrammeMembership) -> str:
    return reverse(name, kwargs={"programme_id": membership.programme_id, "membership_id": membership.pk})
