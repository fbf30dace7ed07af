from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


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
