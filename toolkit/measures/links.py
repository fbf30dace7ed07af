"""The link in a reminder mail: one figure, for one measure, on one date, without signing in.

Opening it records nothing (mail scanners open links); the button on the page does.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.services import record
from projects.permissions import access_to
from toolkit.models import Figure, FigureLink, Measure

from .entering import FigureExists, enter_figure
from .figures import Entry

LASTS = timedelta(days=10)
SIGNER = Signer(salt="toolkit.measures.figure-link")


class LinkSpent(Exception):
    """The link opens nothing now. ``reason``: 'altered', 'used', 'there', 'old', 'revoked' or 'closed'.

    Whoever holds a whole link was sent it, so may hear that it was used or ran out; that somebody left the team, or
    that a team put a measure away, is no news to give to whoever holds a mail.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_figure_link(*, measure: Measure, user: Any, due_on: date) -> str:
    """The address of a page where ``user`` enters the figure due on a date. It works once, for ten days.

    While it works it is the same one, however often a mail is written anew; once it is used, withdrawn or run out,
    another follows. So the token is not drawn but signed: nobody who reads the table can make it.
    """
    now = timezone.now()
    own = list(FigureLink.objects.filter(measure=measure, user=user, date=due_on))
    number = sum(not link.is_open(now) for link in own)
    token = SIGNER.sign(_hash(f"{measure.pk} {user.pk} {due_on} {number}")[:32])
    if _hash(token) not in {link.token_hash for link in own}:
        link = FigureLink(token_hash=_hash(token), measure=measure, user=user, date=due_on, expires_at=now + LASTS)
        FigureLink.objects.bulk_create([link], ignore_conflicts=True)  # another worker may have made it just now
    return settings.SITE_URL + reverse("figure-link", kwargs={"token": token})


def find_link(token: str) -> FigureLink:
    """The link that a token opens. Raises LinkSpent unless it is whole and still works."""
    try:
        SIGNER.unsign(token)
    except BadSignature:
        raise LinkSpent("altered") from None
    rows = FigureLink.objects.select_related("measure__project__practice", "measure__project__programme", "user")
    link = rows.filter(token_hash=_hash(token)).first()
    if link is None or not may_enter(link):
        raise LinkSpent("closed")
    _check_open(link)
    return link


def _check_open(link: FigureLink) -> None:
    if link.used_at is not None:
        raise LinkSpent("used")
    if link.measure.figures.filter(date=link.date).exists():
        raise LinkSpent("there")
    if link.revoked_at is not None:
        raise LinkSpent("revoked")
    if link.expires_at <= timezone.now():
        raise LinkSpent("old")


def may_enter(link: FigureLink) -> bool:
    """The person is still on the team, the project open and the measure in use."""
    return (
        link.user.is_active and link.measure.archived_at is None and access_to(link.measure.project, link.user).edits
    )


@transaction.atomic
def enter_by_link(*, link: FigureLink, entry: Entry) -> Figure:
    """Enter the figure and spend the link, both or neither. The date is the link's own.

    Raises LinkSpent when it was spent meanwhile, and ValidationError for a figure that does not fit.
    """
    if not FigureLink.objects.open().filter(pk=link.pk).update(used_at=timezone.now()):
        raise LinkSpent("used")
    if entry.date != link.date:
        raise ValueError("A link enters the figure of its own date alone.")
    try:
        return enter_figure(measure=link.measure, entry=entry, by=link.user, via=Figure.Via.LINK)
    except FigureExists as problem:
        raise LinkSpent("there") from problem


@transaction.atomic
def revoke_link(*, link: FigureLink, by: Any) -> None:
    """Withdraw a link that has not been used."""
    if FigureLink.objects.open().filter(pk=link.pk).update(revoked_at=timezone.now(), revoked_by=by):
        record("figure_link.revoked", link, by=by, project=link.measure.project)
