"""One coach, with what is known of them."""

from typing import Any

from coaching.matching.facts import CoachFacts
from coaching.matching.reading import read_coaches
from practices.models import ProgrammeMembership

from ..models import CoachProfile


def profile_of(user: Any) -> CoachProfile:
    """The profile as it stands; an empty one that is not saved where nobody has written any."""
    return CoachProfile.objects.filter(user=user).first() or CoachProfile(user=user)


def facts_of(membership: ProgrammeMembership) -> CoachFacts | None:
    """What is weighed when a coach is sought; None for an account that is closed."""
    return next(iter(read_coaches(membership.programme, pk=membership.pk)), None)


def mentees_of(membership: ProgrammeMembership) -> list[str]:
    """Names of the coaches whom this one mentors today."""
    rows = ProgrammeMembership.objects.current().filter(mentor=membership).select_related("user")
    return [row.user.name for row in rows.order_by("user__name")]
