"""Addresses of pictures that are good for one reader alone (docs/decisions/0035-pictures-by-content.md).

A page is made for one session. Addresses on it are signed with that session's key, so a copied one is of no use to
anybody else, and whoever serves the picture needs no query to know that its content was shown to this reader.
"""

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from urllib.parse import quote

from django.conf import settings

PREFIX = "/pictures/"
DAY = 24 * 3600  # seconds; an address is good on the day it was made and the next

_holder: ContextVar[str] = ContextVar("picture_holder", default="")


@contextmanager
def made_for(holder: str) -> Iterator[None]:
    """What is made inside is for this reader: the value of a session's cookie.

    Where a page is for no session (a mail, a task, a screen) pictures keep the addresses that ask who looks.
    """
    token = _holder.set(holder)
    try:
        yield
    finally:
        _holder.reset(token)


def holder() -> str:
    return _holder.get()


def signed(what: str, holder: str) -> str:
    """The signature of ``what`` for this holder, today: 32 letters."""
    return _sign(what, holder, int(time.time() // DAY))


def is_signed(what: str, signature: str, holder: str) -> bool:
    """Whether this holder was given ``what``, today or yesterday."""
    if not holder:
        return False
    today = int(time.time() // DAY)
    given = signature.encode()
    return any(hmac.compare_digest(given, _sign(what, holder, day).encode()) for day in (today, today - 1))


def picture_address(project_id: object, measure_id: object, size: str, key: str, holder: str) -> str:
    """Where a chart's picture of this fingerprint is, for this holder."""
    what = f"{project_id}/{measure_id}/{size}/{key}"
    return f"{PREFIX}{what}/{signed(what, holder)}.svg"


def picture_asked_for(path: str) -> tuple[str, str, str] | None:
    """What was signed, its fingerprint and the signature; None for a path of another form."""
    what, _, signature = path.removeprefix(PREFIX).removesuffix(".svg").rpartition("/")
    parts = what.split("/")
    return (what, parts[3], signature) if len(parts) == 4 else None


def _sign(what: str, holder: str, day: int) -> str:
    text = f"{day}/{quote(holder, safe='')}/{what}".encode()
    return hmac.digest(_secret(settings.SECRET_KEY), text, "sha256").hex()[:32]


@cache
def _secret(key: str) -> bytes:
    return sha256(f"toolkit.addresses {key}".encode()).digest()
