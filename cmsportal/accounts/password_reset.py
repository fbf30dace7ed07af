"""Asking for a link to set a new password, also while the mail server does not answer."""

import logging
from typing import Any

from allauth.account.views import PasswordResetView
from django.http import HttpResponse

logger = logging.getLogger(__name__)


class PasswordReset(PasswordResetView):
    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except OSError as problem:  # smtplib's too; unknown addresses get a mail as well, so this gives nobody away
            logger.warning("A link for a new password could not be mailed: %s", type(problem).__name__)
            form.add_error(None, "The mail could not be sent just now. Try again in a few minutes.")
            return self.form_invalid(form)
