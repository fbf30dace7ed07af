"""When to offer a new middle line. Only ever an offer: a person decides."""

from dataclasses import dataclass
from datetime import date

from toolkit import spc
from toolkit.charts import Change, Chart


@dataclass(frozen=True)
class Offer:
    """A new middle line from ``start`` on, after ``change``."""

    start: date
    change: Change


def offer(chart: Chart, analysis: spc.Analysis) -> Offer | None:
    """What the engine proposes, with the change that it follows; None on a chart with hidden figures."""
    if chart.n_hidden:
        return None
    proposal = spc.propose_rephase(analysis, [change.date for change in chart.changes])
    if proposal is None:
        return None
    change = next(c for c in reversed(chart.changes) if c.date == proposal.change_date)
    return Offer(proposal.start, change)
