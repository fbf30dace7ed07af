"""Lines of a huddle as its pages show them. No queries: rows come as ``reading`` fetches them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cmsportal.nhsuk.formats import WEEKDAYS, count_words, day, first_upper

from .prompts import QUESTIONS, Question


@dataclass(frozen=True)
class ItemView:
    id: UUID
    text: str
    detail: str  # 'Sam Whitlock, by Friday 7 March', 'From Friday', 'Settled by Sam Whitlock'; may be empty
    is_settled: bool
    is_late: bool
    action_id: UUID | None
    prompt: str


def present_item(item: Any, *, today: date, earlier: bool) -> ItemView:
    """``earlier``: whether it comes from a huddle before this one, and so says from which."""
    action = item.action
    settled = bool(action.done_at) if action else bool(item.settled_at)
    late = bool(action and not settled and action.due_on and action.due_on < today)
    parts = []
    if action:
        parts.append(action.owner.name if action.owner else action.owner_name)
        if action.due_on:
            parts.append(f"{'was due' if late else 'by'} {day(action.due_on, today)}")
    if settled:
        parts.append("done" if action else f"settled by {item.settled_by.name}")
    elif earlier:
        parts.append(f"from {recent_day(item.said_on, today)}")
    return ItemView(
        id=item.pk,
        text=action.text if action else item.text,
        detail=first_upper(", ".join(part for part in parts if part)),
        is_settled=settled,
        is_late=late,
        action_id=action.pk if action else None,
        prompt=item.prompt,
    )


def present_items(items: Iterable[Any], *, today: date, earlier: bool = False) -> list[ItemView]:
    return [present_item(item, today=today, earlier=earlier) for item in items]


def recent_day(day_: date, today: date) -> str:
    """'Friday' within the last week, else 'Friday 7 March'."""
    return WEEKDAYS[day_.weekday()] if 0 < (today - day_).days < 7 else day(day_, today)


def open_words(items: Iterable[ItemView]) -> str:
    """'Three things are open': a heading, so without a full stop."""
    number = sum(not item.is_settled for item in items)
    if not number:
        return "Nothing is open"
    return "One thing is open" if number == 1 else f"{first_upper(count_words(number))} things are open"


def people_words(number: int | None) -> str:
    """'4 people here'; empty when nobody counted."""
    return "" if number is None else "1 person here" if number == 1 else f"{number} people here"


@dataclass(frozen=True)
class Said:
    """The lines of one huddle under one question."""

    question: Question
    items: list[ItemView]


def by_question(items: Iterable[ItemView]) -> list[Said]:
    """Only questions under which something was said."""
    rows = list(items)
    found = [Said(each, [row for row in rows if row.prompt == each.slug]) for each in QUESTIONS if each.prompt]
    return [said for said in found if said.items]
