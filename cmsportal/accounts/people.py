"""What an administrator does to an account."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cmsportal.audit.services import record

from .forms import CloseReason
from .models import User
from .signals import account_closed


@transaction.atomic
def close_account(*, person: User, reason: CloseReason, by: User) -> User:
    """Sign the person out at once and let nobody sign in. What they wrote stays.

    Unless the account is only kept safe, their places on lead teams end (see projects.leaving).
    Raises ValidationError.
    """
    person = _locked(person)
    if person.pk == by.pk:
        raise ValidationError("You cannot close your own account. Ask another administrator.")
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        record("account.closed", person, by=by, reason=str(reason))
        account_closed.send(User, person=person, reason=reason, by=by)
    return person


@transaction.atomic
def reopen_account(*, person: User, by: User) -> User:
    person = _locked(person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        record("account.reopened", person, by=by)
    return person


@transaction.atomic
def make_administrator(*, person: User, by: User) -> User:
    """Raises ValidationError for a closed account."""
    person = _locked(person)
    if not person.is_active:
        raise ValidationError("This account is closed. Open it again first.")
    if not person.is_superuser:
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
        record("administrator.made", person, by=by)
    return person


@transaction.atomic
def unmake_administrator(*, person: User, by: User) -> User:
    """Raises ValidationError for oneself, so that one administrator always stays."""
    person = _locked(person)
    if person.pk == by.pk:
        raise ValidationError("You cannot take this from yourself. Ask another administrator.")
    if person.is_superuser:
        person.is_superuser = False
        person.save(update_fields=["is_superuser"])
        record("administrator.unmade", person, by=by)
    return person


def _locked(person: User) -> User:
    """All administrators at once, in one order: two who close each other's accounts cannot both succeed."""
    users = User.objects.select_for_update(no_key=True)  # what others write about these people does not wait
    rows = users.filter(pk=person.pk) | users.filter(is_superuser=True)
    return next(row for row in rows.order_by("pk") if row.pk == person.pk)
