"""Builders for leaving, arriving, calendars and checks."""

from datetime import timedelta
from typing import Any

from projects.models import Offer, TeamMember

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
