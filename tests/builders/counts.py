"""Timings with visits, and count sheets with counts."""

from datetime import date, datetime, timedelta
from typing import Any

from projects.models import Project
from tests.builders import make
from toolkit.models import Count, CountSheet, RatingRound, Stamp, TimedVisit, Timing
from toolkit.ratings.services import begin_round, close_round

POINTS = ("Comes in", "Called in", "Leaves")


def timing(project: Project, points: tuple[str, ...] = POINTS, **extra: Any) -> Timing:
    return Timing.objects.create(project=project, title="A blood test", points=list(points), **extra)


def visit(of: Timing, *minutes: int | None, at: datetime | None = None, **extra: Any) -> TimedVisit:
    """A visit that came to each point so many minutes after it began."""
    at = at or make.now() - timedelta(hours=3)
    row = TimedVisit.objects.create(timing=of, day=at.date(), number=of.visits.count() + 1, **extra)
    for point, after in enumerate(minutes):
        if after is not None:
            Stamp.objects.create(visit=row, point=point, at=at + timedelta(minutes=after))
    return row


def sheet(project: Project, **extra: Any) -> CountSheet:
    today = make.today()
    values = {
        "kind": "phone",
        "title": "Calls to the desk",
        "lines": ["Appointment", "Prescription"],
        "first_day": today - timedelta(days=7),
        "last_day": today + timedelta(days=7),
        **extra,
    }
    return CountSheet.objects.create(project=project, **values)


def count(of: CountSheet, day: date, hour: int | None = 9, line: int = 0, amount: int = 1) -> Count:
    return Count.objects.create(sheet=of, day=day, hour=hour, line=line, amount=amount)


def rating_round(project: Project, by: Any, kind: str = "processes", closed: bool = False) -> RatingRound:
    row = begin_round(project=project, kind=kind, by=by)
    return close_round(round=row, by=by) if closed else row
