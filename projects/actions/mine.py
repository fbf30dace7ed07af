"""What one person said they would do, in all projects they come to: as team member and as coach."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.models import Action, Project
from projects.permissions import access_to, read_access
from projects.tools import Tool

from .presenters import ActionView, open_words, present_action

DONE_FOR = timedelta(days=14)
DONE_SHOWN = 20


def open_actions_of(user: Any) -> list[Action]:
    """What is open of a person's, the first due first, with access read: the same few queries for any number.

    Of projects that are open, and of which the person may read the actions or which they coach.
    """
    return _readable(_of(user).filter(done_at__isnull=True), user)


def overdue_of(user: Any, today: date | None = None) -> list[Action]:
    """Open actions of a person whose day has passed, in projects under way: for one mail a day."""
    late = _of(user).filter(
        done_at__isnull=True, due_on__lt=today or timezone.localdate(), project__status=Project.Status.ACTIVE
    )
    return _readable(late, user)


def done_lately_by(user: Any) -> list[Action]:
    recent = Q(done_at__gte=timezone.now() - DONE_FOR)
    return _readable(_of(user).filter(recent).order_by("-done_at")[:DONE_SHOWN], user)


def _of(user: Any) -> QuerySet[Action]:
    rows = Action.visible_to(user).filter(owner=user, project__in=Project.objects.open())
    return rows.select_related("project__practice", "project__programme", "owner").order_by("due_on", "created_at")


def _readable(rows: QuerySet[Action], user: Any) -> list[Action]:
    found = list(rows)
    read_access({action.project_id: action.project for action in found}.values(), user)
    shared = {action.project_id: action.project for action in found}
    for action in found:
        action.project = shared[action.project_id]  # one instance a project: its access is read once
    readers = [(action, access_to(action.project, user)) for action in found]
    return [action for action, reader in readers if reader.is_coach or reader.sees(Tool.ACTIONS)]


@dataclass(frozen=True)
class Group:
    title: str
    actions: list[ActionView]


@dataclass(frozen=True)
class MyActions:
    sentence: str
    groups: list[Group]
    done: list[ActionView]


def my_actions(open_ones: list[Action], done: list[Action], *, user: Any, today: date) -> MyActions:
    """Late, this week, later, without a day; then what was done lately. No queries."""
    sunday = today + timedelta(days=6 - today.weekday())
    groups: dict[str, list[Action]] = {"Late": [], "This week": [], "Later": [], "Without a day": []}
    for action in open_ones:
        groups[_when(action.due_on, today, sunday)].append(action)
    shown = [
        Group(title, [present_action(action, user=user, today=today) for action in rows])
        for title, rows in groups.items()
        if rows
    ]
    return MyActions(
        open_words(len(open_ones), len(groups["Late"])),
        shown,
        [present_action(action, user=user, today=today) for action in done],
    )


def _when(due_on: date | None, today: date, sunday: date) -> str:
    if due_on is None:
        return "Without a day"
    return "Late" if due_on < today else "This week" if due_on <= sunday else "Later"
