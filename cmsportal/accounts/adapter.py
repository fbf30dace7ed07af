"""Where allauth does something to an account, and the row it leaves in the audit trail."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction

from cmsportal import encryption
from cmsportal.audit.services import record

from .models import User

logger = logging.getLogger(__name__)
# However a password came to be another one, its owner reads the same words.
NOTICES = {
    "account/email/password_reset": "account/email/password_changed",
    "account/email/password_set": "account/email/password_changed",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are by invitation: nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask your programme manager.",
        "email_password_mismatch": "The email address and the password do not go together. Check both.",
        "incorrect_password": "That is not the password of this account.",
        "invalid_password_reset": "This link no longer works. Ask for another one.",
        "password_min_length": "The password needs at least 10 characters.",
        "too_many_login_attempts": "Too many tries in a short time. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    @transaction.atomic
    def login(self, request: Any, user: Any) -> None:
        super().login(request, user)
        User.objects.mark_seen(user)
        record("person.signed_in", user, by=user)

    @transaction.atomic
    def logout(self, request: Any) -> None:
        user = request.user
        if user.is_authenticated:
            record("person.signed_out", user, by=user)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        record("password.changed", user, by=user)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody what was changed in their account. The change stands where the mail cannot be sent."""
        try:
            self.send_mail(NOTICES.get(template_prefix, template_prefix), user.email, context or {})
        except OSError as problem:  # smtplib's exceptions are OSErrors too
            logger.warning("A notice to account %s could not be mailed: %s", user.pk, type(problem).__name__)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """allauth would look the address up in a table of its own that this portal leaves empty."""
        return user.check_password(password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the site's own address: what the request calls the host is for the caller to choose."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """The address tried is never written down; where it belongs to an account, the account is."""
        user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        with transaction.atomic():
            record("person.sign_in_failed", user, by=None)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of the second step encrypted."""

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text.encode())
