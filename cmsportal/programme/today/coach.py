"""Today for a coach: visits first, then the teams that need somebody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_upper
from coaching.agreements.overview import Line, lines_of_coach
from coaching.handover.presenters import departure_words, url_of
from coaching.handover.reading import own_departure
from coaching.matching.reading import asked_of
from coaching.models import Match, Visit
from coaching.momentum.reading import read_facts
from coaching.momentum.signals import Signal, signals
from coaching.visits.help import asked_of_mentor
from practices.models import ProgrammeMembership
from projects.actions.presenters import present_action
from projects.coaches.presenters import room_words
from projects.models import Action, CoachAssignment, Project
from projects.permissions import access_to, read_access
from projects.tools import Tool

from ..snapshots import project_snapshots
from .common import TeamTile, greeting, mentored, project_row, team_tiles
from .new_teams import new_team_rows


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
        "losing": losing_momentum(tiles, timezone.now()),
        "next_steps": [
            (action.project, present_action(action, user=user, today=timezone.localdate())) for action in next_steps
        ],
        "teams": tiles,
        "room": room_words(CoachAssignment.objects.taking_room().filter(user=user).count(), capacity),
        "hand_over": own_hand_over(user, today),
        "asked_rows": [_asked_row(match) for match in asked_of(user)],
        "new_team_rows": new_team_rows(user, tiles),
        "help_rows": [_help_row(visit) for visit in asked_of_mentor(user)],
        "agreement_rows": [_agreement_row(line) for line in lines_of_coach(user)],
        "membership": pool[0] if pool else None,
        "mentored_rows": [project_row(project) for project in mentored(user)],
    }


def losing_momentum(tiles: Sequence[TeamTile], now: datetime) -> list[tuple[Project, list[Signal]]]:
    """Teams under way that give a reason for worry, each with the reasons this coach may know; the oldest first."""
    active = {
        tile.snapshot.project.pk: tile for tile in tiles if tile.snapshot.project.status == Project.Status.ACTIVE
    }
    facts = read_facts([tile.snapshot.project for tile in active.values()], now)
    found = []
    for pk, tile in active.items():
        known = replace(facts[pk], written_on=tile.snapshot.last_activity_on)
        if reasons := signals(known, tile.access.tools):
            found.append((tile.snapshot.project, reasons))
    return sorted(found, key=lambda row: min(reason.since or date.min for reason in row[1]))


def own_hand_over(user: Any, today: date) -> dict[str, str] | None:
    """A coach who goes: which notes are still to be written."""
    departure = own_departure(user)
    if departure is None or departure.from_on <= today:
        return None
    open_notes = sum(row.ready_at is None and row.state in {"open", "settled"} for row in departure.rows)
    noun = "note is" if open_notes == 1 else "notes are"
    words = f"{first_upper(count_words(open_notes))} {noun} still to be read and signed off." if open_notes else ""
    return {
        "title": departure_words(departure, today),
        "text": words or "All notes are ready.",
        "url": url_of(departure),
        "link": "Your hand-over",
        "described": "with the notes for each team",
    }


def _asked_row(match: Match) -> dict[str, str]:
    return {
        "title": match.project.practice.name,
        "text": f"{match.project.title}. From {day(match.starts_on)}.",
        "url": reverse("match-detail", kwargs={"match_id": match.pk}),
        "link": "Answer",
        "described": f"whether you coach {match.project.practice.name}",
    }


def _help_row(visit: Visit) -> dict[str, str]:
    return {
        "title": f"{visit.coach.name} asks for your help",
        "text": f"{visit.project.practice.name}, visit on {day(visit.at)}.",
        "url": reverse("visit-detail", kwargs={"project_id": visit.project_id, "visit_id": visit.pk}),
        "link": "Read the log",
        "described": f"{visit.coach.name}, {visit.project.practice.name}",
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
