"""Keeps the secrets that stand in links out of the logs."""

import logging
import re

# Invitation links, and allauth's '<user>-<key>' of a password reset; plain or as part of a '?next='.
_SECRET = re.compile(r"((?:invitations|reset(?:/|%2F)key)(?:/|%2F))[^\s/\"'?&%]+", re.IGNORECASE)


def without_secrets(text: str) -> str:
    return _SECRET.sub(r"\1***", text)


class SecretLinks(logging.Filter):
    """For handlers: rewrites the message, and everything that names the path besides."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = without_secrets(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        for name, value in list(record.__dict__.items()):
            if isinstance(value, str) and name != "msg":
                record.__dict__[name] = without_secrets(value)
        return True
