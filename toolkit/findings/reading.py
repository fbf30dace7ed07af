"""Finds the results of a project, each as its own page shows it, for those who may see it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from toolkit.counting.sums import Summed
from toolkit.measures.entering import local_today
from toolkit.models import Count, CountSheet, RatingRound, Survey, SurveyAnswer, TimedVisit, Timing
from toolkit.ratings.given import spreads_of_round
from toolkit.surveys.presenters import told_by

from . import from_times
from .finding import Finding, Kind
from .from_counts import from_sheet
from .from_ratings import from_round
from .from_surveys import from_survey

NEWEST = 5  # of each kind: what is older is on its own page
IN_PART = {
    "patients": (Kind.SURVEY,),
    "professionals": (Kind.SURVEY,),
    "processes": (Kind.TIMING, Kind.ROUND),
    "patterns": (Kind.SHEET,),
}
WHOLE = {Kind.SURVEY: Survey, Kind.TIMING: Timing, Kind.SHEET: CountSheet, Kind.ROUND: RatingRound}


def found_in(project: Project, user: Any, kind: Kind, pk: UUID) -> tuple[Any, list[Finding]]:
    """One survey, timing, sheet or round of this project, and what it says; a 404 where there is none."""
    row = get_or_404(WHOLE[kind].visible_to(user).filter(project=project), pk=pk)
    return row, _read(project, user, kind, WHOLE[kind].visible_to(user).filter(pk=row.pk))


def found_for(project: Project, user: Any, part: str) -> dict[str, Finding]:
    """What there is for one part of the workbook, by question: of several results the newest."""
    found: dict[str, Finding] = {}
    for kind in IN_PART.get(part, ()):
        rows = WHOLE[kind].visible_to(user).filter(project=project)
        for finding in _read(project, user, kind, rows):
            best = found.get(finding.key)
            if finding.key.startswith(f"{part}.") and (best is None or finding.as_of > best.as_of):
                found[finding.key] = finding
    return _of_one_timing(found)


def _of_one_timing(found: dict[str, Finding]) -> dict[str, Finding]:
    """Time with somebody is a part of the visit it stands below: of another timing it could be longer."""
    whole, part = found.get(from_times.WHOLE), found.get(from_times.PART)
    if whole is not None and part is not None and whole.pk != part.pk:
        del found[from_times.PART]
    return found


def _read(project: Project, user: Any, kind: Kind, rows: QuerySet[Any]) -> list[Finding]:
    readers = {Kind.SURVEY: _surveys, Kind.TIMING: _timings, Kind.SHEET: _sheets, Kind.ROUND: _rounds}
    return list(readers[kind](project, user, rows))


def _surveys(project: Project, user: Any, rows: QuerySet[Any]) -> Iterable[Finding]:
    shown = Prefetch("answers", SurveyAnswer.objects.shown(), to_attr="told")
    today = local_today(project)
    for survey in rows.filter(shown__gt=0).order_by("-created_at").prefetch_related(shown)[:NEWEST]:
        yield from from_survey(survey, told_by(survey, survey.told), today)


def _timings(project: Project, user: Any, rows: QuerySet[Any]) -> Iterable[Finding]:
    visits = Prefetch("visits", TimedVisit.visible_to(user).prefetch_related("stamps"))
    for timing in rows.order_by("-created_at").prefetch_related(visits)[:NEWEST]:
        yield from from_times.from_timing(timing, list(timing.visits.all()))


def _sheets(project: Project, user: Any, rows: QuerySet[Any]) -> Iterable[Finding]:
    sheets = list(rows.order_by("-first_day")[:NEWEST])
    counted: dict[UUID, list[Summed]] = defaultdict(list)
    sums = Count.visible_to(user).filter(sheet__in=sheets).order_by()
    for row in sums.values("sheet", "day", "hour", "line").annotate(sum=Sum("amount")):
        counted[row["sheet"]].append(Summed(row["day"], row["hour"], row["line"], row["sum"]))
    for sheet in sheets:
        yield from from_sheet(sheet, counted[sheet.pk])


def _rounds(project: Project, user: Any, rows: QuerySet[Any]) -> Iterable[Finding]:
    closed = rows.filter(kind=RatingRound.Kind.PROCESSES, closed_at__isnull=False).prefetch_related("ratings")
    for row in closed.order_by("-begun_at")[:NEWEST]:
        yield from from_round(row, spreads_of_round(row))
