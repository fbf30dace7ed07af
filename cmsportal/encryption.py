"""What is encrypted at rest: the secrets of second steps and the coaches' private notes (Fernet).

FIELD_ENCRYPTION_KEY encrypts. The keys in FIELD_ENCRYPTION_KEY_FALLBACKS still open what they encrypted, until
``manage.py reencrypt`` has put everything under the first.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted with a key that the environment does not hold."""


def encrypt(text: str) -> bytes:
    return _newest().encrypt(text.encode())


def decrypt(token: bytes) -> str:
    """The text again. Raises Unreadable when no key fits."""
    try:
        return _all().decrypt(token).decode()
    except InvalidToken as problem:
        raise Unreadable("encrypted with another key") from problem


def renew(token: bytes) -> bytes:
    """The same under the newest key; itself where it is that already. Raises Unreadable when no key fits."""
    try:
        _newest().decrypt(token)
    except InvalidToken:
        try:
            return _all().rotate(token)
        except InvalidToken as problem:
            raise Unreadable("encrypted with another key") from problem
    return token


def _newest() -> Fernet:
    return Fernet(settings.FIELD_ENCRYPTION_KEY)


def _all() -> MultiFernet:
    return MultiFernet([_newest(), *map(Fernet, settings.FIELD_ENCRYPTION_KEY_FALLBACKS)])
