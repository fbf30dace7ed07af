"""What a coach brings is written down by the coach, or by a manager of the programme for them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import save_versioned
from practices.models import ProgrammeMembership
from projects.refusal import Refusal

from ..models import CoachProfile, Training
from ..permissions import can_change_profile

REFUSED = "Only the coach, or a manager of the programme, can change this."


@transaction.atomic
def save_profile(
    *, membership: ProgrammeMembership, values: dict[str, Any], expected_version: int, by: Any
) -> CoachProfile:
    """Raises Refusal, Stale."""
    user = _lock(membership, by)
    profile = CoachProfile.objects.filter(user=user).first() or CoachProfile(user=user)
    is_new = profile._state.adding
    for name, value in values.items():
        setattr(profile, name, value)
    profile.full_clean()
    if is_new:
        profile.version = 1
        profile.save()
    else:
        save_versioned(profile, expected_version, list(values))
    record("profile.saved", profile, by=by, programme=membership.programme)
    return profile


@transaction.atomic
def add_training(
    *, membership: ProgrammeMembership, name: str, done_on: date, refresh_on: date | None, key: UUID | None, by: Any
) -> Training:
    """``key`` was drawn with the form: sent twice makes one row. Raises Refusal."""
    user = _lock(membership, by)
    values = {"name": name.strip(), "done_on": done_on, "refresh_on": refresh_on}
    ident, present = sent_once(Training, key, user=user, **values)
    if present:
        return present
    training = Training(pk=ident, user=user, **values)
    training.full_clean()
    training.save(force_insert=True)
    record("training.added", training, by=by, programme=membership.programme)
    return training


@transaction.atomic
def remove_training(*, membership: ProgrammeMembership, training_id: UUID, by: Any) -> None:
    """A second click changes nothing. Raises Refusal."""
    user = _lock(membership, by)
    training = Training.objects.filter(pk=training_id, user=user).first()
    if training is None:
        return
    record("training.removed", training, by=by, programme=membership.programme)
    training.delete()


def _lock(membership: ProgrammeMembership, by: Any) -> User:
    if not can_change_profile(by, membership):
        raise Refusal(REFUSED)
    return User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
