"""Teams that a coach has not visited yet: nobody has to remember where to begin."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from coaching.models import HandOver, Visit
from projects.models import Project

from .common import TeamTile


def new_team_rows(user: Any, tiles: Iterable[TeamTile]) -> list[dict[str, str]]:
    """Those under way without a visit of this coach, logged or planned. The note of the coach before comes first.
    Two queries."""
    active = [tile.snapshot.project for tile in tiles if tile.snapshot.project.status == Project.Status.ACTIVE]
    met = set(Visit.objects.filter(project__in=active, coach=user).values_list("project_id", flat=True))
    new = [project for project in active if project.pk not in met]
    taken_over = HandOver.objects.filter(project__in=new, successor=user, state=HandOver.State.SETTLED)
    notes = {row.project_id: row for row in taken_over.select_related("coach").order_by("settled_at")}
    return [_row(project, notes.get(project.pk)) for project in new]


def _row(project: Project, note: HandOver | None) -> dict[str, str]:
    keys = {"project_id": project.pk}
    if note is None:
        words, link = "They have no visit from you yet.", "Plan a visit"
        url = reverse("visit-plan", kwargs=keys)
    else:
        words, link = f"{note.coach.name} has left you a note. Read it, then plan a visit.", "Read the note"
        url = reverse("handover-note", kwargs={**keys, "hand_over_id": note.pk})
    return {
        "title": project.practice.name,
        "text": f"{project.title}. {words}",
        "url": url,
        "link": link,
        "described": f"for {project.practice.name}",
    }
