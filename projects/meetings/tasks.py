"""What the worker does for meetings: makes those that come near."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from .making import make_near


@shared_task(name="projects.make_meetings", autoretry_for=(OperationalError,), max_retries=2, retry_backoff=5)
def make_meetings() -> None:
    make_near(timezone.now())
