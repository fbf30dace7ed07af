"""What the worker does for coaches. Running it twice does no harm."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from .agreements.leaving import end_those_of_former_coaches
from .handover.settling import sweep
from .profiles.refreshers import remind_of_refreshers


@shared_task(name="coaching.remind_of_refreshers", autoretry_for=(OperationalError,), max_retries=2, retry_backoff=5)
def remind_of_refreshers_today() -> None:
    remind_of_refreshers(timezone.localdate())


@shared_task(name="coaching.sweep_hand_overs", autoretry_for=(OperationalError,), max_retries=2, retry_backoff=5)
def sweep_hand_overs() -> None:
    sweep(timezone.localdate())


@shared_task(name="coaching.end_agreements", autoretry_for=(OperationalError,), max_retries=2, retry_backoff=5)
def end_agreements() -> None:
    """Of coaches whose last day with a team has come."""
    end_those_of_former_coaches()
