"""What a timing gives to the workbook: how long a visit usually takes, and how much of it is with somebody."""

from collections.abc import Sequence
from decimal import Decimal

from toolkit.models import Answer, TimedVisit, Timing
from toolkit.timing.durations import ENOUGH, stretches, time_with_somebody
from toolkit.timing.presenters import stamps_of

from .finding import Finding, Kind, Origin

WHOLE, PART = "processes.visit_minutes", "processes.care_minutes"


def from_timing(timing: Timing, visits: Sequence[TimedVisit]) -> list[Finding]:
    """Medians, each of five visits or more that were not left out.

    From the first point to the last; and, where the team has marked them, of the parts with somebody. Given both,
    both are of the same visits: otherwise the part could be longer than the whole.
    """
    counted = [visit for visit in visits if not visit.left_out]
    if not counted:
        return []
    stamps = [stamps_of(visit) for visit in counted]
    all_visits = stretches(timing.points, stamps)[-1]
    found = time_with_somebody(timing.points, stamps, timing.with_somebody)
    results = {WHOLE: all_visits}
    if found is not None and len(found.part.minutes) >= ENOUGH:
        results = {WHOLE: found.whole, PART: found.part}
    as_of = max(visit.day for visit in counted)
    return [
        Finding(
            key=key,
            kind=Kind.TIMING,
            pk=timing.pk,
            origin=Origin.COUNTED,
            as_of=as_of,
            source=_source(timing, len(result.minutes), len(all_visits.minutes)),
            number=Decimal(str(round(result.median, 1))),
            certainty=Answer.Certainty.KNOWN,
        )
        for key, result in results.items()
        if result.median is not None and len(result.minutes) >= ENOUGH
    ]


def _source(timing: Timing, rests_on: int, timed: int) -> str:
    of = f"{rests_on} of {timed}" if rests_on < timed else str(rests_on)
    return f"{of} visits timed: ‘{timing.title}’"
