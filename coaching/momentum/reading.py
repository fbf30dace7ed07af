"""The facts behind the signals, for one project or many in the same number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max

from projects.models import Huddle, HuddleSchedule, Meeting, Project, TeamMember
from projects.series import closed_days, meets_on
from toolkit.models import Cycle, Measure

from .signals import Facts, OpenTest

LOOKED_BACK = timedelta(days=120)
OVER = timedelta(hours=12)  # after its time a meeting that nobody began was not held
DAY = timedelta(days=1)


def read_facts(projects: Collection[Project], now: datetime) -> dict[UUID, Facts]:
    """Of projects fetched with their practice, by id: eight queries."""
    ids = [project.pk for project in projects]
    days = {project.pk: now.astimezone(ZoneInfo(project.practice.time_zone)).date() for project in projects}
    last = max(days.values(), default=now.date())
    closed = closed_days({project.practice for project in projects}, last - LOOKED_BACK, last)
    measures = _leading(ids)
    schedules = {row.project_id: row for row in HuddleSchedule.objects.filter(project__in=ids)}
    held = _latest(Huddle.objects.finished().filter(project__in=ids), "project", "day")
    meetings, tests, team = _meetings(ids, now), _tests(ids), _by_project(TeamMember.objects.filter(project__in=ids))
    found = {}
    for project in projects:
        pk, today, shut = project.pk, days[project.pk], closed[project.practice_id]
        zone = ZoneInfo(project.practice.time_zone)
        found[pk] = Facts(
            today=today,
            closed=shut,
            tests=tuple(_test(cycle, zone) for cycle in tests[pk]),
            meetings_missed=_missed(meetings[pk], shut, zone),
            **_of_measure(measures.get(pk), zone),
            **_of_huddles(schedules.get(pk), held.get(pk), shut, today, zone),
            **_of_team(team[pk], today),
        )
    return found


def _by_project(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _latest(rows: Any, key: str, name: str) -> dict[UUID, date]:
    return dict(rows.order_by().values(key).annotate(latest=Max(name)).values_list(key, "latest"))


def _leading(ids: list[UUID]) -> dict[UUID, tuple[Measure, date | None]]:
    """The leading measure of each, with the day of its newest entry; those of rare events tell nothing here."""
    rows = Measure.objects.in_use().filter(project__in=ids).annotate(newest=Max("figures__date"))
    found: dict[UUID, tuple[Measure, date | None]] = {}
    for row in rows.order_by("-is_lead", "position", "created_at"):
        found.setdefault(row.project_id, (row, row.newest))
    return found


def _of_measure(leading: tuple[Measure, date | None] | None, zone: ZoneInfo) -> dict[str, Any]:
    if leading is None or leading[0].is_between:
        return {}
    measure, newest = leading
    since = newest or measure.created_at.astimezone(zone).date()
    return {"figures_come": measure.schedule, "figure_since": since, "has_figure": newest is not None}


def _of_huddles(
    schedule: HuddleSchedule | None, held: date | None, shut: Collection[date], today: date, zone: ZoneInfo
) -> dict[str, Any]:
    if schedule is None:
        return {}
    agreed = schedule.created_at.astimezone(zone).date()
    since = max(held, agreed) if held else agreed
    first = max(since, today - LOOKED_BACK) + DAY
    planned = (first + DAY * number for number in range((today - first).days))
    missed = sum(meets_on(schedule, one, shut) for one in planned)
    return {"has_huddles": True, "huddles_missed": missed, "huddle_since": since}


def _meetings(ids: list[UUID], now: datetime) -> dict[UUID, list[Meeting]]:
    past = Meeting.objects.filter(project__in=ids, starts_at__range=(now - LOOKED_BACK, now - OVER))
    return _by_project(past.only("project_id", "state", "starts_at").order_by("-starts_at"))


def _missed(past: list[Meeting], shut: Collection[date], zone: ZoneInfo) -> tuple[date, ...]:
    """Those since the last one that was held, but for days on which the practice was shut."""
    missed = []
    for meeting in past:
        if meeting.state in {Meeting.State.CLOSED, Meeting.State.RUNNING}:
            break
        held_on = meeting.starts_at.astimezone(zone).date()
        if held_on not in shut:
            missed.append(held_on)
    return tuple(reversed(missed))


def _tests(ids: list[UUID]) -> dict[UUID, list[Cycle]]:
    under_way = Cycle.objects.filter(ramp__project__in=ids).exclude(stage__in=["plan", "closed"])
    found: dict[UUID, list[Cycle]] = defaultdict(list)
    for cycle in under_way.select_related("ramp").order_by("created_at"):
        found[cycle.ramp.project_id].append(cycle)
    return found


def _test(cycle: Cycle, zone: ZoneInfo) -> OpenTest:
    began = cycle.starts_on or (cycle.began_at.astimezone(zone).date() if cycle.began_at else None)
    return OpenTest(cycle.number, cycle.stage, began, cycle.ends_on)


def _of_team(rows: list[TeamMember], today: date) -> dict[str, Any]:
    present = [row for row in rows if row.covers(today)]
    gone = [row for row in rows if row.is_champion and row.ends_on and row.ends_on <= today]
    last = max(gone, key=lambda row: row.ends_on, default=None)
    return {
        "has_team": bool(present),
        "has_champion": any(row.is_champion for row in present),
        "champion_left": (last.name, last.ends_on) if last else None,
    }
