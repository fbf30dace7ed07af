"""When to offer a new middle line. Only ever an offer: a person decides."""

from dataclasses import dataclass
from datetime import date

from toolkit import spc
from toolkit.charts import Change, Chart

LASTING = 8  # figures in a row that make a change a lasting one


@dataclass(frozen=True)
class Offer:
    """A new middle line from ``start`` on, after ``change``."""

    start: date
    change: Change


def offer(chart: Chart, analysis: spc.Analysis) -> Offer | None:
    """An offer where a run in the good direction that still holds began after a marked change; else None.

    The change must lie in the present phase and before the run; the nearest one is named.
    """
    if chart.n_hidden or analysis.state != "better" or analysis.lead is None:
        return None
    lead = analysis.lead
    if lead.rule not in {"run", "shift"} or lead.length < LASTING or lead.part != len(analysis.parts) - 1:
        return None
    dates = analysis.series.dates
    phase_start = dates[analysis.parts[-1].first]
    run_start = dates[lead.first]
    if run_start == phase_start:
        return None
    before = [change for change in chart.changes if phase_start <= change.date <= run_start]
    return Offer(run_start, before[-1]) if before else None
