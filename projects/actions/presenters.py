"""Actions as a page lists them. No queries: rows come with their owners, and with projects whose access is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cmsportal.nhsuk.formats import count_words, day, first_upper
from projects.models import Action, Project
from projects.permissions import can_edit_project, can_tick

from .origins import origin_of


@dataclass(frozen=True)
class ActionView:
    id: UUID
    text: str
    who: str
    when: str  # 'by Friday 7 March', 'was due Friday 28 February', 'done Monday 3 March'; may be empty
    is_late: bool
    is_done: bool
    is_mine: bool
    may_tick: bool
    may_edit: bool
    project: Project
    origin: str = ""  # 'From a huddle'; empty for the team's own list
    origin_url: str = ""  # empty for who may not open it


def present_action(action: Action, *, user: Any, today: date) -> ActionView:
    done = action.done_at is not None
    late = not done and action.due_on is not None and action.due_on < today
    origin, origin_url = origin_of(action, user)
    return ActionView(
        id=action.pk,
        text=action.text,
        who=action.owner.name if action.owner else action.owner_name,
        when=_when(action, late, today),
        is_late=late,
        is_done=done,
        is_mine=action.owner_id == user.pk,
        may_tick=can_tick(user, action),
        may_edit=can_edit_project(user, action.project),
        project=action.project,
        origin=origin,
        origin_url=origin_url,
    )


def _when(action: Action, late: bool, today: date) -> str:
    if action.done_at:
        return f"done {day(action.done_at, today)}"
    if action.due_on is None:
        return ""
    return f"{'was due' if late else 'by'} {day(action.due_on, today)}"


@dataclass(frozen=True)
class ActionList:
    mine: list[ActionView]
    others: list[ActionView]
    done: list[ActionView]

    @property
    def open(self) -> list[ActionView]:
        return [*self.mine, *self.others]

    @property
    def late(self) -> int:
        return sum(view.is_late for view in self.open)

    @property
    def sentence(self) -> str:
        """'Three actions open. One is late.'"""
        return open_words(len(self.open), self.late)


def open_words(number: int, late: int) -> str:
    """'Three actions open. One is late.'"""
    if not number:
        return "No actions open."
    words = "One action open." if number == 1 else f"{first_upper(count_words(number))} actions open."
    if not late:
        return words
    return f"{words} {'One is' if late == 1 else f'{first_upper(count_words(late))} are'} late."


def action_list(actions: Iterable[Action], *, user: Any, today: date) -> ActionList:
    """Mine, the others' and what is done. Late ones first within each."""
    views = [present_action(action, user=user, today=today) for action in actions]
    waiting = [view for view in views if not view.is_done]
    return ActionList(
        mine=[view for view in waiting if view.is_mine],
        others=[view for view in waiting if not view.is_mine],
        done=[view for view in views if view.is_done],
    )
