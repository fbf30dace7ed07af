"""Today for a coach: visits first, then the teams that need somebody."""

from datetime import date
from typing import Any

from django.utils import timezone

from coaching.models import Visit
from practices.models import ProgrammeMembership
from projects.models import Action, Project

from ..snapshots import project_snapshots
from .common import greeting, mentored, project_row, team_tiles


def coach_context(user: Any) -> dict[str, Any] | None:
    """Today for a coach: visits, teams that lose momentum and why, own next steps, room for more."""
    memberships = ProgrammeMembership.objects.current().filter(user=user, role=ProgrammeMembership.Role.COACH)
    capacity = sum(memberships.values_list("capacity", flat=True))
    if not memberships and not Project.objects.coached_by(user).exists():
        return None
    teams = project_snapshots(Project.objects.coached_by(user).exclude(status=Project.Status.COMPLETED))
    tiles = team_tiles(teams, user)
    today = timezone.localdate()
    by_project = {tile.snapshot.project.pk: tile for tile in tiles}
    visits = (
        Visit.visible_to(user).planned().filter(coach=user, at__date__lte=today).select_related("project__practice")
    )
    coming = (
        Visit.visible_to(user).planned().filter(coach=user, at__date__gt=today).select_related("project__practice")
    )
    next_steps = list(
        Action.visible_to(user)
        .filter(owner=user, done_at__isnull=True)
        .select_related("project__practice")
        .order_by("due_on", "created_at")
    )
    promised = {action.project_id: action.text for action in reversed(next_steps)}
    due = [
        (visit, by_project.get(visit.project_id), promised.get(visit.project_id, ""))
        for visit in visits.order_by("at")
    ]
    return {
        **greeting(),
        "heading": _visits_heading([visit for visit, *_ in due], today),
        "now": timezone.now(),
        "visits_today": due,
        "next_visit": coming.order_by("at").first(),
        "losing": [
            (tile.snapshot, reasons)
            for tile in tiles
            if (reasons := tile.snapshot.losing_momentum(tile.access.tools))
        ],
        "next_steps": next_steps,
        "teams": tiles,
        "room": max(0, capacity - len(teams)),
        "mentored_rows": [project_row(project) for project in mentored(user)],
    }


def _visits_heading(visits: list[Visit], today: date) -> str:
    """Those of today count first; those still to be logged when there is none today."""
    coming = sum(timezone.localdate(visit.at) == today for visit in visits)
    count, words = (coming, "today") if coming else (len(visits), "to log")
    if not count:
        return "No visit today"
    numbers = {1: "One", 2: "Two", 3: "Three", 4: "Four"}
    return f"{numbers.get(count, count)} visit{'s' if count > 1 else ''} {words}"
