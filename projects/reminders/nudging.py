"""Tells the worker that mail is due now."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

from cmsportal.cache import UNREACHABLE

logger = logging.getLogger(__name__)


def nudge_on_commit() -> None:
    """Once what was written is there. The worker looks each minute anyhow: without a broker mail leaves later."""
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    try:
        current_app.send_task("projects.send_reminders", retry=False, expires=60)
    except (BrokerDown, *UNREACHABLE):
        logger.warning("The broker cannot be reached: mail leaves when the worker looks next.")
