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
from toolkit.models import Storyboard

from ..snapshots import project_snapshots
from .common import TeamTile, greeting, mentored, project_row, team_tiles


def list_context(user: Any) -> dict[str, Any]:
    """One's projects as a coach, mentor or team member, each with its step and its chart."""
    own = Project.objects.reached_by(user, Way.TEAM, Way.COACH)
    found = project_snapshots(own.order_by("practice__name", "title"), lead_measure_only=True)
    return {
        "teams": team_tiles(found, user),
        "mentored_rows": [project_row(project) for project in mentored(user)],
    }


def reader_context(user: Any) -> dict[str, Any]:
    """Today for a partner or a colleague: the walls and storyboards that are shared with them."""
    tiles = shared_tiles(user)
    walls, boards = shared_walls(tiles), shared_boards(tiles)
    counted = [
        f"{count_words(count)} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((len(walls), "data wall"), (len(boards), "storyboard"))
        if count
    ]
    heading = f"{first_upper(' and '.join(counted))} shared with you" if counted else "No data wall yet"
    return {**greeting(), "heading": heading, "shared": walls, "boards": boards}


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


def shared_tiles(user: Any) -> list[TeamTile]:
    """Projects of which something is shown to a partner, a colleague or a reader of the library."""
    projects = Project.objects.shared_with(user).order_by("practice__name", "title")
    return team_tiles(project_snapshots(projects, lead_measure_only=True), user)


def shared_boards(tiles: list[TeamTile]) -> list[tuple[Project, str]]:
    """Storyboards shown to them, each with its title; '' where the team has written none yet."""
    projects = [tile.snapshot.project for tile in tiles if tile.access.sees(Tool.STORYBOARD)]
    titles = dict(Storyboard.objects.filter(project__in=projects).values_list("project", "title")) if projects else {}
    return [(project, titles.get(project.pk, "")) for project in projects]


def shared_walls(tiles: list[TeamTile]) -> list[tuple[Project, Card | None]]:
    """The walls among them; those with a signal first."""
    rows = [(tile.snapshot.project, tile.card) for tile in tiles if tile.access.sees(Tool.WALL)]
    return sorted(rows, key=lambda row: row[1] is None or row[1].words.state not in {"better", "worse"})
