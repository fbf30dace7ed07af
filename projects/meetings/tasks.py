"""What the worker does for meetings: makes those that come near, and mails minutes."""

from smtplib import SMTPException

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from .mailing import send_to
from .making import make_near


@shared_task(name="projects.make_meetings", autoretry_for=(OperationalError,), max_retries=2, retry_backoff=5)
def make_meetings() -> None:
    make_near(timezone.now())


@shared_task(
    name="projects.send_minutes",
    autoretry_for=(OperationalError, SMTPException, OSError),
    max_retries=8,
    retry_backoff=30,
    retry_backoff_max=3600,
)
def send_minutes(meeting_id: str, user_id: str, mailed_at: str) -> None:
    send_to(meeting_id, user_id, mailed_at)
