from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cmsportal.audit.models import Event
from cmsportal.audit.services import record
from projects.models import Project

OPENED = "wall.opened"


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
