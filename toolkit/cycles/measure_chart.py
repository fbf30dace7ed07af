"""The measure's chart beside small tests, for one reader: which one, and what it says about the days of a test."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool

from ..charts.sentences import figure_decimals, show_value
from ..measures.cards import Card, card_of
from ..measures.permissions import reader_for
from ..measures.series import for_charts, marks_of
from ..models import Cycle, Measure

BEFORE = 4  # figures before the test to compare with


def measure_beside(project: Project, access: ProjectAccess, wanted: Any = None) -> Measure | None:
    """The measure that a test names (its id), else the project's main one, of those whose charts this reader may see.

    It comes with all that its chart needs.
    """
    if access.sees(Tool.MEASURES):
        measures = project.measures.all()
    elif access.sees(Tool.WALL):
        measures = project.measures.hanging()
    else:
        return None
    rows = for_charts(measures)
    named = rows.filter(pk=wanted).first() if wanted else None
    found = named or rows.filter(archived_at__isnull=True).first()  # the main one comes first
    if found is not None:
        found.project = project
    return found


def card_beside(project: Project, access: ProjectAccess, wanted: Any = None) -> Card | None:
    """The card of that measure as this reader sees it; None where there is nothing to draw."""
    measure = measure_beside(project, access, wanted)
    if measure is None:
        return None
    card = card_of(measure, marks_of(project), reader_for(access), "half")
    return card if card.has_figures else None


def span_of(cycle: Cycle) -> tuple[date, date] | None:
    """The days of a test; one without an end is taken for a day."""
    if cycle.starts_on is None:
        return None
    return cycle.starts_on, cycle.ends_on or cycle.starts_on


@dataclass(frozen=True)
class Meanwhile:
    """What the measure did before a test and on its days, figure by figure, as this reader sees them."""

    before: tuple[tuple[date, str], ...]
    during: tuple[tuple[date, str], ...]


def meanwhile(card: Card, span: tuple[date, date]) -> Meanwhile:
    """The figures of the days of a test, and the last ``BEFORE`` ahead of it. A weekly figure stands for its week."""
    chart, decimals = card.chart, figure_decimals(card.chart, card.analysis)
    reach = {"week": 6, "month": 30}.get(chart.cadence, 0)  # a figure's date is the first day of what it stands for
    first = span[0] - min(timedelta(days=reach), span[0] - date.min)
    shown = [
        (point.date, "*" if point.status == "hidden" else show_value(chart, value, decimals))
        for point, value in zip(chart.points, card.analysis.values, strict=True)
        if point.status == "hidden" or value is not None
    ]
    during = tuple(row for row in shown if first <= row[0] <= span[1])
    return Meanwhile(tuple(row for row in shown if row[0] < first)[-BEFORE:], during)
