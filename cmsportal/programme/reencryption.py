"""Put everything that is encrypted under the newest key, so that an earlier one can be taken away."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from cmsportal.audit.services import record
from cmsportal.encryption import Unreadable, renew
from coaching.models import Visit


@dataclass
class Outcome:
    """How many of one kind were encrypted anew, and how many no key opens."""

    renewed: int = 0
    unreadable: int = 0


@transaction.atomic
def reencrypt_secrets(*, by: Any) -> dict[str, Outcome]:
    """Second steps and private notes under the newest key; what no key opens stays as it is.

    A second run finds nothing to do. Rows are locked, so that nobody's recovery code is spent in between.
    """
    outcomes = {"second_steps": _renew_second_steps(), "notes": _renew_notes()}
    renewed = {kind: outcome.renewed for kind, outcome in outcomes.items()}
    if any(renewed.values()):
        record("encryption.renewed", None, by=by, **renewed)
    return outcomes


@transaction.atomic
def forget_second_steps(*, by: Any) -> int:
    """Take away the second steps that no key opens, so that their owners get in and set them up again."""
    lost = [step for step in Authenticator.objects.select_for_update() if not _opens(step.data)]
    for step in lost:
        step.taken_away_by = by
        step.delete()  # which is recorded where second steps are
    return len(lost)


def _renew_second_steps() -> Outcome:
    outcome = Outcome()
    for step in Authenticator.objects.select_for_update().order_by("pk"):
        try:
            data = _renewed(step.data)
        except Unreadable:
            outcome.unreadable += 1
            continue
        if data != step.data:
            Authenticator.objects.filter(pk=step.pk).update(data=data)
            outcome.renewed += 1
    return outcome


def _renew_notes() -> Outcome:
    """By update, not by save: a new key is no edit, and leaves no version of the visit behind."""
    outcome = Outcome()
    visits = Visit.objects.filter(private_note_sealed__isnull=False).order_by("pk").select_for_update()
    for pk, sealed in visits.values_list("pk", "private_note_sealed").iterator():
        try:
            fresh = renew(bytes(sealed))
        except Unreadable:
            outcome.unreadable += 1
            continue
        if fresh != bytes(sealed):
            Visit.objects.filter(pk=pk).update(private_note_sealed=fresh)
            outcome.renewed += 1
    return outcome


def _renewed(data: dict[str, Any]) -> dict[str, Any]:
    """What allauth keeps of a second step: a code app's secret, or the seed (or list) of recovery codes."""
    fresh = {name: renew(data[name].encode()).decode() for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        fresh["migrated_codes"] = [renew(code.encode()).decode() for code in data["migrated_codes"]]
    return {**data, **fresh}


def _opens(data: dict[str, Any]) -> bool:
    try:
        _renewed(data)
    except Unreadable:
        return False
    return True
