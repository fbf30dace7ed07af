"""The time of each point: how long it has had, by the server's clock, so that everybody sees the same."""

from datetime import datetime

from projects.models import AgendaItem


def seconds_spent(item: AgendaItem, now: datetime) -> int:
    """Up to now, the running time included."""
    running = (now - item.running_since).total_seconds() if item.running_since else 0
    return item.seconds_spent + max(0, int(running))


def seconds_left(item: AgendaItem, now: datetime) -> int:
    """Below zero when the point has had more than its minutes."""
    return item.minutes * 60 - seconds_spent(item, now)


def left_words(left: int) -> str:
    """'4 min left', 'less than a minute left', '2 min over'."""
    if left >= 60:
        return f"{left // 60} min left"
    if left > 0:
        return "Less than a minute left"
    return f"{-left // 60} min over" if left <= -60 else "Time is up"


def stop_running(item: AgendaItem, now: datetime) -> None:
    """Stop the time of a point whose row is locked, and keep what it has had."""
    item.seconds_spent = seconds_spent(item, now)
    item.running_since = None
    item.save(update_fields=["seconds_spent", "running_since"])
