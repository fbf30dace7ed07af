"""The kinds of reminder. Each app registers its own when it is ready; this app knows none of theirs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from cmsportal.workdays import is_working_day
from projects.models import Project, Reminder

DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
MORNING, EVENING = time(8), time(20)
BACK = timedelta(days=21)  # a practice may be closed for a fortnight, and Christmas lies before or after
AHEAD = timedelta(days=12)  # the longest time that a practice may be closed before a day, and its weekends
USEFUL_DAYS = 3  # of what is not for one day alone
UNDER_WAY = frozenset({Project.Status.ACTIVE})
KEPT = UNDER_WAY | {Project.Status.COMPLETED}  # what a team keeps outlives its project


@dataclass(frozen=True)
class Due:
    """One mail that falls due: to whom, about what, and between which times it is of use (aware datetimes)."""

    user_id: UUID
    project_id: UUID
    subject_id: UUID
    day: date
    due_at: datetime
    expires_at: datetime
    zone: ZoneInfo = LONDON  # the practice's


@dataclass(frozen=True)
class Letter:
    """What a mail says: the name of its templates, and what they are filled with.

    ``attachments`` are files: (name, content, type). A type may carry parameters: 'text/calendar; method=REQUEST'.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[tuple[str, str | bytes, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of reminder.

    Attributes:
        name: its key in the database, at most 20 characters.
        label, hint: what people read where they turn it on and off.
        for_team, for_coaches, for_managers: who can get it, and so may turn it off.
        find: what is due around a time, too much rather than too little: the planner looks at the times.
            A number of queries that does not grow with the number of projects.
        compose: the letter, or None when it is no longer needed. ``reminder.about``, ``on_team`` and ``is_coach``
            are looked up before, so that it asks for nothing; only a figure's asks for its link (decision 0044).
        fetch: the things that reminders are about, by id, for a whole batch of mails; else ``about`` stays empty.
        statuses: of a project that it goes to.
        by_day: the day counts and not the hour, so each person gets it at the time of day they chose.
        ahead: it can be told in the morning of its day, in a digest; else only once it is due.
        alone: it is no reminder but a letter: never in a digest, never on Today only, never held by a pause.
        holds: whether it is still needed, where ``compose`` asks the database; else ``compose`` itself says so. Of a
            batch that has been fetched, for the lines on Today: no query.
        page: the path of the page to open, for the line on Today; else the project's.
    """

    name: str
    label: str
    hint: str
    for_team: bool
    for_coaches: bool
    find: Callable[[datetime], Iterable[Due]]
    compose: Callable[[Reminder, datetime], Letter | None]
    fetch: Callable[[Collection[UUID]], Mapping[UUID, Any]] | None = None
    statuses: frozenset[str] = UNDER_WAY
    by_day: bool = False
    ahead: bool = False
    alone: bool = False
    holds: Callable[[Reminder, datetime], bool] | None = None
    page: Callable[[Reminder], str] | None = None
    for_managers: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; registering it again replaces it."""
    _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def zone_of(project: Project) -> ZoneInfo:
    return ZoneInfo(project.practice.time_zone)


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clock on the practice's wall shows a time on a day, in UTC: differences then are real ones."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def days_around(now: datetime, zone: ZoneInfo, back: int = 1, ahead: int = 1) -> Iterator[date]:
    """Days where the practice is, from ``back`` days ago to ``ahead`` days from now."""
    today = now.astimezone(zone).date()
    return (today + DAY * number for number in range(-back, ahead + 1))


def is_open_on(day: date, closed: Collection[date], nation: str) -> bool:
    """Whether it is a working day on which the practice is not closed."""
    return is_working_day(day, nation) and day not in closed


def working_day_from(day: date, closed: Collection[date], nation: str) -> date:
    """The day itself, or the first one after it on which the practice is open."""
    while not is_open_on(day, closed, nation):
        day += DAY
    return day


def working_day_before(day: date, closed: Collection[date], nation: str) -> date:
    """The last day before it on which the practice is open."""
    day -= DAY
    while not is_open_on(day, closed, nation):
        day -= DAY
    return day


def page_of(name: str, *, project_id: UUID, **ids: Any) -> str:
    """The path of a project's page."""
    return reverse(name, kwargs={"project_id": project_id, **ids})


def in_the_morning(user_id: UUID, project: Project, subject_id: UUID, day: date, told_on: date, days: int = 1) -> Due:
    """Due at eight on a day by the practice's clock, and of use until the evening, ``days`` in all."""
    zone = zone_of(project)
    ends = moment(told_on + DAY * (days - 1), EVENING, zone)
    return Due(user_id, project.pk, subject_id, day, moment(told_on, MORNING, zone), ends, zone)
