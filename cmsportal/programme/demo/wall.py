"""The wall of the practice whose people sign in: it has an owner, two screens and a public link."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.models import Project
from toolkit.models import Wall, WallLink

LONDON = ZoneInfo("Europe/London")


def hang_wall(project: Project, by: Any) -> None:
    """``by`` is on the team. The programme is one that allows public links."""
    owner = project.team.filter(user=by).first()
    Wall.objects.create(
        project=project,
        owner=owner,
        when_stale="Ask at the Monday huddle who counts this week, and write it down there.",
    )
    since = timezone.now() - timedelta(days=40)
    for name, hides in (("Staff room", False), ("Corridor by the waiting room", True)):
        WallLink.objects.create(
            project=project, kind="screen", name=name, hides_small_numbers=hides, created_by=by, created_at=since
        )
    ends = datetime.combine(timezone.localdate() + timedelta(days=91), time(), tzinfo=LONDON)
    WallLink.objects.create(
        project=project, kind="public", name="Our website", created_by=by, created_at=since, expires_at=ends
    )
