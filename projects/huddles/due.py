"""Whether a huddle is due today. Pure."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from projects.models import Huddle, HuddleSchedule
from projects.series import UK, occurrences
from projects.steps.facts import HuddleDue

LATE = timedelta(hours=2)  # so long after its time it can still be begun from Today


def huddle_due(
    schedule: HuddleSchedule | None,
    todays: Iterable[Huddle],
    now: datetime,
    closed: Collection[date],
    time_zone: str = UK,
) -> HuddleDue | None:
    """Today's huddle until it is finished, or for two hours after its time; one under way at any time.

    Args:
        todays: the huddle of today, if it was begun.
        closed: as for ``projects.series.occurrences``.
    """
    today = now.astimezone(ZoneInfo(time_zone)).date()
    held = next((huddle for huddle in todays if huddle.day == today), None)
    if held is not None and held.finished_at:
        return None
    planned = occurrences(schedule, today, today, closed, time_zone) if schedule else []
    place = schedule.place if schedule else ""
    if held is not None:
        at = planned[0].time() if planned else held.begun_at.astimezone(ZoneInfo(time_zone)).time()
        return HuddleDue(at, place, is_begun=True)
    if not planned or now.astimezone(UTC) > planned[0].astimezone(UTC) + LATE:
        return None
    return HuddleDue(planned[0].time(), place)
