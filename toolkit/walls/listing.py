"""The list of walls somebody may open: whole for a coach of three teams, and quick for a manager of three thousand.

For readers outside the practice a wall's leading chart is read from its summary, which is made from the copy for them
(``toolkit.measures.summaries``). Those inside see the figures themselves and have few walls: theirs are worked out.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Subquery

from projects.models import Project
from toolkit.measures.entering import local_today
from toolkit.measures.series import Reader, for_charts
from toolkit.measures.summaries import out_of_date, refresh
from toolkit.models import ChartSummary, Measure

from .presenters import ORDER, WallRow, empty_row, summary_row, wall_row
from .querysets import walls_for

PER_PAGE = 24
MOST_NEW = 48  # summaries that one page makes before it sorts


def walls_page(user: Any, number: Any) -> Page:
    """One page of rows, what changed before the others: as many queries for three walls as for three thousand."""
    leading = Measure.objects.hanging().filter(project=OuterRef("pk")).order_by(*Measure._meta.ordering)
    walls = list(
        walls_for(user)
        .annotate(leading=Subquery(leading.values("pk")[:1]))
        .select_related(None)
        .values_list("pk", "leading", "reader_is_inside", F("practice__name"), "title")
    )
    inside = _rows_inside({pk: measure for pk, measure, is_inside, *_ in walls if is_inside})
    outside = {pk: measure for pk, measure, is_inside, *_ in walls if not is_inside}
    states = _states([measure for measure in outside.values() if measure])
    ordered = []
    for pk, measure, is_inside, *name in walls:
        state = inside[pk].state if is_inside else states.get(measure, "")
        ordered.append((ORDER.index(state) if state in ORDER else len(ORDER), *name, pk))
    page = Paginator(sorted(ordered), PER_PAGE).get_page(number)
    here = [pk for *_place, pk in page.object_list]
    shown = inside | _rows_outside({pk: outside[pk] for pk in here if pk in outside})
    page.object_list = [shown[pk] for pk in here if pk in shown]
    return page


def _rows_inside(leading: dict[UUID, UUID | None]) -> dict[UUID, WallRow]:
    if not leading:
        return {}
    projects = Project.objects.select_related("practice").prefetch_related("chart_marks").in_bulk(list(leading))
    rows = {pk: empty_row(project) for pk, project in projects.items()}
    for measure in for_charts(Measure.objects.filter(pk__in=[pk for pk in leading.values() if pk])):
        measure.project = projects[measure.project_id]
        reader = Reader(raw=True, threshold=0, today=local_today(measure.project))
        rows[measure.project_id] = wall_row(measure, reader)
    return rows


def _states(measures: Iterable[UUID]) -> dict[UUID, str]:
    """What each chart says, to sort by; some that nobody has summarised yet are summarised first."""
    wanted = set(measures)
    rows = ChartSummary.objects.filter(pk__in=wanted)
    states = dict(rows.values_list("pk", "state"))
    missing = sorted(wanted - states.keys())[:MOST_NEW]
    if missing and refresh(missing):
        states |= rows.filter(pk__in=missing).values_list("pk", "state")
    return states


def _rows_outside(leading: dict[UUID, UUID | None]) -> dict[UUID, WallRow]:
    """As things stand: a summary that is missing or found out of date is made anew."""
    if not leading:
        return {}
    bare = Project.objects.select_related("practice").in_bulk([pk for pk, measure in leading.items() if not measure])
    measures = [measure for measure in leading.values() if measure]
    rows = ChartSummary.objects.select_related(
        "measure__collector", "measure__project__practice", "measure__project__programme"
    )
    found = rows.in_bulk(measures)
    renew = [*out_of_date(list(found.values())), *(pk for pk in measures if pk not in found)]
    if renew:
        refresh(renew)
        found |= rows.in_bulk(renew)
    shown = {row.measure.project_id: summary_row(row) for row in found.values()}
    return {pk: empty_row(project) for pk, project in bare.items()} | shown
