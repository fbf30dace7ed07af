from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import Project
from toolkit.models import Wall

OPENED = "wall.opened"
FIELDS = ("owner", "when_stale")


@transaction.atomic
def record_opening(*, project: Project, by: Any) -> None:
    """Write down that somebody outside the practice opened the wall: once a day and person at most."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Event.objects.filter(action=OPENED, actor=by, project_id=project.pk, at__gte=today)
    if seen.exists():
        return
    with connection.cursor() as cursor:  # two pages opened at once wait for each other here
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{OPENED} {by.pk} {project.pk}"])
    if not seen.exists():
        record(OPENED, project, by=by, project=project)


@transaction.atomic
def save_wall(*, project: Project, values: Mapping[str, Any], expected_version: int, by: Any) -> Wall:
    """Who looks after the wall, and what to do when a chart is out of date. Raises Stale when somebody was first.

    It begins no step: a wall hangs from the first figure on, and keeping it going starts when the team says so.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    wall = Wall.objects.filter(project=project).first()
    if wall is None:
        wall = Wall(project=project)
    elif wall.version != expected_version:
        raise Stale(wall)
    for name in FIELDS:
        setattr(wall, name, values[name])
    if wall.owner is not None and wall.owner.project_id != project.pk:
        raise ValidationError({"owner": "Choose somebody from this team."})
    wall.full_clean(exclude=["version", "project"])
    if wall._state.adding:
        wall.save()
    else:
        save_versioned(wall, expected_version, FIELDS)
    record("wall.changed", wall, by=by, project=project)
    return wall
