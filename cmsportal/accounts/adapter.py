from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are by invitation: nobody signs up."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
