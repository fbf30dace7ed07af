"""Addresses of a wall that need no sign-in. An address is the link's id, signed: nothing secret is kept.

It shows one wall and nothing else. What it opens is decided each time it is asked, so a link that was withdrawn, has
run out, or is no longer allowed shows nothing from then on.
"""

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from toolkit.models import WallLink
from toolkit.signed_ids import read_signed_id, signed_id

SIGNER = Signer(sep=".", salt="toolkit.walls.link")


def token_of(link: WallLink) -> str:
    return signed_id(SIGNER, link.pk)


def path_of(link: WallLink) -> str:
    return reverse("wall-open", kwargs={"token": token_of(link)})


def address_of(link: WallLink) -> str:
    return settings.SITE_URL + path_of(link)


def is_ours(token: str) -> bool:
    """Whether this portal made the token, be it open or withdrawn; no query."""
    return read_signed_id(SIGNER, token) is not None


def find_link(token: str) -> WallLink | None:
    """The link that a token opens, with its project; None unless it is whole and shows its wall now."""
    pk = read_signed_id(SIGNER, token)
    if pk is None:
        return None
    rows = WallLink.objects.open().select_related("project__practice", "project__programme")
    link = rows.filter(pk=pk).first()
    return link if link is not None and shows(link) else None


def shows(link: WallLink) -> bool:
    """Whether an open link may show its wall: the project runs, and the programme allows public ones."""
    allowed = link.kind == WallLink.Kind.SCREEN or link.project.programme.public_walls
    return allowed and link.project.is_open
