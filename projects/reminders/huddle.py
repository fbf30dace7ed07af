"""Half an hour before a huddle: to everybody on the lead team."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from cmsportal.workdays import is_bank_holiday
from projects.models import HuddleSchedule, Project, Reminder

from .kinds import Due, Kind, Letter, days_around, moment, zone_of
from .people import is_on_team, team_today

BEFORE = timedelta(minutes=30)


def find(now: datetime) -> Iterator[Due]:
    schedules = (
        HuddleSchedule.objects.filter(is_paused=False, project__status=Project.Status.ACTIVE)
        .select_related("project__practice")
        .prefetch_related(team_today())
    )
    for schedule in schedules:
        zone = zone_of(schedule.project)
        for day in days_around(now, zone):
            if day.weekday() not in schedule.weekdays or is_bank_holiday(day):
                continue
            at = moment(day, schedule.time, zone)
            for place in schedule.project.reachable:
                yield Due(place.user_id, schedule.project_id, schedule.pk, day, at - BEFORE, at)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the huddle was paused, moved to other days, or has begun."""
    schedule = HuddleSchedule.objects.filter(pk=reminder.subject_id, is_paused=False).first()
    if schedule is None or reminder.day.weekday() not in schedule.weekdays:
        return None
    zone = zone_of(reminder.project)
    if moment(reminder.day, schedule.time, zone) <= now or not is_on_team(reminder.project, reminder.user):
        return None
    return Letter(
        "projects/emails/huddle_reminder",
        {
            "schedule": schedule,
            "day": reminder.day,
            "is_today": reminder.day == now.astimezone(zone).date(),
            "link": settings.SITE_URL + reverse("project-detail", kwargs={"project_id": reminder.project_id}),
        },
    )


KIND = Kind(
    name="huddle",
    label="The huddle",
    hint="Half an hour before it starts.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
)
