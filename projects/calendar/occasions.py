"""What is sent to people's calendars by mail: the huddles of a schedule, the meetings of a series, single meetings.

An occasion is one calendar object with one UID: its rule, the days on which it does not take place, what was moved.
It is worked out from the rows each time; nothing of it is kept but its fingerprint.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from projects.meetings.days import falls_out
from projects.models import CalendarInvite, HuddleSchedule, Meeting, MeetingSeries, Project
from projects.series import closed_days, is_paused_on, local_time, rhythm_days

from .events import page_of, titled, uid
from .sources import HUDDLE_MINUTES

DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Subject = CalendarInvite.Subject


@dataclass(frozen=True)
class Moved:
    """One meeting of a series at another time or place than the series says."""

    instead_of: datetime
    starts: datetime
    minutes: int
    place: str


@dataclass(frozen=True)
class Occasion:
    """Times are aware, on the practice's clock."""

    subject: str
    subject_id: UUID
    project: Project = field(repr=False)
    title: str
    starts: datetime
    minutes: int
    place: str
    url: str
    zone: str
    rule: tuple[tuple[str, Any], ...] = ()
    without: tuple[datetime, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def uid(self) -> str:
        return uid(self.subject, self.subject_id)

    @cached_property
    def fingerprint(self) -> str:
        """Of all that the receiver sees, and of nothing else."""
        said = {name: value for name, value in asdict_of(self).items() if name != "project"}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def asdict_of(occasion: Occasion) -> dict[str, Any]:
    plain = {name: getattr(occasion, name) for name in occasion.__dataclass_fields__ if name != "moved"}
    return {**plain, "moved": [asdict(moved) for moved in occasion.moved]}


def span(today: date) -> tuple[date, date]:
    """The days whose exceptions an invitation names: from the first of this year to the end of the next.

    It moves on once a year, so that time alone sends one new edition a year, with the bank holidays known by then.
    """
    return date(today.year, 1, 1), date(today.year + 1, 12, 31)


def occasions_of(projects: Collection[Project], today: date | None = None) -> list[Occasion]:
    """Of projects with their practice: a fixed number of queries. One that is not under way has none."""
    first, last = span(today or timezone.localdate())
    by_id = {row.pk: row for row in projects if row.status == Project.Status.ACTIVE}
    closed = closed_days([row.practice for row in by_id.values()], first, last)
    meetings = list(Meeting.objects.filter(project__in=by_id, day__range=(first, last)).order_by("day"))
    of_series: dict[UUID | None, list[Meeting]] = defaultdict(list)
    for row in meetings:
        row.project = by_id[row.project_id]
        of_series[row.series_id].append(row)
    alone = of_series.pop(None, [])
    found = [
        _huddles(schedule, by_id[schedule.project_id], first, last, closed)
        for schedule in HuddleSchedule.objects.filter(project__in=by_id)
    ]
    for series in MeetingSeries.objects.filter(project__in=by_id):
        own = of_series[series.pk]
        occasion = _series(series, by_id[series.project_id], own, first, last, closed)
        found.append(occasion)
        # What stayed planned off a rhythm that was changed since is no exception of it, but an event by itself.
        in_rhythm = set(rhythm_days(series, first, last)) if occasion else set()
        alone += [row for row in own if row.day not in in_rhythm]
    for row in alone:
        if row.state != Meeting.State.CANCELLED and not falls_out(row, closed[row.project.practice_id]):
            found.append(_meeting(row, row.project))
    return [occasion for occasion in found if occasion is not None]


def _huddles(
    schedule: HuddleSchedule, project: Project, first: date, last: date, closed: dict[UUID, frozenset[date]]
) -> Occasion | None:
    zone = project.practice.time_zone
    first = max(first, schedule.created_at.astimezone(ZoneInfo(zone)).date())
    rule = (("freq", "WEEKLY"), ("byday", tuple(WEEKDAYS[day] for day in sorted(set(schedule.weekdays)))))
    return _recurring(
        schedule,
        project,
        rule if schedule.weekdays else (),
        rhythm_days(schedule, first, last),
        closed[project.practice_id],
        subject=Subject.HUDDLES,
        title=titled("Huddle", project),
        minutes=HUDDLE_MINUTES,
        url=page_of("huddle-detail", project_id=project.pk),
    )


def _series(
    series: MeetingSeries,
    project: Project,
    rows: list[Meeting],
    first: date,
    last: date,
    closed: dict[UUID, frozenset[date]],
) -> Occasion | None:
    place = "" if series.rhythm == MeetingSeries.Rhythm.WEEKLY else str(-1 if series.week == 5 else series.week)
    rule = (("freq", series.rhythm.upper()), ("byday", (place + WEEKDAYS[series.weekday],)))
    return _recurring(
        series,
        project,
        rule,
        rhythm_days(series, first, last),
        closed[project.practice_id],
        rows,
        subject=Subject.SERIES,
        title=titled(f"{series.get_kind_display()} meeting", project),
        minutes=series.minutes,
        url=page_of("meeting-list", project_id=project.pk),
    )


def _recurring(
    series: HuddleSchedule | MeetingSeries,
    project: Project,
    rule: tuple[tuple[str, Any], ...],
    days: Sequence[date],
    closed: Collection[date],
    rows: Collection[Meeting] = (),
    *,
    subject: str,
    title: str,
    minutes: int,
    url: str,
) -> Occasion | None:
    """None while it is paused without an end, and where no day is left."""
    if not days or not rule or (series.is_paused and series.paused_until is None):
        return None
    zone = ZoneInfo(project.practice.time_zone)
    own = {row.day: row for row in rows}
    off = [day for day in days if _is_off(series, day, closed, own.get(day))]
    if len(off) == len(days):
        return None

    def at(day: date) -> datetime:
        return local_time(day, series.time, zone)

    takes_place = set(days) - set(off)
    moved = [_moved(row, at(day), zone) for day, row in own.items() if day in takes_place]
    return Occasion(
        subject,
        series.pk,
        project,
        title,
        at(days[0]),
        minutes,
        series.place,
        url,
        str(zone),
        rule,
        tuple(map(at, off)),
        tuple(
            change
            for change in moved
            if (change.starts, change.minutes, change.place) != (change.instead_of, minutes, series.place)
        ),
    )


def _is_off(series: HuddleSchedule | MeetingSeries, day: date, closed: Collection[date], row: Meeting | None) -> bool:
    """Called off, or nobody meets that day; a meeting that was moved from such a day takes place."""
    if row is not None:
        return row.state == Meeting.State.CANCELLED or falls_out(row, closed)
    return day in closed or is_paused_on(series, day)


def _moved(row: Meeting, instead_of: datetime, zone: ZoneInfo) -> Moved:
    return Moved(instead_of, row.starts_at.astimezone(zone), row.minutes, row.place)


def _meeting(row: Meeting, project: Project) -> Occasion:
    zone = ZoneInfo(project.practice.time_zone)
    return Occasion(
        Subject.MEETING,
        row.pk,
        project,
        titled(f"{row.get_kind_display()} meeting", project),
        row.starts_at.astimezone(zone),
        row.minutes,
        row.place,
        page_of("meeting-detail", project_id=project.pk, meeting_id=row.pk),
        str(zone),
    )
