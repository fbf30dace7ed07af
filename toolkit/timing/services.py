"""Timing visits: what is timed, and the moments at which a visit came to each point."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.steps.usage import note_use
from projects.tools import Tool
from toolkit.counting.sending import BEHIND, Unwanted, check_clock
from toolkit.models import Stamp, TimedVisit, Timing, WayIn
from toolkit.ways_in import services as ways_in

from .durations import marks_after

MOST_IN_A_DAY = 500


@dataclass(frozen=True)
class Tap:
    """One act of a phone: a stamp, or with ``undo`` the stamp of this id taken back."""

    id: UUID
    visit: UUID | None = None
    point: int = 0
    at: datetime | None = None
    undo: bool = False


@transaction.atomic
def start_timing(*, project: Project, title: str, points: Sequence[str], key: UUID | None = None, by: Any) -> Timing:
    """Name what is timed and the points of a visit, in order. Sent twice under one key, it is one.

    Raises ValidationError for fewer than two points or more than twelve.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    ident, present = sent_once(Timing, key, project=project, title=title, points=list(points))
    if present:
        return present
    timing = Timing(pk=ident, project=project, title=title, points=list(points))
    timing.full_clean()
    timing.save(force_insert=True)
    record("timing.started", timing, by=by, project=project)
    touch_progress(project=project, tool=Tool.COUNTING, by=by)
    return timing


@transaction.atomic
def change_timing(*, timing: Timing, title: str, points: Sequence[str], expected_version: int, by: Any) -> Timing:
    """Other words. Once a visit is timed the number of points stays: the stamps stand under their places.

    Raises Stale when somebody saved in between, Refusal for another number of points.
    """
    row = Timing.objects.select_for_update().get(pk=timing.pk)
    if len(points) != len(row.points) and row.visits.exists():
        raise Refusal(f"Visits were timed at {len(row.points)} points. Reword them, or start another timing.")
    row.with_somebody = marks_after(row.points, points, row.with_somebody)
    row.title, row.points = title, list(points)
    row.full_clean()
    save_versioned(row, expected_version, ["title", "points", "with_somebody"])
    record("timing.changed", row, by=by, project=row.project)
    return row


@transaction.atomic
def mark_parts(*, timing: Timing, parts: Collection[int], expected_version: int, by: Any) -> Timing:
    """Say in which parts of a visit somebody is with the patient: places of the points at which they begin.

    Raises Stale when somebody saved in between, Refusal for a part that the timing does not have.
    """
    row = Timing.objects.select_for_update().get(pk=timing.pk)
    marked = sorted(set(parts))
    if any(not 0 <= place < len(row.points) - 1 for place in marked):
        raise Refusal("The points were changed meanwhile. Look at the parts again.")
    row.with_somebody = marked
    row.full_clean()
    save_versioned(row, expected_version, ["with_somebody"])
    record("timing.parts_marked", row, by=by, project=row.project, parts=len(marked))
    return row


@transaction.atomic
def set_closed(*, timing: Timing, closed: bool, by: Any) -> Timing:
    """Enough visits are timed, or not after all. A second click changes nothing."""
    row = Timing.objects.select_for_update().get(pk=timing.pk)
    if bool(row.closed_at) == closed:
        return row
    row.closed_at, row.closed_by = (timezone.now(), by) if closed else (None, None)
    row.version += 1
    row.save(update_fields=["closed_at", "closed_by", "version"])
    record("timing.closed" if closed else "timing.reopened", row, by=by, project=row.project)
    return row


@transaction.atomic
def keep_taps(
    *,
    timing: Timing,
    taps: Sequence[Tap],
    by: Any = None,
    way_in: WayIn | None = None,
    now: datetime | None = None,
) -> dict[UUID, str]:
    """Keep what one phone sends, in its order, of the team (``by``) or of whoever came by a link.

    What was kept before changes nothing. Raises WayClosed when the link was closed meanwhile.

    Returns:
        Of each tap that is not kept the sentence that says why; all others are kept.
    """
    now = now or timezone.now()
    if way_in is not None:
        ways_in.check_open(way_in)
    row = Timing.objects.select_for_update().select_related("project__practice").get(pk=timing.pk)
    refused = {}
    for tap in taps:
        try:
            _take_back(row, tap, now) if tap.undo else _stamp(row, tap, now, by)
        except Unwanted as problem:
            refused[tap.id] = str(problem)
    return refused


def _stamp(timing: Timing, tap: Tap, now: datetime, by: Any) -> None:
    there = Stamp.objects.filter(pk=tap.id).first()
    if there is not None:
        if (there.visit_id, there.point) != (tap.visit, tap.point):
            raise Unwanted("A tap was mixed up with another one, so it was not kept.")
        return
    if tap.at is None or tap.visit is None or tap.point >= len(timing.points):
        raise Unwanted("The points were changed. Open the page again.")
    check_clock(tap.at, now)
    if timing.closed_at and tap.at > timing.closed_at:
        raise Unwanted("This timing was closed. Open it again to go on.")
    visit = _visit(timing, tap, by)
    if visit.stamps.filter(point=tap.point).exists():
        raise Unwanted(f"‘{timing.points[tap.point]}’ was stamped on another phone first. That time stays.")
    Stamp.objects.create(pk=tap.id, visit=visit, point=tap.point, at=tap.at)


def _visit(timing: Timing, tap: Tap, by: Any) -> TimedVisit:
    visit = TimedVisit.objects.filter(pk=tap.visit).first()
    if visit is not None:
        if visit.timing_id != timing.pk:
            raise Unwanted("A tap was mixed up with another one, so it was not kept.")
        return visit
    day = timezone.localdate(tap.at, ZoneInfo(timing.project.practice.time_zone))
    last = timing.visits.filter(day=day).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_IN_A_DAY:
        raise Unwanted(f"{MOST_IN_A_DAY} visits in a day are as many as can be kept.")
    visit = TimedVisit.objects.create(pk=tap.visit, timing=timing, day=day, number=last + 1)
    if last == 0:
        via = {} if by is not None else {"via": "link"}
        record("timing.visits_timed", timing, by=by, project=timing.project, **via)
        note_use(project=timing.project, tool=Tool.COUNTING)
    return visit


def timing_behind(way_in: WayIn) -> Timing | None:
    """The timing that a link opens, closed or not."""
    return Timing.objects.filter(pk=way_in.subject_id, project=way_in.project_id).first()


def visits_of(timing: Timing) -> list[TimedVisit]:
    """With their stamps."""
    return list(timing.visits.prefetch_related("stamps"))


def _take_back(timing: Timing, tap: Tap, now: datetime) -> None:
    stamp = Stamp.objects.filter(pk=tap.id, visit__timing=timing).select_related("visit").first()
    if stamp is None:
        return
    if stamp.created_at < now - BEHIND:
        raise Unwanted("A time that is older than a day stays. The team can leave the visit out.")
    stamp.delete()
    if not stamp.visit.stamps.exists() and not stamp.visit.note:
        stamp.visit.delete()


@transaction.atomic
def note_visit(*, visit: TimedVisit, note: str, left_out: bool, by: Any) -> TimedVisit:
    """What was unusual about a visit, and whether it counts. No name and no number of a patient."""
    row = TimedVisit.objects.select_for_update().get(pk=visit.pk)
    if (row.note, row.left_out) == (note, left_out):
        return row
    row.note, row.left_out = note, left_out
    row.full_clean()
    row.save(update_fields=["note", "left_out"])
    record("timing.visit_noted", row, by=by, project=row.timing.project, left_out=left_out)
    return row
