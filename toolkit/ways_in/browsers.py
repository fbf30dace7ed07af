"""Knowing a browser again without knowing whose it is.

The browser keeps one random word in a cookie, which goes to the pages of ways in and no others. Of it the portal
keeps a keyed hash for each thing it took part in: the hashes of two surveys cannot be told to be one browser's.
"""

import secrets
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE, PATH, LASTS = "taking_part", "/in/", 400 * 86_400  # seconds; browsers keep none longer
SIGNER = Signer(sep=".", salt="toolkit.ways-in.browser")
LONGEST = 120  # characters


def browser_of(request: HttpRequest) -> str:
    """The word that this browser keeps; '' where it keeps none of ours."""
    kept = request.COOKIES.get(COOKIE, "")
    if len(kept) > LONGEST:
        return ""
    try:
        return SIGNER.unsign(kept)
    except BadSignature:
        return ""


def hand_out(answer: HttpResponse) -> None:
    """Give the browser a word to keep."""
    answer.set_cookie(
        COOKIE,
        SIGNER.sign(secrets.token_urlsafe(18)),
        max_age=LASTS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def hash_of(browser: str, subject: UUID) -> str:
    """64 hexadecimal digits for one browser and one thing: a survey, a brainstorm, the project of an idea box."""
    return salted_hmac("toolkit.ways-in.seat", f"{subject}:{browser}", algorithm="sha256").hexdigest()
