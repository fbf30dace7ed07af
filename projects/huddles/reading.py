"""What the pages of a huddle read, each in a fixed number of queries."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from projects.models import Huddle, HuddleItem, HuddleSchedule, Project
from projects.series import closed_days, local_time

from .habit import Edition, Habit, habit_days, habit_of, monday_of
from .running import today_at

YEAR = 53  # weeks
ASKED_FOR = timedelta(days=7)  # so long it is asked whether an unfinished one was held


def todays_huddle(project: Project) -> Huddle | None:
    return _with_people(project).filter(day=today_at(project)).first()


def unfinished(project: Project) -> Huddle | None:
    """The newest one of the last days before today that nobody has finished."""
    today = today_at(project)
    rows = _with_people(project).filter(finished_at__isnull=True, day__lt=today, day__gte=today - ASKED_FOR)
    return rows.order_by("-day").first()


def _with_people(project: Project) -> QuerySet[Huddle]:
    return Huddle.objects.filter(project=project).select_related("begun_by", "finished_by")


def earlier_items(project: Project, huddle: Huddle | None) -> list[HuddleItem]:
    """What earlier huddles left open, oldest first; what was ticked off today stands there still, ticked."""
    day = huddle.day if huddle else today_at(project)
    since = _midnight(project, day)
    still = Q(settled_at__isnull=True) & (Q(action__isnull=True) | Q(action__done_at__isnull=True))
    now = Q(settled_at__gte=since) | Q(action__done_at__gte=since)
    rows = HuddleItem.objects.filter(still | now, huddle__project=project, huddle__day__lt=day)
    return list(_items(rows).order_by("huddle__day", "created_at"))


def said_in(huddle: Huddle) -> list[HuddleItem]:
    return list(_items(huddle.items.all()))


def past_huddles(project: Project, count: int) -> list[Huddle]:
    return list(_with_people(project).filter(finished_at__isnull=False).order_by("-day")[:count])


def _items(rows: QuerySet[HuddleItem]) -> QuerySet[HuddleItem]:
    return rows.annotate(said_on=F("huddle__day")).select_related("action__owner", "said_by", "settled_by")


def _midnight(project: Project, day: date) -> datetime:
    return local_time(day, time(0), ZoneInfo(project.practice.time_zone))


def habit_for(project: Project, schedule: HuddleSchedule | None, weeks: int) -> Habit:
    """The habit calendar of the last weeks: three queries."""
    today = today_at(project)
    first = monday_of(today) - timedelta(weeks=YEAR - 1)
    last = monday_of(today) + timedelta(days=6)
    held = Huddle.objects.finished().filter(project=project, day__range=(first, last))
    found = habit_days(
        first,
        last,
        editions=_editions(schedule) if schedule else [],
        held=set(held.values_list("day", flat=True)),
        closed=closed_days([project.practice], first, last)[project.practice_id],
        today=today,
        time_zone=project.practice.time_zone,
    )
    return habit_of(found, weeks)


def _editions(schedule: HuddleSchedule) -> list[Edition]:
    """From the kept history; a schedule from before there was one counts as it stands, from the day it was made."""
    kept = [Edition(row.history_date, row.instance) for row in schedule.history.order_by("history_date")]
    if not kept:
        return [Edition(schedule.created_at, schedule)]
    return [Edition(min(schedule.created_at, kept[0].since), kept[0].schedule), *kept[1:]]
