"""What the apps above are told of accounts; and the second step of signing in, in the audit trail.

The rows themselves are watched: the library's own signals come after the transaction, and so could be lost.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver

from cmsportal.audit.services import record

account_closed = Signal()
"""An administrator has closed an account. Receivers run inside the transaction.

Arguments: ``person``, ``reason`` (a CloseReason), ``by``.
"""


@receiver(post_save, sender=Authenticator)
def second_step_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    if created:
        _record("second_step.added", instance)


@receiver(post_delete, sender=Authenticator)
def second_step_removed(instance: Authenticator, **kwargs: Any) -> None:
    _record("second_step.removed", instance)


def _record(action: str, authenticator: Authenticator) -> None:
    """The person's own act, unless who did it stands on the row (``taken_away_by``)."""
    by = getattr(authenticator, "taken_away_by", authenticator.user)
    with transaction.atomic():
        record(action, authenticator.user, by=by, kind=authenticator.type)
