"""What a timing gives to the workbook: how long a whole visit usually takes."""

from collections.abc import Sequence
from decimal import Decimal

from toolkit.models import Answer, TimedVisit, Timing
from toolkit.timing.durations import ENOUGH, stretches
from toolkit.timing.presenters import stamps_of

from .finding import Finding, Kind, Origin


def from_timing(timing: Timing, visits: Sequence[TimedVisit]) -> list[Finding]:
    """The median from the first point to the last, of five visits or more that were not left out."""
    counted = [visit for visit in visits if not visit.left_out]
    whole = stretches(timing.points, [stamps_of(visit) for visit in counted])[-1]
    if whole.median is None or len(whole.minutes) < ENOUGH:
        return []
    return [
        Finding(
            key="processes.visit_minutes",
            kind=Kind.TIMING,
            pk=timing.pk,
            origin=Origin.COUNTED,
            as_of=max(visit.day for visit in counted),
            source=f"{len(whole.minutes)} visits timed: ‘{timing.title}’",
            number=Decimal(str(round(whole.median, 1))),
            certainty=Answer.Certainty.KNOWN,
        )
    ]
