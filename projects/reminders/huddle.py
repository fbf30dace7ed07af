"""Half an hour before a huddle: to everybody on the lead team."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.models import HuddleSchedule, Project, Reminder
from projects.series import closed_days, meets_on

from .kinds import DAY, Due, Kind, Letter, days_around, moment, zone_of
from .people import team_today

BEFORE = timedelta(minutes=30)


def find(now: datetime) -> Iterator[Due]:
    schedules = list(
        HuddleSchedule.objects.filter(project__status=Project.Status.ACTIVE)
        .select_related("project__practice")
        .prefetch_related(team_today())
    )
    closed = _closed_near(schedules, timezone.localdate(now))
    for schedule in schedules:
        zone = zone_of(schedule.project)
        for day in days_around(now, zone):
            if not meets_on(schedule, day, closed[schedule.project.practice_id]):
                continue
            at = moment(day, schedule.time, zone)
            for place in schedule.project.reachable:
                yield Due(place.user_id, schedule.project_id, schedule.pk, day, at - BEFORE, at, zone)


def _closed_near(schedules: Collection[HuddleSchedule], today: date) -> dict[UUID, frozenset[date]]:
    practices = {schedule.project.practice for schedule in schedules}
    return closed_days(practices, today - 2 * DAY, today + 2 * DAY)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, HuddleSchedule]:
    """The schedules, each with the days near today on which its practice is closed."""
    schedules = HuddleSchedule.objects.select_related("project__practice").in_bulk(ids)
    closed = _closed_near(schedules.values(), timezone.localdate())
    for schedule in schedules.values():
        schedule.closed = closed[schedule.project.practice_id]
    return schedules


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the huddle was paused, moved to other days, or has begun, or the practice closes."""
    schedule = reminder.about
    if schedule is None or not meets_on(schedule, reminder.day, schedule.closed):
        return None
    zone = zone_of(reminder.project)
    if moment(reminder.day, schedule.time, zone) <= now or not reminder.on_team:
        return None
    return Letter(
        "projects/emails/huddle_reminder",
        {
            "schedule": schedule,
            "day": reminder.day,
            "is_today": reminder.day == now.astimezone(zone).date(),
            "link": settings.SITE_URL + page(reminder),
        },
    )


def page(reminder: Reminder) -> str:
    return reverse("huddle-detail", kwargs={"project_id": reminder.project_id})


KIND = Kind(
    name="huddle",
    label="The huddle",
    hint="Half an hour before it starts.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    ahead=True,
    page=page,
)
