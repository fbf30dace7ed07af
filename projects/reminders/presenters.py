"""Reminders in words, from rows already fetched."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cmsportal.nhsuk.formats import clock, day
from projects.models import Delivery, Reminder

from . import digest
from .kinds import kind_named


@dataclass(frozen=True)
class FailedView:
    reminder: Reminder
    what: str  # 'The huddle'
    to: str
    about: str  # the project
    when: str  # 'Due on Monday 3 March at 8am, tried 3 times'
    problem: str


@dataclass(frozen=True)
class TryView:
    """A row of the delivery log."""

    at: datetime
    what: str
    to: str
    about: str
    outcome: str  # 'The mail server took it (250)'
    went_well: bool


@dataclass(frozen=True)
class Notice:
    """A line on the Today page."""

    reminder: Reminder
    title: str
    text: str
    url: str


def label_of(name: str) -> str:
    kind = digest.KIND if name == Reminder.DIGEST else kind_named(name)
    return kind.label if kind else name


def about_words(reminder: Reminder) -> str:
    return str(reminder.project) if reminder.project else "All projects"


def try_view(one: Delivery) -> TryView:
    reminder = one.reminder
    code = f" ({one.code})" if one.code else ""
    return TryView(
        at=one.at,
        what=label_of(reminder.kind),
        to=f"{reminder.user.name}, {reminder.user.email}",
        about=about_words(reminder),
        outcome=f"{one.get_outcome_display()}{code}",
        went_well=one.outcome == Delivery.Outcome.ACCEPTED,
    )


def notice(reminder: Reminder) -> Notice:
    kind = kind_named(reminder.kind)
    own_page = kind.page(reminder) if kind and kind.page else ""
    url = own_page or reverse("project-detail", kwargs={"project_id": reminder.project_id})
    return Notice(reminder, label_of(reminder.kind), f"{reminder.project}. {day(reminder.day)}", url)


def failed_view(reminder: Reminder) -> FailedView:
    tries = {0: "not tried", 1: "tried once", 2: "tried twice"}.get(
        reminder.attempts, f"tried {reminder.attempts} times"
    )
    return FailedView(
        reminder=reminder,
        what=label_of(reminder.kind),
        to=f"{reminder.user.name}, {reminder.user.email}",
        about=about_words(reminder),
        when=f"Due on {day(reminder.due_at)} at {clock(reminder.due_at)}, {tries}",
        problem=reminder.problem,
    )
