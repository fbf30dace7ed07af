"""On which day this period's figure stands, for those who are not asked for a date: the QR code and the tally."""

from collections.abc import Collection
from datetime import date

from toolkit.models import Measure

from . import schedule


def day_of_period(measure: Measure, today: date, entries: Collection[date]) -> date | None:
    """The day of the figure that is wanted now, None when it is in.

    It is the latest date due. Where that is in and the next one is near, the figure may come early, on today. Where
    nothing was due so far (rare events, and before the first small test ends), it stands on today.
    """
    due = schedule.last_due(measure, today)
    if due is None:
        return None if today in entries else today
    if not schedule.is_entered(measure, due, entries):
        return due
    following = schedule.next_due(measure, due)
    if following is None or today < following - schedule.NEAR[measure.schedule]:
        return None
    return None if schedule.is_entered(measure, following, entries) else today


def day_to_count(measure: Measure, today: date) -> date:
    """The day that a tally is saved to: the latest date due, whether or not a figure is there already."""
    return schedule.last_due(measure, today) or today
