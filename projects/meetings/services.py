"""When a kind of meeting comes round, and one meeting put on another day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day
from cmsportal.versions import Stale, save_versioned
from projects.models import Meeting, MeetingSeries, Project, TemplateItem
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.tools import Tool

from .defaults import Point
from .making import drop_what_no_longer_comes, make_meetings

FIELDS = ("rhythm", "weekday", "week", "time", "minutes", "place", "starts_on", "is_paused", "paused_until")


@transaction.atomic
def set_series(
    *,
    project: Project,
    kind: str,
    details: dict[str, Any],
    points: Sequence[Point],
    expected_version: int,
    by: Any,
) -> MeetingSeries:
    """Set when a kind of meeting comes round and what always stands on its agenda; its next meetings are made.

    Meetings that were made, do not fit the new rhythm and that nobody has worked on go. All others stay.

    Args:
        details: a value for each of ``FIELDS``.

    Raises:
        Stale: somebody set it in between.
        ValidationError: a rhythm, a day or a length that cannot be.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    series = MeetingSeries.objects.filter(project=project, kind=kind).first()
    is_new = series is None
    if is_new and expected_version:
        raise Stale(None)
    series = series or MeetingSeries(project=project, kind=kind)
    if not is_new and _same(series, details, points):
        return series  # sent twice, or nothing is changed
    for name in FIELDS:
        setattr(series, name, details[name])
    series.place = series.place.strip()
    series.full_clean()
    if is_new:
        series.version = 1
        series.save()
    else:
        save_versioned(series, expected_version, FIELDS)
    _set_template(series, points)
    touch_progress(project=project, tool=Tool.MEETINGS, by=by)
    record("meeting.series_set", series, by=by, project=project, kind=kind, is_paused=series.is_paused)
    drop_what_no_longer_comes(series, timezone.now())
    make_meetings(series=series, now=timezone.now())
    return series


def _set_template(series: MeetingSeries, points: Sequence[Point]) -> None:
    if _points(series) == list(points):
        return
    series.template.all().delete()
    for position, point in enumerate(points):
        item = TemplateItem(series=series, title=point.title, minutes=point.minutes, position=position)
        item.full_clean()
        item.save(force_insert=True)


def _points(series: MeetingSeries) -> list[Point]:
    return [Point(item.title, item.minutes) for item in series.template.all()]


def _same(series: MeetingSeries, details: dict[str, Any], points: Sequence[Point]) -> bool:
    return all(getattr(series, name) == details[name] for name in FIELDS) and _points(series) == list(points)


@transaction.atomic
def move_to(
    *, meeting: Meeting, starts_at: datetime, minutes: int, place: str, expected_version: int, by: Any
) -> Meeting:
    """Put one meeting on another day or time, in another place. The series stays as it is.

    Raises:
        Refusal: it is not planned any more, or the time has passed.
        Stale: somebody changed the meeting in between.
    """
    row = Meeting.objects.select_for_update(of=("self",)).select_related("project__practice").get(pk=meeting.pk)
    wanted = (starts_at, minutes, place.strip())
    if (row.starts_at, row.minutes, row.place) == wanted:
        return row
    if row.state != Meeting.State.PLANNED:
        raise Refusal(f"This meeting is {row.get_state_display().lower()}. Only a planned one can be moved.")
    if row.version != expected_version:
        raise Stale(row)
    if starts_at < timezone.now():
        raise Refusal(f"{day(starts_at)} at that time has passed. Choose a time that is still to come.")
    row.starts_at, row.minutes, row.place = wanted
    row.full_clean()
    save_versioned(row, expected_version, ["starts_at", "minutes", "place"])
    record("meeting.moved", row, by=by, project=row.project)
    return row
