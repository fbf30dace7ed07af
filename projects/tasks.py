"""What the worker does when the scheduler nudges it. Due work is rows: a task that runs twice finds none left."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import OperationalError
from django.utils import timezone

from .calendar.invites import plan_invites
from .meetings.tasks import make_meetings, send_minutes  # noqa: F401 - the worker looks for tasks here
from .reminders.planning import plan_reminders as plan
from .reminders.sending import is_too_much_for_one, send_due

RETRY = {"autoretry_for": (OperationalError,), "max_retries": 2, "retry_backoff": 5}


@shared_task(name="projects.plan_reminders", **RETRY)
def plan_reminders() -> None:
    plan(timezone.now())
    send_reminders.delay()


@shared_task(name="projects.send_reminders", **RETRY)
def send_reminders(*, helping: bool = False) -> None:
    """Where more is due than one process sends at once, another process of the worker takes its share."""
    if not helping and is_too_much_for_one():
        send_reminders.delay(helping=True)
    send_due()


@shared_task(name="projects.plan_invites", **RETRY)
def plan_calendar_invites() -> None:
    """By itself, so that no reminder waits for it."""
    if plan_invites(timezone.now()):
        send_reminders.delay()


@worker_ready.connect
def look_at_once(**kwargs: Any) -> None:
    """A worker that comes back after it was killed does not wait for the next nudge."""
    send_reminders.delay()
