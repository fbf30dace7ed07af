"""Who may write and read what of a visit."""

from typing import Any

from django.utils import timezone

from cmsportal.models import current_on
from projects.permissions import access_to

from .models import Visit


def can_write_visit(user: Any, visit: Visit) -> bool:
    """Whoever made the visit, while they coach the project."""
    return visit.coach_id == user.pk and access_to(visit.project, user).is_coach


def can_read_private_note(user: Any, visit: Visit) -> bool:
    """The coach who wrote it, and that coach's mentor in this programme; nobody else, the administrator neither."""
    access = access_to(visit.project, user)
    if visit.coach_id == user.pk:
        return access.is_coach
    return access.is_mentor and mentors(user, visit)


def mentors(user: Any, visit: Visit) -> bool:
    """Whether this person mentors the coach who made the visit."""
    return (
        visit.coach.programme_memberships.current()
        .filter(current_on(timezone.localdate(), "mentor__"), programme=visit.project.programme_id, mentor__user=user)
        .exists()
    )
