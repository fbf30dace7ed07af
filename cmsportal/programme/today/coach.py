"""Today for a coach: visits first, then the teams that need somebody."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_upper
from coaching.agreements.overview import Line, lines_of_coach
from coaching.matching.reading import asked_of
from coaching.models import Match, Visit
from practices.models import ProgrammeMembership
from projects.actions.presenters import present_action
from projects.coaches.presenters import room_words
from projects.models import Action, CoachAssignment, Project
from projects.permissions import access_to, read_access
from projects.tools import Tool

from ..snapshots import project_snapshots
from .common import greeting, mentored, project_row, team_tiles


def coach_context(user: Any) -> dict[str, Any]:
    """Today for a coach: visits, teams that lose momentum and why, own next steps, room for more."""
    memberships = ProgrammeMembership.objects.current().filter(user=user, role=ProgrammeMembership.Role.COACH)
    pool = list(memberships.order_by("starts_on", "pk"))
    capacity = sum(membership.capacity for membership in pool)
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
    next_steps = _next_steps(user)
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
        "next_steps": [
            (action.project, present_action(action, user=user, today=timezone.localdate())) for action in next_steps
        ],
        "teams": tiles,
        "room": room_words(CoachAssignment.objects.taking_room().filter(user=user).count(), capacity),
        "asked_rows": [_asked_row(match) for match in asked_of(user)],
        "agreement_rows": [_agreement_row(line) for line in lines_of_coach(user)],
        "membership": pool[0] if pool else None,
        "mentored_rows": [project_row(project) for project in mentored(user)],
    }


def _asked_row(match: Match) -> dict[str, str]:
    return {
        "title": match.project.practice.name,
        "text": f"{match.project.title}. From {day(match.starts_on)}.",
        "url": reverse("match-detail", kwargs={"match_id": match.pk}),
        "link": "Answer",
        "described": f"whether you coach {match.project.practice.name}",
    }


def _agreement_row(line: Line) -> dict[str, str]:
    keys = {"project_id": line.project.pk}
    if line.agreement is None:
        url = reverse("agreement-create", kwargs=keys)
    else:
        url = reverse("agreement-detail", kwargs={**keys, "agreement_id": line.agreement.pk})
    return {
        "title": line.title,
        "text": line.text,
        "url": url,
        "link": line.label,
        "described": f"(agreement with {line.title})",
    }


def _next_steps(user: Any) -> list[Action]:
    """What the coach said they would do, of teams they coach or whose actions they may read; with access read."""
    found = list(
        Action.visible_to(user)
        .filter(owner=user, done_at__isnull=True)
        .select_related("project__practice", "owner")
        .order_by("due_on", "created_at")
    )
    read_access([action.project for action in found], user)
    access = [(action, access_to(action.project, user)) for action in found]
    return [action for action, reader in access if reader.is_coach or reader.sees(Tool.ACTIONS)]


def _visits_heading(visits: list[Visit], today: date) -> str:
    """Those of today count first; those still to be logged when there is none today."""
    coming = sum(timezone.localdate(visit.at) == today for visit in visits)
    count, words = (coming, "today") if coming else (len(visits), "to log")
    if not count:
        return "No visit today"
    return f"{first_upper(count_words(count))} visit{'s' if count > 1 else ''} {words}"
