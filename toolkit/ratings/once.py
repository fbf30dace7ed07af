"""Who rates both with an account and by a link counts once.

Neither page learns who used the other (decisions 0051 and 0058). The browser alone knows that both were used in it,
and may belong to a whole reception: so it is asked whose the other answers were. Its cookies go to the page that asks
and to no other.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toolkit.models import RatingRound
from toolkit.ways_in.browsers import LASTS

BY_LINK = "rated_by_link"
LINKS = "/in/rating/"
_SIGNER = Signer(sep=".", salt="toolkit.ratings.once")


def remember_link(answer: HttpResponse, round: RatingRound, browser_hash: str) -> None:
    """For the page on which somebody rates with an account: this browser's seat has answers already."""
    page = reverse("rating-give", kwargs={"project_id": round.project_id, "round_id": round.pk})
    _keep(answer, BY_LINK, _SIGNER.sign(f"{round.pk}:{browser_hash}"), page)


def seat_before(request: HttpRequest, round: RatingRound) -> str:
    """The hash under which this browser rated by a link; '' where it did not, or its answers are gone."""
    try:
        whole = _SIGNER.unsign(request.COOKIES.get(BY_LINK, ""))
    except BadSignature:
        return ""
    of, _, browser_hash = whole.partition(":")
    if of != str(round.pk) or not round.ratings.filter(seat__browser_hash=browser_hash).exists():
        return ""
    return browser_hash


def remember_account(answer: HttpResponse, round: RatingRound) -> None:
    """For the pages of links: somebody rated with an account in this browser. It does not say who."""
    _keep(answer, _by_account(round), "1", LINKS)


def rated_with_account(request: HttpRequest, round: RatingRound) -> bool:
    return _by_account(round) in request.COOKIES


def _by_account(round: RatingRound) -> str:
    return f"rated_{round.pk.hex}"


def _keep(answer: HttpResponse, name: str, value: str, path: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=LASTS, path=path, secure=secure, httponly=True, samesite="Lax")
