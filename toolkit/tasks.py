"""What the worker does ahead of time for charts. Nothing is wrong where it does not: only slower, once."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError

from .measures.ahead import prepare
from .measures.summaries import refresh_all

RETRY = {"autoretry_for": (OperationalError,), "max_retries": 2, "retry_backoff": 5}


@shared_task(name="toolkit.prepare_chart", **RETRY)
def prepare_chart(measure_id: str) -> None:
    prepare(UUID(measure_id))


@shared_task(name="toolkit.refresh_summaries", **RETRY)
def refresh_summaries() -> None:
    refresh_all()
