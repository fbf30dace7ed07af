"""When and where the team huddles."""

from datetime import date, time
from typing import Any

from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.versions import Stale, save_versioned
from projects.models import HuddleSchedule, Project
from projects.steps.services import touch_progress
from projects.tools import Tool

FIELDS = ("weekdays", "time", "place", "is_paused", "paused_until")


@transaction.atomic
def set_schedule(
    *,
    project: Project,
    weekdays: list[int],
    time: time,
    place: str,
    is_paused: bool,
    paused_until: date | None = None,
    expected_version: int,
    by: Any,
) -> HuddleSchedule:
    """Set the days, the time and the place, or pause the huddles.

    Args:
        paused_until: the day on which they start again by themselves; None while paused: until somebody says so.

    Raises:
        Stale: somebody set it in between.
        ValidationError: no weekday, or one outside Monday to Sunday; a day to start again without a pause.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    schedule = HuddleSchedule.objects.filter(project=project).first()
    is_new = schedule is None
    schedule = schedule or HuddleSchedule(project=project)
    if is_new and expected_version:
        raise Stale(None)
    before = None if is_new else HuddleSchedule.objects.get(pk=schedule.pk)
    schedule.weekdays, schedule.time = sorted(set(weekdays)), time
    schedule.place, schedule.is_paused, schedule.paused_until = place.strip(), is_paused, paused_until
    schedule.full_clean()
    if is_new:
        schedule.version = 1
        schedule.save()
    elif before and before.version != expected_version and _same(before, schedule):
        return before
    else:
        save_versioned(schedule, expected_version, list(FIELDS))
    touch_progress(project=project, tool=Tool.HUDDLES, by=by)
    record("huddle.scheduled", schedule, by=by, project=project, is_paused=is_paused)
    return schedule


def _same(one: HuddleSchedule, other: HuddleSchedule) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in FIELDS)
