"""Somebody new on the team has read what the project has done so far."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects.models import Project, TeamMember

NEW = timedelta(days=92)  # who came before knows it by now
BEGINNING = timedelta(days=30)  # whoever comes in the first month makes the start themselves


def put_welcome_away(*, project: Project, by: Any) -> None:
    """It stands on the person's Today page no longer. Doing it twice changes nothing."""
    places = TeamMember.objects.current().filter(project=project, user=by, welcomed_at__isnull=True)
    places.update(welcomed_at=timezone.now())


def newcomers_places(projects: Any, user: Any) -> list[TeamMember]:
    """The person's new places in projects that had begun before they came, until they put it away."""
    rows = TeamMember.objects.current().filter(project__in=projects, user=user, welcomed_at__isnull=True)
    rows = rows.filter(starts_on__gt=timezone.localdate() - NEW)
    return [row for row in rows.select_related("project") if row.starts_on > row.project.signed_up_on + BEGINNING]
