"""The Celery application. Due work is rows in the database; the broker only nudges the worker to look."""

import logging.config
import os
import sys
from typing import Any

from celery import Celery, signals

from .logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsportal.settings")

app = Celery("cmsportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def use_our_logging(**kwargs: Any) -> None:
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def send_request_id(headers: dict[str, Any], **kwargs: Any) -> None:
    """A task's log lines carry the id of the request that asked for it."""
    if request_id.get():
        headers["request_id"] = request_id.get()


@signals.task_prerun.connect
def take_request_id(task: Any, task_id: str, **kwargs: Any) -> None:
    if not task.request.is_eager:  # run in place, it belongs to the request that is under way
        request_id.set(task.request.get("request_id") or task_id)


@signals.task_postrun.connect
def drop_request_id(task: Any, **kwargs: Any) -> None:
    if not task.request.is_eager:
        request_id.set("")


if "celery" in sys.argv[0]:
    from .startup import demand_settings

    demand_settings()
