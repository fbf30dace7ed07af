"""Invite, invite again, withdraw, accept.

The token stands in the mail alone: the database keeps its hash, the logs nothing (see ``cmsportal.logs``).
"""

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record

from . import emails, scopes
from .models import Invitation, User, hash_token

VALID_FOR = timedelta(days=14)
logger = logging.getLogger(__name__)


class InvitationClosed(Exception):
    """Used, withdrawn, run out or never given: the page says the same for all four."""


class WrongPerson(Exception):
    """Somebody else than the person invited is signed in."""


@transaction.atomic
def invite(*, email: str, name: str, role: str, scope: Any, by: User, **options: Any) -> Invitation:
    """Invite somebody to a role in ``scope``; None stands for the installation (role ``administrator``).

    Inviting the same address to the same role again renews the link: the old one stops working.

    Raises:
        PermissionDenied: ``by`` may not invite to this.
        ValidationError: the address or name will not do, or belongs to a closed account.
    """
    if not scopes.may_invite(by, scope, role):
        raise PermissionDenied
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email, is_active=False).exists():
        raise ValidationError({"email": "This person's account is closed. An administrator can open it again."})
    _lock(scope or by)
    invitation = _pending(email, role, scope) or Invitation(email=email, role=role, scope=scope)
    again = not invitation._state.adding
    invitation.name, invitation.options, invitation.invited_by = name.strip(), options, by
    _renew(invitation)
    _record(invitation, "invitation.renewed" if again else "invitation.sent", by)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """A new link, good for another two weeks; the old one stops working. Raises InvitationClosed."""
    invitation = _locked_pending(invitation, by)
    invitation.invited_by = by
    _renew(invitation)
    _record(invitation, "invitation.renewed", by)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """The link stops working. Raises InvitationClosed when it was accepted or withdrawn meanwhile."""
    invitation = _locked_pending(invitation, by)
    invitation.revoked_at, invitation.revoked_by = timezone.now(), by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    _record(invitation, "invitation.revoked", by)
    return invitation


def find_open(token: str) -> Invitation:
    """The invitation behind a link, without changing anything. Raises InvitationClosed."""
    invitation = Invitation.objects.open().filter(token_hash=hash_token(token)).select_related("invited_by").first()
    if invitation is None or (invitation.scope_id and invitation.scope is None):
        raise InvitationClosed
    return invitation


def account_for(invitation: Invitation) -> User | None:
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Invitation:
    """Take the role with the account one is signed in to. Raises InvitationClosed, WrongPerson."""
    invitation = _locked_open(token)
    if user.email.lower() != invitation.email.lower():
        raise WrongPerson
    _grant(invitation, user)
    return invitation


@transaction.atomic
def accept_as_new_person(*, token: str, name: str, password: str) -> User:
    """Make the account and take the role. Raises InvitationClosed; WrongPerson when the address has an account."""
    invitation = _locked_open(token)
    if account_for(invitation) is not None:
        raise WrongPerson
    user = User.objects.create_user(invitation.email, name.strip(), password)
    record("person.joined", user, by=user)
    _grant(invitation, user)
    return user


def _grant(invitation: Invitation, user: User) -> None:
    if invitation.scope is None:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
    else:
        scopes.scope_of(invitation.scope).grant(invitation, user)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _record(invitation, "invitation.accepted", user)


def _lock(instance: Any) -> None:
    """A double click invites once and renews once."""
    type(instance)._base_manager.select_for_update(no_key=True).get(pk=instance.pk)


def _pending(email: str, role: str, scope: Any) -> Invitation | None:
    return (
        Invitation.objects.pending()
        .select_for_update()
        .filter(email__iexact=email, role=role, scope_id=scope.pk if scope else None)
        .first()
    )


def _locked_pending(invitation: Invitation, by: User) -> Invitation:
    if not scopes.may_invite(by, invitation.scope, invitation.role):
        raise PermissionDenied
    locked = Invitation.objects.pending().select_for_update().filter(pk=invitation.pk).first()
    if locked is None:
        raise InvitationClosed
    return locked


def _locked_open(token: str) -> Invitation:
    """Two clicks at once: the second waits here, and then finds the invitation used.

    The scope is locked before the invitation, as whoever invites does; otherwise the two could wait for each other.
    """
    scope = find_open(token).scope
    if scope is not None:
        _lock(scope)
    invitation = Invitation.objects.open().select_for_update().filter(token_hash=hash_token(token)).first()
    if invitation is None:
        raise InvitationClosed
    return invitation


def _renew(invitation: Invitation) -> None:
    token = Invitation.new_token()
    invitation.token_hash = hash_token(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.mailed_at = None
    invitation.full_clean()
    invitation.save()
    transaction.on_commit(partial(_mail, invitation, token))


def _mail(invitation: Invitation, token: str) -> None:
    """Mail that cannot be sent loses nothing: the list of invitations says so and offers to send it again."""
    try:
        emails.send_invitation(invitation, token)
    except OSError as problem:  # smtplib's exceptions are OSErrors too
        logger.warning("Invitation %s could not be mailed: %s", invitation.pk, type(problem).__name__)
        return
    invitation.mailed_at = timezone.now()
    Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).update(
        mailed_at=invitation.mailed_at
    )


def _record(invitation: Invitation, action: str, by: User) -> None:
    scope = invitation.scope
    programme = getattr(scope, "programme", None)
    project = getattr(scope, "project", None)
    if scope is not None and scope._meta.model_name == "programme":
        programme = scope
    record(action, invitation, by=by, programme=programme, project=project, role=invitation.role)
