"""Addresses of a wall that need no sign-in. An address is the link's id, signed: nothing secret is kept.

It shows one wall and nothing else. What it opens is decided each time it is asked, so a link that was withdrawn, has
run out, or is no longer allowed shows nothing from then on.
"""

import base64
import binascii
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from toolkit.models import WallLink

SIGNER = Signer(sep=".", salt="toolkit.walls.link")
LONGEST = 120  # characters of a token; a signed id takes 66


def token_of(link: WallLink) -> str:
    return SIGNER.sign(base64.urlsafe_b64encode(link.pk.bytes).rstrip(b"=").decode())


def path_of(link: WallLink) -> str:
    return reverse("wall-open", kwargs={"token": token_of(link)})


def address_of(link: WallLink) -> str:
    return settings.SITE_URL + path_of(link)


def find_link(token: str) -> WallLink | None:
    """The link that a token opens, with its project; None unless it is whole and shows its wall now."""
    pk = _id_in(token)
    if pk is None:
        return None
    rows = WallLink.objects.open().select_related("project__practice", "project__programme")
    link = rows.filter(pk=pk).first()
    return link if link is not None and shows(link) else None


def shows(link: WallLink) -> bool:
    """Whether an open link may show its wall: the project runs, and the programme allows public ones."""
    allowed = link.kind == WallLink.Kind.SCREEN or link.project.programme.public_walls
    return allowed and link.project.is_open


def _id_in(token: str) -> UUID | None:
    if len(token) > LONGEST:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(SIGNER.unsign(token) + "=="))
    except (BadSignature, binascii.Error, ValueError):
        return None
