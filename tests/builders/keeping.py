"""What keeps a project going: somebody who left and what they offer, checks, the address of a calendar."""

from datetime import timedelta
from typing import Any

from cmsportal.signed_ids import signed_id
from projects.calendar.feeds import SIGNER
from projects.models import CalendarFeed, FollowUpCheck, Offer, TeamMember

from . import make


def leaver(project: Any, name: str = "Lucy Grant", **extra: Any) -> TeamMember:
    """Somebody who left yesterday."""
    user = make.user(name)
    return make.member(project, user, ends_on=make.today() - timedelta(days=1), **extra)


def offer(project: Any, place: TeamMember | None = None, **extra: Any) -> Offer:
    """An action of somebody who has left, unless it says otherwise."""
    place = place or leaver(project)
    if "what" not in extra:
        extra |= {"what": "action", "subject_id": make.action(project, owner=place.user).pk}
    return Offer.objects.create(project=project, leaver=place, **extra)


def calendar_token(user: Any) -> str:
    """The secret part of the address of a person's calendar."""
    row = CalendarFeed.objects.open().filter(user=user).first() or CalendarFeed.objects.create(user=user)
    return signed_id(SIGNER, row.pk)


def check(project: Any, months: int = 3, **extra: Any) -> FollowUpCheck:
    """Due today, unless it says otherwise."""
    return FollowUpCheck.objects.create(**{"project": project, "months": months, "due_on": make.today(), **extra})
