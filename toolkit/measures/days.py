"""Days between rare events: each figure is the day of an event, and its value the days since the event before.

The first event has none before it, so it carries no value and shows as a gap. Whoever writes holds the measure
(``hold``) so that two writers never count from different neighbours.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_update_with_history

from cmsportal.nhsuk.formats import day as day_words
from toolkit.models import Figure, Measure


def is_days(measure: Measure) -> bool:
    return measure.value_kind == Measure.ValueKind.DAYS_BETWEEN


def hold(*measures: Measure) -> None:
    """Lock measures until the transaction ends, always in one order."""
    rows = Measure.objects.select_for_update(no_key=True).filter(pk__in=[measure.pk for measure in measures])
    list(rows.order_by("pk").values_list("pk"))


def set_days(figure: Figure, events: Iterable[date]) -> bool:
    """Give a figure the days since the latest of ``events`` before it; whether that changed it."""
    ordered = sorted(set(events) - {figure.date})
    place = bisect_left(ordered, figure.date)
    days = (figure.date - ordered[place - 1]).days if place else None
    value = None if days is None else Decimal(days)
    status = Figure.Status.MISSING if days is None else Figure.Status.FIGURE
    if (figure.value, figure.status) == (value, status):
        return False
    figure.value, figure.status = value, status
    return True


def events_of(measure: Measure, leaving_out: Figure | None = None) -> list[date]:
    rows = measure.figures.exclude(pk=leaving_out.pk) if leaving_out else measure.figures.all()
    return list(rows.order_by("date").values_list("date", flat=True))


def settle_days(measure: Measure, *, by: Any) -> None:
    """Put the days of every event right after one was added, moved or taken out. The history keeps the old ones."""
    rows = list(Figure.objects.filter(measure=measure).order_by("date"))
    events = [row.date for row in rows]
    changed = [row for row in rows if set_days(row, events)]
    for row in changed:
        row.version += 1  # whoever has its page open is told
    if changed:
        bulk_update_with_history(changed, Figure, ["value", "status", "version"], default_user=by)


def days_sentence(measure: Measure, on: date, leaving_out: Figure | None = None) -> str:
    """What an event on a day would mean, before it is saved."""
    events = events_of(measure, leaving_out)
    if on in events:
        return "This day is noted already."
    place = bisect_left(events, on)
    if not events:
        return "This is the first one. Days are counted from it."
    if place == 0:
        sentence = "It comes before all others, so days are counted from it."
    else:
        count = (on - events[place - 1]).days
        sentence = f"That is {plural(count)} since the one before, on {day_words(events[place - 1])}."
    if place < len(events):
        following = events[place]
        sentence += f" The next one, on {day_words(following)}, then came {plural((following - on).days)} later."
    return sentence


def plural(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"
