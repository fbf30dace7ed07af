"""Huddles that a fictional team has held in the last weeks, and what they left open."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from practices.models import Closure
from projects.models import Action, Huddle, HuddleItem, HuddleSchedule
from projects.series import closed_days, local_time, meets_on

WEEKS = 7
TEN_MINUTES = timedelta(minutes=10)
MISSED = (12, 26)  # days ago: nobody's habit is perfect
SAID = (
    ("staffing", "Cover for the front desk on Tuesday afternoon"),
    ("heads_up", "The flu clinic starts next week: leaflets are at the desk"),
    ("contingency", "If the phones go down, use the mobile in the red drawer"),
)


def hold_huddles(schedule: HuddleSchedule, by: Any, today: date) -> None:
    """Held on the days of the schedule up to yesterday, but for two missed and one of training."""
    project, zone = schedule.project, ZoneInfo(schedule.project.practice.time_zone)
    first = today - timedelta(weeks=WEEKS)
    schedule.history.update(history_date=local_time(first, schedule.time, zone) - timedelta(days=1))
    training = today - timedelta(days=today.weekday() + 11)
    Closure.objects.get_or_create(
        practice=project.practice,
        first_day=training,
        last_day=training,
        defaults={"reason": "Training day", "added_by": by},
    )
    closed = closed_days([project.practice], first, today)[project.practice_id]
    missed = {today - timedelta(days=back) for back in MISSED}
    every = [first + timedelta(days=number) for number in range((today - first).days)]
    held = [_held(schedule, day, by, zone) for day in every if meets_on(schedule, day, closed) and day not in missed]
    Huddle.objects.bulk_create(held)
    if held:
        _leave_open(held[-1], by, today)


def _held(schedule: HuddleSchedule, day: date, by: Any, zone: ZoneInfo) -> Huddle:
    at = local_time(day, schedule.time, zone)
    return Huddle(
        project=schedule.project,
        day=day,
        people_here=4 + day.day % 3,
        begun_at=at,
        begun_by=by,
        finished_at=at + TEN_MINUTES,
        finished_by=by,
        version=2,
        created_at=at,
    )


def _leave_open(huddle: Huddle, by: Any, today: date) -> None:
    for prompt, text in SAID:
        HuddleItem.objects.create(huddle=huddle, prompt=prompt, text=text, said_by=by, created_at=huddle.begun_at)
    action = Action.objects.create(
        project=huddle.project,
        text="Get the locum’s computer card",
        owner=by,
        due_on=today + timedelta(days=1),
        source=Action.Source.HUDDLE,
        source_id=huddle.pk,
        created_at=huddle.begun_at,
    )
    HuddleItem.objects.create(
        huddle=huddle,
        prompt="staffing",
        text=action.text,
        action=action,
        said_by=by,
        created_at=huddle.begun_at,
    )
