"""Count sheets: what is counted on which days, and the taps. Counts are only added (decision 0052)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day as day_words
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from projects.models import Project
from projects.refusal import Refusal
from projects.steps.services import touch_progress
from projects.steps.usage import note_use
from projects.tools import Tool
from toolkit.models import Count, CountSheet, WayIn
from toolkit.ways_in import services as ways_in

from .sending import BEHIND, Unwanted, check_clock, on_clock

LONGEST = 92  # days: a quarter
MOST_IN_A_DAY = 5_000  # taps on one sheet


@dataclass(frozen=True)
class Tap:
    """One tap on a line; or with ``of``, the id of an earlier tap, that one taken back."""

    id: UUID
    line: int = 0
    at: datetime | None = None
    of: UUID | None = None


@transaction.atomic
def start_sheet(
    *,
    project: Project,
    kind: str,
    title: str,
    lines: Sequence[str],
    first_day: date,
    last_day: date,
    key: UUID | None = None,
    by: Any,
) -> CountSheet:
    """Say what is counted and when. Sent twice under one key, it is one. Raises ValidationError."""
    Project.objects.select_for_update().get(pk=project.pk)
    ident, present = sent_once(
        CountSheet,
        key,
        project=project,
        kind=kind,
        title=title,
        lines=list(lines),
        first_day=first_day,
        last_day=last_day,
    )
    if present:
        return present
    sheet = CountSheet(pk=ident, project=project, kind=kind)
    _fill(sheet, title, lines, first_day, last_day)
    sheet.save(force_insert=True)
    record("count.started", sheet, by=by, project=project, kind=kind)
    touch_progress(project=project, tool=Tool.COUNTING, by=by)
    return sheet


@transaction.atomic
def change_sheet(
    *,
    sheet: CountSheet,
    title: str,
    lines: Sequence[str],
    first_day: date,
    last_day: date,
    expected_version: int,
    by: Any,
) -> CountSheet:
    """Other words, more lines, other days. Lines that were counted on stay where they are.

    Raises Stale when somebody saved in between; Refusal where counts would fall off the sheet.
    """
    row = CountSheet.objects.select_for_update().get(pk=sheet.pk)
    counts = row.counts
    if counts.filter(line__gte=len(lines)).exists():
        raise Refusal("Something was counted on a line that is gone. Reword lines, or add more at the end.")
    if counts.filter(day__lt=first_day).exists() or counts.filter(day__gt=last_day).exists():
        raise Refusal("Something was counted on a day outside of these.")
    _fill(row, title, lines, first_day, last_day)
    save_versioned(row, expected_version, ["title", "lines", "first_day", "last_day"])
    record("count.changed", row, by=by, project=row.project)
    return row


def _fill(sheet: CountSheet, title: str, lines: Sequence[str], first_day: date, last_day: date) -> None:
    if (last_day - first_day).days >= LONGEST:
        raise ValidationError({"last_day": f"Count for {LONGEST} days at most. One or two weeks say enough."})
    sheet.title, sheet.lines, sheet.first_day, sheet.last_day = title, list(lines), first_day, last_day
    sheet.full_clean(validate_unique=False)


@transaction.atomic
def set_closed(*, sheet: CountSheet, closed: bool, by: Any) -> CountSheet:
    """Enough is counted, or not after all. A second click changes nothing."""
    row = CountSheet.objects.select_for_update().get(pk=sheet.pk)
    if bool(row.closed_at) == closed:
        return row
    row.closed_at, row.closed_by = (timezone.now(), by) if closed else (None, None)
    row.version += 1
    row.save(update_fields=["closed_at", "closed_by", "version"])
    record("count.closed" if closed else "count.reopened", row, by=by, project=row.project)
    return row


@transaction.atomic
def keep_taps(
    *,
    sheet: CountSheet,
    taps: Sequence[Tap],
    by: Any = None,
    way_in: WayIn | None = None,
    now: datetime | None = None,
) -> dict[UUID, str]:
    """Keep what one phone sends, of the team (``by``) or of whoever came by a link; what was kept changes nothing.

    The day and the hour are those on the practice's clock. Raises WayClosed when the link was closed meanwhile.

    Returns:
        Of each tap that is not kept the sentence that says why; all others are kept.
    """
    now = now or timezone.now()
    if way_in is not None:
        ways_in.check_open(way_in)
    row = CountSheet.objects.select_for_update().select_related("project__practice").get(pk=sheet.pk)
    zone = ZoneInfo(row.project.practice.time_zone)
    refused = {}
    for tap in taps:
        try:
            _take_back(row, tap.of, now) if tap.of else _keep(row, tap, now, zone, by)
        except Unwanted as problem:
            refused[tap.id] = str(problem)
    return refused


def _keep(sheet: CountSheet, tap: Tap, now: datetime, zone: ZoneInfo, by: Any) -> None:
    if tap.at is None:
        raise ValueError("a tap has a moment")
    local = on_clock(tap.at, zone)
    there = Count.objects.filter(pk=tap.id).first()
    if there is not None:
        if (there.sheet_id, there.line, there.amount, there.day) != (sheet.pk, tap.line, 1, local.date()):
            raise Unwanted("A tap was mixed up with another one, so it was not kept.")
        return
    check_clock(tap.at, now)
    if tap.line >= len(sheet.lines):
        raise Unwanted("The lines were changed. Open the page again.")
    if sheet.closed_at and tap.at > sheet.closed_at:
        raise Unwanted("This sheet was closed. Open it again to go on.")
    _check_day(sheet, local.date())
    if sheet.counts.filter(day=local.date()).count() >= MOST_IN_A_DAY:
        raise Unwanted(f"{MOST_IN_A_DAY:,} taps in a day are as many as can be kept.")
    _note_day(sheet, local.date(), by)
    Count.objects.create(pk=tap.id, sheet=sheet, day=local.date(), hour=local.hour, line=tap.line, amount=1)


def _take_back(sheet: CountSheet, of: UUID, now: datetime) -> None:
    """One less, where that tap stands. Only who tapped knows its id, so nobody takes back what others counted.

    What was never kept needs no taking back; sent twice, it is taken back once.
    """
    counted = Count.objects.filter(pk=of, sheet=sheet, amount=1).first()
    ident = UUID(int=of.int ^ 1)
    if counted is None or Count.objects.filter(pk=ident).exists():
        return
    if counted.created_at < now - BEHIND:
        raise Unwanted("A tap that is older than a day stays.")
    Count.objects.create(pk=ident, sheet=sheet, day=counted.day, hour=counted.hour, line=counted.line, amount=-1)


def counted_on(sheet: CountSheet, day: date) -> dict[int, int]:
    """The sum of each line on one day, by its place."""
    sums = sheet.counts.filter(day=day).order_by().values("line").annotate(sum=Sum("amount"))
    return {row["line"]: row["sum"] for row in sums}


def sheet_behind(way_in: WayIn) -> CountSheet | None:
    """The sheet that a link opens, closed or not."""
    return CountSheet.objects.filter(pk=way_in.subject_id, project=way_in.project_id).first()


def _check_day(sheet: CountSheet, day: date) -> None:
    if not sheet.first_day <= day <= sheet.last_day:
        raise Unwanted(f"This sheet is for {day_words(sheet.first_day)} to {day_words(sheet.last_day)}.")


def _note_day(sheet: CountSheet, day: date, by: Any) -> None:
    """In the record once a day: who of the team counts is no secret, and a row for each tap would bury the rest.

    The day is one on which the tool was used, whoever tapped.
    """
    if not sheet.counts.filter(day=day).exists():
        via = {} if by is not None else {"via": "link"}
        record("count.counted", sheet, by=by, project=sheet.project, **via)
        note_use(project=sheet.project, tool=Tool.COUNTING)


@transaction.atomic
def add_counts(
    *, sheet: CountSheet, day: date, hour: int | None, line: int, amount: int, key: UUID | None = None, by: Any
) -> None:
    """What was counted on paper; below zero it takes away. Sent twice under one key, it counts once.

    Raises ValidationError for a day outside of the sheet or still to come, and where more would be taken away than
    there is; Refusal where the sheet is closed.
    """
    row = CountSheet.objects.select_for_update().select_related("project__practice").get(pk=sheet.pk)
    if row.closed_at:
        raise Refusal("This sheet is closed. Open it again to add to it.")
    ident, present = sent_once(Count, key, sheet=row, day=day, hour=hour, line=line, amount=amount)
    if present:
        return
    if day > timezone.localdate(timezone=ZoneInfo(row.project.practice.time_zone)):
        raise ValidationError({"day": "This day is still to come."})
    try:
        _check_day(row, day)
    except Unwanted as problem:
        raise ValidationError({"day": str(problem)}) from problem
    there = row.counts.filter(day=day, hour=hour, line=line).aggregate(sum=Sum("amount"))["sum"] or 0
    if amount < 0 and there + amount < 0:
        raise ValidationError({"amount": f"There are {max(there, 0)} to take away from."})
    _note_day(row, day, by)
    count = Count(pk=ident, sheet=row, day=day, hour=hour, line=line, amount=amount)
    count.full_clean(exclude=["sheet"], validate_unique=False)
    count.save(force_insert=True)
