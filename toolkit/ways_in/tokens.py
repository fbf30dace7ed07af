"""Addresses for people without an account. An address is the way in's id, signed: nothing secret is kept.

It opens one thing and nothing else. What it opens is decided each time it is asked, also when something is sent.
"""

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from cmsportal.signed_ids import read_signed_id, signed_id
from toolkit.models import WayIn

SIGNER = Signer(sep=".", salt="toolkit.ways-in")
PAGES = {
    WayIn.Opens.SURVEY: "survey-answer",
    WayIn.Opens.IDEA_BOX: "boxidea-put",
    WayIn.Opens.BRAINSTORM: "brainstorm-part",
    WayIn.Opens.RATING: "rating-part",
    WayIn.Opens.TIMING: "timing-part",
    WayIn.Opens.COUNT: "sheet-part",
}


class WayClosed(Exception):
    """A link or code that opens nothing. ``reason``: 'altered', 'old' or 'ended'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def token_of(way_in: WayIn) -> str:
    return signed_id(SIGNER, way_in.pk)


def path_of(way_in: WayIn) -> str:
    return reverse(PAGES[WayIn.Opens(way_in.opens)], kwargs={"token": token_of(way_in)})


def address_of(way_in: WayIn) -> str:
    return settings.SITE_URL + path_of(way_in)


def find_way_in(token: str, opens: str) -> WayIn:
    """The open way in of a token, with its project. Raises WayClosed, whose ``reason`` says why nothing opens."""
    pk = read_signed_id(SIGNER, token)
    if pk is None:
        raise WayClosed("altered")
    rows = WayIn.objects.select_related("project__practice", "project__programme")
    way_in = rows.filter(pk=pk, opens=opens).first()
    if way_in is None:
        raise WayClosed("altered")
    if not WayIn.objects.open().filter(pk=pk).exists():
        raise WayClosed("old")
    if not way_in.project.is_open:
        raise WayClosed("ended")
    return way_in
