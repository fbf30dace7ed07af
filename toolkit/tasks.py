"""What the worker does when it is nudged. Each can run twice: the second time finds nothing to do.

Nothing is wrong where charts are not drawn ahead: they only come slower, once.
"""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError

from .measures.ahead import prepare
from .measures.importing.services import forget_old_imports
from .measures.summaries import refresh_all

RETRY = {"autoretry_for": (OperationalError,), "max_retries": 2, "retry_backoff": 5}


@shared_task(name="toolkit.prepare_chart", **RETRY)
def prepare_chart(measure_id: str) -> None:
    prepare(UUID(measure_id))


@shared_task(name="toolkit.refresh_summaries", **RETRY)
def refresh_summaries() -> None:
    refresh_all()


@shared_task(name="toolkit.forget_imports", **RETRY)
def forget_imports() -> None:
    forget_old_imports()
