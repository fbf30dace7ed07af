"""How and when each person wants to be reminded. Pure, but for the one query of ``wishes_of``."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from projects.models import Reminder, ReminderSettings

from .kinds import DAY, Due, Kind, moment

CATCH_UP = timedelta(hours=2)  # how late a digest is still sent on its day
STILL = timedelta(hours=4)  # how long a thing of the day is of use after the time somebody chose for it
Bundle, Channel = ReminderSettings.Bundle, Reminder.Channel


def wishes_of(user_ids: Collection[UUID], *, and_digests: bool = False) -> dict[UUID, ReminderSettings]:
    """The settings of these people, and where asked of everybody who wants a digest; one query.

    Who has none is not in it, nor who has no account any more.
    """
    who = Q(user__in=set(user_ids))
    if and_digests:
        who |= Q(bundle=Bundle.DIGEST, channel=Channel.MAIL)
    return {row.user_id: row for row in ReminderSettings.objects.filter(who, user__is_active=True)}


def wants_digest(wishes: ReminderSettings | None) -> bool:
    return wishes is not None and wishes.channel == Channel.MAIL and wishes.bundle == Bundle.DIGEST


def is_paused(wishes: ReminderSettings | None, day: date) -> bool:
    """From the first day of the pause up to the day on which it ends, that one not among them."""
    if wishes is None or wishes.paused_from is None or wishes.paused_until is None:
        return False
    return wishes.paused_from <= day < wishes.paused_until


def quiet_until(wishes: ReminderSettings | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end in which ``now`` lies; None outside of them.

    They are a stretch of real time. So they end once in the night in which an hour comes twice, and end an hour later
    by the clock where it leaves out the time they end at.
    """
    if wishes is None or wishes.quiet_from is None or wishes.quiet_until is None:
        return None
    today = now.astimezone(zone).date()
    over_midnight = wishes.quiet_until < wishes.quiet_from
    for day in (today - DAY, today):
        starts = moment(day, wishes.quiet_from, zone)
        ends = moment(day + DAY if over_midnight else day, wishes.quiet_until, zone)
        if starts <= now < ends:
            return ends
    return None


def is_within(clock: time, start: time, end: time) -> bool:
    """Whether a time of day lies in hours that may pass midnight."""
    return start <= clock < end if start < end else clock >= start or clock < end


def at_own_time(kind: Kind, due: Due, wishes: ReminderSettings | None) -> Due:
    """What a day brings comes at the time of day that the person chose."""
    if wishes is None or not kind.by_day:
        return due
    due_at = moment(due.due_at.astimezone(due.zone).date(), wishes.time_of_day, due.zone)
    return replace(due, due_at=due_at, expires_at=max(due.expires_at, due_at + STILL))


def digest_time(wishes: ReminderSettings, now: datetime, zone: ZoneInfo) -> tuple[date, datetime, datetime] | None:
    """The day whose digest is due now, its time and that of the next one; None at other times of the day."""
    today = now.astimezone(zone).date()
    at, following = (moment(day, wishes.time_of_day, zone) for day in (today, today + DAY))
    return (today, at, following) if at <= now < at + CATCH_UP else None
