"""A chart in one row, for walls of thousands: made from the copy for readers outside the practice.

A row is renewed when a figure arrives (toolkit.tasks), each night, and by a page that finds it out of date. So a
nudge that got lost costs time and never the truth.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from toolkit.charts import Chart, fingerprint, study, words
from toolkit.charts.words import newest_figure
from toolkit.models import ChartMark, ChartSummary, Measure

from . import schedule, siblings
from .entering import local_today
from .series import Reader, chart_of, with_figures
from .sources import sources

Rank = ChartSummary.Rank
RANKS = {
    "worse": Rank.WORSE,
    "better": Rank.BETTER,
    "change": Rank.CHANGE,
    "none": Rank.NONE,
    "early": Rank.EARLY,
    "trial": Rank.EARLY,
    "hidden": Rank.HIDDEN,
    "empty": Rank.EMPTY,
}
WITHHELD = "withheld"
FARTHEST = 400  # days ahead in which a chart is watched for going stale
AT_ONCE = 200
EVERYTHING = [field.name for field in ChartSummary._meta.concrete_fields if not field.primary_key]


def make_summary(measure: Measure, marks: Sequence[ChartMark], source: str) -> ChartSummary:
    """The row as it should be today, not saved. Of a measure with its figures, phases and project; no query."""
    project = measure.project
    row = ChartSummary(measure=measure, programme_id=project.programme_id, source=source)
    if measure.is_between:  # each figure is the date of an event that may have been one person's
        row.state, row.rank = WITHHELD, Rank.WITHHELD
        row.signal = Rank.WITHHELD.label
        return row
    today = local_today(project)
    reader = Reader(raw=False, threshold=project.programme.small_number_threshold, today=today)
    chart = chart_of(measure, marks, reader)
    analysis = study(chart)
    said = words(chart, analysis)
    row.state, row.signal, row.brief = said.state, said.signal[:60], f"{said.brief} {said.chance_short}".strip()[:300]
    row.rank = RANKS.get(said.state, Rank.NONE)
    row.is_stale = chart.stale
    row.last_on, figure = newest_figure(chart, analysis)
    row.last_words = figure if figure in {"", "*"} else f"{figure} {chart.value_word}".strip()[:80]
    row.picture = fingerprint(chart, "small") if chart.points else ""
    row.renew_on = _renew_on(measure, chart, marks, today)
    return row


def said_of(row: ChartSummary) -> tuple[str, str]:
    """What the chart says, and how often chance says so; the row keeps both as one text."""
    said, chance, often = row.brief.partition(" Chance does this in ")
    return said, f"{chance}{often}".strip()


def _renew_on(measure: Measure, chart: Chart, marks: Iterable[ChartMark], today: date) -> date | None:
    """The first day on which the chart looks otherwise by itself: it goes stale, or a planned change comes."""
    days = [mark.date for mark in marks if mark.date > today and mark.measure_id in {None, measure.pk}]
    entered = [figure.date for figure in measure.figures.all()]
    if entered and not chart.stale:
        ahead = [today + timedelta(days=k) for k in range(1, FARTHEST)]
        at = bisect_left(ahead, True, key=lambda day: schedule.is_stale(measure, entered[-1], day))
        days += ahead[at : at + 1]
    return min(days, default=None)


def marks_by_project(measures: Iterable[Measure]) -> dict[UUID, list[ChartMark]]:
    """One query."""
    found: dict[UUID, list[ChartMark]] = defaultdict(list)
    for mark in ChartMark.objects.filter(project__in={measure.project_id for measure in measures}):
        found[mark.project_id].append(mark)
    return found


def summary_source(measure: Measure, source: str) -> str:
    """What a summary was made from: also the programme's threshold, which the copy for outside goes by."""
    return f"{source}-{measure.project.programme.small_number_threshold}"


def out_of_date(rows: Sequence[ChartSummary]) -> list[UUID]:
    """Of rows fetched with measure, collector, project and practice: whose chart has changed since; two queries."""
    measures = [row.measure for row in rows]
    if not measures:
        return []
    found = sources(measures, marks_by_project(measures))
    return [
        row.pk
        for row in rows
        if row.source != summary_source(row.measure, found[row.pk])
        or (row.renew_on is not None and row.renew_on <= local_today(row.measure.project))
    ]


def refresh(measure_ids: Iterable[UUID]) -> int:
    """Make the rows of these measures anew; those that are gone are passed over. Safe to run twice, and at once.

    Returns how many rows were written.
    """
    wanted, written = list(measure_ids), 0
    for start in range(0, len(wanted), AT_ONCE):
        measures = list(_whole(wanted[start : start + AT_ONCE]))
        marks = marks_by_project(measures)
        found = sources(measures, marks)
        with_figures(measures)
        projects: dict[UUID, Any] = {}
        for measure in measures:  # one instance of each project, so that its measures share what is read of it
            measure.project = projects.setdefault(measure.project_id, measure.project)
        siblings.load(projects.values())
        rows = [make_summary(m, marks.get(m.project_id, []), summary_source(m, found[m.pk])) for m in measures]
        after = sources(measures, marks)
        for row in rows:
            if after[row.pk] != found[row.pk]:
                row.source = ""  # something was written meanwhile: the next look makes it anew
        written += _save(rows)
    return written


def _whole(ids: Sequence[UUID]) -> Iterable[Measure]:
    """In one order, so that two that save at once wait for each other and never for ever."""
    rows = Measure.objects.filter(pk__in=ids).order_by("pk")
    return rows.select_related("collector", "project__programme", "project__practice")


def _save(rows: list[ChartSummary]) -> int:
    try:
        ChartSummary.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["measure"], update_fields=EVERYTHING
        )
    except IntegrityError:  # a measure was deleted meanwhile: the others one by one
        return sum(_save([row]) for row in rows) if len(rows) > 1 else 0
    return len(rows)


def refresh_all() -> int:
    """Every night: make what is missing or out of date. A measure costs a look; only a changed one is made anew."""
    written = 0
    ids = list(Measure.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        rows = ChartSummary.objects.filter(pk__in=chunk).select_related(
            "measure__collector", "measure__project__programme", "measure__project__practice"
        )
        rows = list(rows)
        missing = set(chunk) - {row.pk for row in rows}
        written += refresh([*missing, *out_of_date(rows)])
    return written
