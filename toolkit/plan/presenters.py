"""The action plan: the team's actions with a day, as bars and as a table that says the same. No queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day
from projects.actions.presenters import open_words
from projects.models import Action
from toolkit.charts.gantt import Bar, gantt, split_bars


@dataclass(frozen=True)
class Plan:
    planned: list[Action]
    without_day: list[Action]
    rows: list[tuple[str, ...]]
    sentence: str


HEAD = ("What", "Who", "From", "By", "How it stands")


def plan_of(actions: Sequence[Action], today: date) -> Plan:
    """In the order in which they begin; what has no last day stands apart, as it has no place on a line of time."""
    planned = sorted(
        (action for action in actions if action.due_on),
        key=lambda action: (action.starts_on or action.due_on, action.due_on, action.created_at),
    )
    waiting = [action for action in actions if action.done_at is None]
    late = sum(_state(action, today) == "late" for action in waiting)
    return Plan(
        planned,
        [action for action in waiting if not action.due_on],
        [_row(action, today) for action in planned],
        open_words(len(waiting), late),
    )


def who(action: Action) -> str:
    """'' where nobody has taken it on."""
    return action.owner.name if action.owner else action.owner_name


def who_words(action: Action) -> str:
    return who(action) or "Nobody yet"


def _state(action: Action, today: date) -> str:
    if action.done_at:
        return "done"
    return "late" if action.due_on and action.due_on < today else "open"


def _row(action: Action, today: date) -> tuple[str, ...]:
    state = {"done": f"Done {day(action.done_at, today)}" if action.done_at else "", "late": "Late"}
    begins = "Not begun" if action.starts_on and action.starts_on > today else "Under way"
    return (
        action.text,
        who_words(action),
        day(action.starts_on, today) or "–",
        day(action.due_on, today),
        state.get(_state(action, today), begins),
    )


def picture(plan: Plan, today: date, title: str, size: str, fmt: str) -> bytes:
    title = f"Action plan: {title}"
    return gantt(_bars(plan, today), today, title=title, desc=plan.sentence, size=size, fmt=fmt)


def sheets(plan: Plan, today: date) -> range:
    """The numbers of the sheets that its picture takes on paper, so that no row is cut."""
    return range(1, len(split_bars(_bars(plan, today))) + 1)


def sheet(plan: Plan, today: date, title: str, number: int) -> bytes:
    """One of them as SVG, over the same weeks as the others."""
    bars = _bars(plan, today)
    parts = split_bars(bars)
    title = f"Action plan: {title}, sheet {number} of {len(parts)}"
    return gantt(parts[number - 1], today, title=title, desc=plan.sentence, over=bars)


def _bars(plan: Plan, today: date) -> list[Bar]:
    return [
        Bar(_label(action), action.starts_on, action.due_on, _state(action, today))
        for action in plan.planned
        if action.due_on
    ]


def _label(action: Action) -> str:
    return f"{action.text} ({who(action)})" if who(action) else action.text
