"""Today for a programme's manager: decisions, the five columns, what changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_upper
from coaching.models import Visit
from practices.models import Programme
from projects.models import Project, StatusChange
from projects.tools import Step

from ..overview import ProjectCard, programme_projects, project_cards, spread_words
from ..snapshots import Snapshot, project_snapshots
from .common import greeting, project_row


@dataclass(frozen=True)
class Decision:
    title: str
    detail: str
    url_name: str
    kwargs: dict[str, Any]
    label: str
    since: date

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs=self.kwargs)


def decisions(found: list[Snapshot], help_wanted: list[Visit]) -> list[Decision]:
    """What waits for the manager, what has waited longest first."""
    waiting = [
        snapshot
        for snapshot in found
        if not snapshot.coaches and snapshot.project.status in {Project.Status.ACTIVE, Project.Status.INVITED}
    ]
    rows = [
        Decision(
            f"{snapshot.project.practice.name} has no coach",
            f"Signed up {day(snapshot.project.signed_up_on)}",
            "coach-assign",
            {"project_id": snapshot.project.pk},
            "Choose a coach",
            snapshot.project.signed_up_on,
        )
        for snapshot in waiting
    ]
    rows += [
        Decision(
            f"{visit.coach.name} asks for help with {visit.project.practice.name}",
            f"Visit on {day(visit.at)}",
            "project-detail",
            {"project_id": visit.project_id},
            "See the project",
            timezone.localdate(visit.at),
        )
        for visit in help_wanted
    ]
    rows += [
        Decision(
            f"{snapshot.project.practice.name} has not answered the invitation",
            f"Invited {day(snapshot.project.signed_up_on)}",
            "project-detail",
            {"project_id": snapshot.project.pk},
            "See the project",
            snapshot.project.signed_up_on,
        )
        for snapshot in found
        if snapshot.project.status == Project.Status.INVITED
        and snapshot.project.signed_up_on < timezone.localdate() - timedelta(days=14)
    ]
    return sorted(rows, key=lambda row: (row.since, row.title))


def managed_programmes(user: Any) -> list[Programme]:
    return list(Programme.objects.managed_by(user).order_by("name"))


def manager_context(user: Any) -> dict[str, Any]:
    """Today for a programme's manager, of several programmes the first."""
    managed = managed_programmes(user)
    programme = managed[0]
    found = project_snapshots(programme_projects(programme), lead_measure_only=True)
    since = timezone.now() - timedelta(days=7)
    help_wanted = list(
        Visit.objects.logged()
        .filter(project__programme=programme, needs_help=True, logged_at__gte=since)
        .select_related("project__practice", "coach")
    )
    cards = project_cards([snapshot for snapshot in found if snapshot.project.is_open], programme)
    columns: dict[Step, list[ProjectCard]] = {step: [] for step in Step} if found else {}
    for card in cards:
        columns[card.step.step].append(card)
    waiting = decisions(found, help_wanted)
    others = [other for other in managed if other != programme]
    return {
        **greeting(),
        "heading": _decisions_heading(len(waiting)),
        "programme": programme,
        "decisions": waiting,
        "columns": list(columns.items()),
        "gone_rows": [_gone_row(snapshot.project) for snapshot in found if not snapshot.project.is_open],
        "changes": _changes(programme, cards, since),
        "spread_words": spread_words(programme),
        "other_programmes": [
            {"title": other.name, "url": reverse("programme-detail", kwargs={"programme_id": other.pk})}
            for other in others
        ],
    }


def _decisions_heading(count: int) -> str:
    if not count:
        return "Nothing waits for you"
    return "One thing waits for you" if count == 1 else f"{first_upper(count_words(count))} things wait for you"


def _gone_row(project: Project) -> dict[str, str]:
    change = next(iter(project.status_changes.all()), None)
    reason = f": {change.get_reason_display().lower()}" if change and change.reason else ""
    return project_row(project, f"{project.get_status_display()}{reason}")


def _changes(programme: Programme, cards: list[ProjectCard], since: Any) -> list[tuple[str, str]]:
    """What happened in the last week: practice and words."""
    rows = [
        (change.project.practice.name, f"{change.get_to_status_display().lower()}, {day(change.at)}")
        for change in StatusChange.objects.filter(project__programme=programme, at__gte=since)
        .filter(~Q(action="sign_up"))
        .select_related("project__practice")
        .order_by("-at")[:8]
    ]
    rows += [
        (card.snapshot.project.practice.name, card.card.words.brief)
        for card in cards
        if card.card and card.card.words.state in {"better", "worse"} and not card.card.chart.stale
    ]
    return rows[:8]
