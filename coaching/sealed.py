"""Notes that only coach and mentor may read: encrypted at rest with the key from the environment (Fernet)."""

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """The note was sealed with another key than the one the environment holds."""


def seal(text: str) -> bytes | None:
    """The text encrypted; None for no text."""
    return _key().encrypt(text.encode()) if text.strip() else None


def unseal(sealed: bytes | memoryview | None) -> str:
    """The text again. Raises Unreadable when the key does not fit."""
    if not sealed:
        return ""
    try:
        return _key().decrypt(bytes(sealed)).decode()
    except InvalidToken as problem:
        raise Unreadable("sealed with another key") from problem


def _key() -> Fernet:
    return Fernet(settings.FIELD_ENCRYPTION_KEY.encode())
