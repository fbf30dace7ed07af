"""What a timing gives to the workbook: how long a visit usually takes, and how much of it is with somebody."""

from collections.abc import Sequence
from decimal import Decimal

from toolkit.models import Answer, TimedVisit, Timing
from toolkit.timing.durations import ENOUGH, stretches, time_with_somebody
from toolkit.timing.presenters import stamps_of

from .finding import Finding, Kind, Origin


def from_timing(timing: Timing, visits: Sequence[TimedVisit]) -> list[Finding]:
    """Medians, each of five visits or more that were not left out.

    From the first point to the last; and, where the team has marked them, of the parts with somebody.
    """
    counted = [visit for visit in visits if not visit.left_out]
    if not counted:
        return []
    stamps = [stamps_of(visit) for visit in counted]
    as_of = max(visit.day for visit in counted)
    results = {
        "processes.visit_minutes": stretches(timing.points, stamps)[-1],
        "processes.care_minutes": time_with_somebody(timing.points, stamps, timing.with_somebody),
    }
    return [
        Finding(
            key=key,
            kind=Kind.TIMING,
            pk=timing.pk,
            origin=Origin.COUNTED,
            as_of=as_of,
            source=f"{len(result.minutes)} visits timed: ‘{timing.title}’",
            number=Decimal(str(round(result.median, 1))),
            certainty=Answer.Certainty.KNOWN,
        )
        for key, result in results.items()
        if result is not None and result.median is not None and len(result.minutes) >= ENOUGH
    ]
