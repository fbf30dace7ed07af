"""The second step of signing in, in the audit trail."""

from typing import Any

from allauth.mfa import signals
from django.db import transaction
from django.dispatch import receiver

from cmsportal.audit.services import record


@receiver(signals.authenticator_added)
def second_step_added(user: Any, authenticator: Any, **kwargs: Any) -> None:
    with transaction.atomic():
        record("second_step.added", user, by=user, kind=authenticator.type)


@receiver(signals.authenticator_removed)
def second_step_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    with transaction.atomic():
        record("second_step.removed", user, by=user, kind=authenticator.type)


@receiver(signals.authenticator_reset)
def second_step_reset(user: Any, authenticator: Any, **kwargs: Any) -> None:
    with transaction.atomic():
        record("second_step.renewed", user, by=user, kind=authenticator.type)
