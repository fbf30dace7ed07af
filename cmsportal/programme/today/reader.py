"""Today for those who look on: partners, colleagues, administrators; and everybody's list of projects."""

from typing import Any

from django.urls import reverse

from cmsportal.accounts.models import User
from cmsportal.nhsuk.formats import count_words, first_upper
from practices.models import Practice, Programme
from projects.models import Project, Reminder
from projects.reach import Way
from projects.tools import Tool
from toolkit.measures.cards import Card

from ..snapshots import project_snapshots
from .common import greeting, mentored, project_row, team_tiles


def list_context(user: Any) -> dict[str, Any]:
    """One's projects as a coach, mentor or team member, each with its step and its chart."""
    own = Project.objects.reached_by(user, Way.TEAM, Way.COACH)
    found = project_snapshots(own.order_by("practice__name", "title"), lead_measure_only=True)
    return {
        "teams": team_tiles(found, user),
        "mentored_rows": [project_row(project) for project in mentored(user)],
    }


def reader_context(user: Any) -> dict[str, Any]:
    """Today for a partner or a colleague: the walls that are shared with them."""
    walls = shared_walls(user)
    count = len(walls)
    counted = f"{first_upper(count_words(count))} data wall{'' if count == 1 else 's'} shared with you"
    return {**greeting(), "heading": counted if count else "No data wall yet", "shared": walls}


def administrator_context() -> dict[str, Any]:
    """Today for an administrator: how many there are of what they look after."""
    failed = failed_reminders()
    accounts = User.objects.filter(is_active=True).count()
    rows = [
        ("Mails", f"{failed:,} could not be sent" if failed else "All reminders have left", "reminder-list"),
        ("People", f"{accounts:,} {'account' if accounts == 1 else 'accounts'} open", "person-list"),
        ("Programmes", f"{Programme.objects.count():,} set up", "programme-list"),
        ("Practices", f"{Practice.objects.open().count():,} open", "practice-list"),
        ("Audit trail", "Who did what, and when", "event-list"),
    ]
    return {
        **greeting(),
        "heading": "Everything is in order" if not failed else "Some mails could not be sent",
        "rows": [{"title": title, "text": text, "url": reverse(name)} for title, text, name in rows],
    }


def failed_reminders() -> int:
    return Reminder.objects.filter(state=Reminder.State.FAILED).count()


def shared_walls(user: Any) -> list[tuple[Project, Card | None]]:
    """Walls shown to a partner, a colleague or a reader of the library; those with a signal first."""
    projects = Project.objects.shared_with(user).order_by("practice__name", "title")
    tiles = team_tiles(project_snapshots(projects, lead_measure_only=True), user)
    rows = [(tile.snapshot.project, tile.card) for tile in tiles if tile.access.sees(Tool.WALL)]
    return sorted(rows, key=lambda row: row[1] is None or row[1].words.state not in {"better", "worse"})
