"""Figures that are hidden because others of the project tell them: the measures counted out of the same people.

Only readers outside the practice need this. One query for any number of projects; kept on the project in hand, so
that the charts of a page share it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Window

from toolkit.differences import Counted, hidden_by_difference
from toolkit.models import Figure, Measure

RATIOS = (Measure.ValueKind.PERCENTAGE, Measure.ValueKind.RATE)
KEPT = "_counted_together"


def load(projects: Iterable[Any]) -> None:
    """Fetch for these projects what ``hidden_days`` needs; without it each project is fetched by itself."""
    projects = list(projects)
    found: dict[Any, dict[date, list[Counted]]] = {project.pk: defaultdict(list) for project in projects}
    rows = (
        Figure.objects.filter(measure__project__in=list(found), measure__value_kind__in=RATIOS, denominator__gt=0)
        .annotate(
            of=F("measure__project"),
            together=Window(Count("pk"), partition_by=[F("measure__project"), F("date"), F("denominator")]),
        )
        .filter(together__gt=1)
        .order_by("date", "measure")
    )
    for of, day, *counted in rows.values_list("of", "date", "measure", "numerator", "denominator"):
        found[of][day].append(Counted(*counted))
    for project in projects:
        setattr(project, KEPT, (found[project.pk], {}))


def hidden_days(measure: Measure, threshold: int) -> frozenset[date]:
    """The days on which a measure's figure is hidden because of others; of a measure without counts none."""
    if not measure.is_ratio:
        return frozenset()
    if not hasattr(measure.project, KEPT):
        load([measure.project])
    by_day, told = getattr(measure.project, KEPT)
    if threshold not in told:
        told[threshold] = _by_measure(by_day, threshold)
    return frozenset(told[threshold].get(measure.pk, ()))


def _by_measure(by_day: dict[date, list[Counted]], threshold: int) -> dict[Hashable, set[date]]:
    hidden: dict[Hashable, set[date]] = defaultdict(set)
    for day, figures in by_day.items():
        for key in hidden_by_difference(figures, threshold):
            hidden[key].add(day)
    return hidden
