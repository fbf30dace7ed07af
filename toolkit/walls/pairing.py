"""A screen shows a short code, somebody of the team types it, and the screen opens its wall.

Nobody has to type a long address with a remote control. What is known of a code lies in the cache for ten minutes.
The screen asks with a ticket that only it holds; the code itself opens nothing.
"""

import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.core.signing import BadSignature, Signer

from cmsportal.cache import UNREACHABLE
from cmsportal.limits import within_limit

LASTS = 600  # seconds
ALPHABET = "ACDEFHJKMNPQRTUVWXY3479"  # nothing that looks like something else across a room
LENGTH = 6
SIGNER = Signer(sep=".", salt="toolkit.walls.pairing")


class NotNow(Exception):
    """Codes cannot be kept just now, or too many were asked for."""


@dataclass(frozen=True)
class Ticket:
    code: str
    nonce: str

    @property
    def signed(self) -> str:
        return SIGNER.sign(f"{self.code}-{self.nonce}")


def begin(asker: str) -> Ticket:
    """A code for a screen at the network address ``asker``. Raises NotNow."""
    try:
        if not within_limit("screen-asked", asker, most=300, seconds=3600):
            raise NotNow
        for _ in range(5):
            ticket = Ticket("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), secrets.token_hex(8))
            if cache.add(_waits(ticket.code), ticket.nonce, LASTS):
                return ticket
    except UNREACHABLE as problem:
        raise NotNow from problem
    raise NotNow


def read(signed: str) -> Ticket | None:
    """The ticket of a screen, None where it is none of ours."""
    try:
        code, _, nonce = SIGNER.unsign(signed).partition("-")
    except BadSignature:
        return None
    return Ticket(code, nonce)


def answer(ticket: Ticket) -> str | None:
    """The path of the wall to open, '' while nobody has typed the code, None once the code has run out."""
    try:
        path = cache.get(_paired(ticket.code, ticket.nonce))
        if path:
            return str(path)
        return "" if cache.get(_waits(ticket.code)) == ticket.nonce else None
    except UNREACHABLE:
        return ""


def plain(code: str) -> str:
    """What was typed, as codes are written: 'k7m 3fq' is K7M3FQ."""
    return "".join(code.split()).replace("-", "").upper()


def is_waiting(code: str, asker: str) -> bool:
    """Whether a screen shows this code. Raises NotNow after too many tries by one person."""
    try:
        if not within_limit("screen-typed", asker, most=20, seconds=LASTS):
            raise NotNow
        return cache.get(_waits(plain(code))) is not None
    except UNREACHABLE as problem:
        raise NotNow from problem


def hand_over(code: str, path: str) -> bool:
    """Send the screen that shows the code to a wall; False where the code has run out or went to another wall."""
    code = plain(code)
    try:
        nonce = cache.get(_waits(code))
        if nonce is None:
            return False
        # The second of two clicks finds what the first one handed over.
        return bool(cache.add(_paired(code, nonce), path, LASTS)) or cache.get(_paired(code, nonce)) == path
    except UNREACHABLE:
        return False


def _waits(code: str) -> str:
    return f"screen-code:{code}"


def _paired(code: str, nonce: str) -> str:
    return f"screen-wall:{code}:{nonce}"
