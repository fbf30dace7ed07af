"""Rows for the ``row_list`` component."""

from datetime import date
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from practices.models import PartnerMembership, ProgrammeMembership
from projects.coaches.presenters import room_words


def manager_row(membership: ProgrammeMembership) -> dict[str, Any]:
    return {
        "title": membership.user.name,
        "text": f"Since {day(membership.starts_on)}",
        "url": _member_url("member-end", membership),
        "link": "End",
        "described": f"the role of {membership.user.name}",
    }


def coach_row(membership: Any, today: date) -> dict[str, Any]:
    """``membership`` carries ``teams``, and its mentor, who is named while they are one."""
    stands = membership.mentor is not None and membership.mentor.covers(today)
    mentor = f". Mentor: {membership.mentor.user.name}" if stands else ""
    return {
        "title": membership.user.name,
        "text": room_words(membership.teams, membership.capacity) + mentor,
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
