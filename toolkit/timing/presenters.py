"""Timed visits as pages show them. No queries: visits come with their stamps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from cmsportal.nhsuk.formats import count_words, day, number
from toolkit.charts.numbers import nice_scale
from toolkit.charts.spread import Scale, Strip, spread_picture
from toolkit.models import TimedVisit, Timing

from .durations import Stretch, WithSomebody, out_of_order, stretches, time_with_somebody


@dataclass(frozen=True)
class VisitRow:
    visit: TimedVisit
    name: str  # 'Visit 3, Monday 2 March'
    times: tuple[str, ...]  # under each point, '' where there is no stamp
    remark: str


@dataclass(frozen=True)
class Result:
    """What was found. ``rows`` of the table say the same as the picture."""

    drawn: list[Stretch]
    counted: int
    sentence: str
    rows: list[tuple[str, ...]]


def stamps_of(visit: TimedVisit) -> dict[int, Any]:
    return {stamp.point: stamp.at for stamp in visit.stamps.all()}


def minutes_words(minutes: float | None) -> str:
    """'4 minutes', '1 minute', 'under a minute', '1 h 10 min'."""
    if minutes is None:
        return ""
    if minutes < 0.95:
        return "under a minute"
    whole = round(minutes)
    if whole >= 60:
        return f"{whole // 60} h {whole % 60} min"
    return f"{whole} minute{'' if whole == 1 else 's'}"


def result_of(timing: Timing, visits: Iterable[TimedVisit]) -> Result:
    counted = [visit for visit in visits if not visit.left_out]
    stamps = [stamps_of(visit) for visit in counted]
    found = stretches(timing.points, stamps)
    with_somebody = time_with_somebody(timing.points, stamps, timing.with_somebody)
    all_visits = found[-1]
    words = " ".join(filter(None, [sentence_of(found), with_somebody_words(with_somebody, all_visits)]))
    rows = [_row(stretch, place in timing.with_somebody) for place, stretch in enumerate(found)]
    more = _with_somebody(with_somebody, all_visits) if with_somebody else []
    return Result([*found, *more], len(counted), words, [*rows, *map(_row, more)])


def _with_somebody(found: WithSomebody, all_visits: Stretch) -> list[Stretch]:
    """With their own whole beside it, where it rests on fewer visits than the whole of all."""
    is_fewer = 0 < len(found.whole.minutes) < len(all_visits.minutes)
    return [found.part, found.whole] if is_fewer else [found.part]


def with_somebody_words(found: WithSomebody | None, all_visits: Stretch) -> str:
    if found is None or not found.part.minutes:
        return ""
    usual, count = minutes_words(found.part.median), len(found.part.minutes)
    if count == len(all_visits.minutes):
        return f"Somebody is usually with the patient for {usual}."
    whole = minutes_words(found.whole.median)
    told = "the one visit that shows" if count == 1 else f"the {count_words(count)} visits that show"
    return f"In {told} it, somebody is usually with the patient for {usual} of {whole}."


def sentence_of(found: Sequence[Stretch]) -> str:
    """'A whole visit usually takes 31 minutes. The longest part is ‘Called in to seen’, usually 14 minutes.'"""
    timed = [stretch for stretch in found if stretch.minutes]
    if not timed:
        return ""
    if len(found) == 1:
        return f"Usually {minutes_words(found[0].median)}, of {_visits(len(found[0].minutes))}."
    parts = [stretch for stretch in found[:-1] if stretch.minutes]
    whole = found[-1]
    said = f"A whole visit usually takes {minutes_words(whole.median)}. " if whole.minutes else ""
    if parts:
        longest = max(parts, key=lambda stretch: stretch.median or 0)
        said += f"The longest part is ‘{longest.label}’, usually {minutes_words(longest.median)}."
    return said.strip()


def _visits(count: int) -> str:
    return "one visit" if count == 1 else f"{number(count)} visits"


def _row(stretch: Stretch, is_marked: bool = False) -> tuple[str, ...]:
    half = stretch.half
    label = f"{stretch.label} (with somebody)" if is_marked else stretch.label
    between = f"{minutes_words(half[0])} to {minutes_words(half[1])}" if half else "too few to say"
    if not stretch.minutes:
        return (label, "0", "", "", "")
    ends = f"{minutes_words(stretch.minutes[0])} to {minutes_words(stretch.minutes[-1])}"
    return (label, number(len(stretch.minutes)), minutes_words(stretch.median), between, ends)


def visit_rows(timing: Timing, visits: Iterable[TimedVisit], zone: ZoneInfo) -> list[VisitRow]:
    rows = []
    for visit in visits:
        stamps = stamps_of(visit)
        times = tuple(
            f"{stamps[point].astimezone(zone):%H:%M}" if point in stamps else ""
            for point in range(len(timing.points))
        )
        remark = "Left out" if visit.left_out else "Times out of order" if out_of_order(stamps) else ""
        rows.append(VisitRow(visit, f"Visit {visit.number}, {day(visit.day)}", times, remark))
    return rows


def picture(timing: Timing, result: Result, size: str, fmt: str) -> bytes:
    longest = max((stretch.minutes[-1] for stretch in result.drawn if stretch.minutes), default=10.0)
    ticks = nice_scale(0, max(longest, 2), 6 if size == "wide" else 4, whole=True)
    words = tuple((tick, f"{number(tick)} min" if tick == ticks[-1] else number(tick)) for tick in ticks)
    strips = [Strip(stretch.label, stretch.minutes) for stretch in result.drawn]
    return spread_picture(
        strips,
        Scale(0, ticks[-1], words),
        title=f"{timing.title}: how long each part takes",
        desc=result.sentence or "Nothing is timed yet.",
        size=size,
        fmt=fmt,
    )


def on_phone(visits: Iterable[TimedVisit], zone: ZoneInfo, *, names_ids: bool = True) -> list[dict[str, Any]]:
    """What the phone's page needs to know of the visits of today."""
    return [
        {
            "id": str(visit.pk),
            "number": visit.number,
            "stamps": [
                {
                    "id": str(stamp.pk) if names_ids else "",
                    "point": stamp.point,
                    "at": stamp.at.isoformat(),
                    "clock": f"{stamp.at.astimezone(zone):%H:%M}",
                }
                for stamp in visit.stamps.all()
            ],
        }
        for visit in visits
    ]
