"""Reminders in words, from rows already fetched."""

from dataclasses import dataclass

from cmsportal.nhsuk.formats import clock, day
from projects.models import Reminder

from .kinds import kind_named


@dataclass(frozen=True)
class FailedView:
    reminder: Reminder
    what: str  # 'The huddle'
    to: str
    about: str  # the project
    when: str  # 'Due on Monday 3 March at 8am, tried 3 times'
    problem: str


def failed_view(reminder: Reminder) -> FailedView:
    kind = kind_named(reminder.kind)
    tries = {0: "not tried", 1: "tried once", 2: "tried twice"}.get(
        reminder.attempts, f"tried {reminder.attempts} times"
    )
    return FailedView(
        reminder=reminder,
        what=kind.label if kind else reminder.kind,
        to=f"{reminder.user.name}, {reminder.user.email}",
        about=str(reminder.project),
        when=f"Due on {day(reminder.due_at)} at {clock(reminder.due_at)}, {tries}",
        problem=reminder.problem,
    )
