"""What the worker does when the scheduler nudges it. Each can run twice: the second time finds nothing to do."""

from celery import shared_task
from django.db import OperationalError

from .measures.importing.services import forget_old_imports

RETRY = {"autoretry_for": (OperationalError,), "max_retries": 2, "retry_backoff": 5}


@shared_task(name="toolkit.forget_imports", **RETRY)
def forget_imports() -> None:
    forget_old_imports()
