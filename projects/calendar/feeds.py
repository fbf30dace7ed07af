"""The private address of a person's calendar: made, read, withdrawn.

The address is the row's id, signed (docs/decisions/0045-calendars.md): who reads the table can make none. What it
tells is worked out anew each time, from what the person may see that day.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.audit.services import record
from cmsportal.signed_ids import read_signed_id, signed_id
from projects.models import CalendarFeed, Project
from projects.permissions import read_access

from .events import Reading, events_for
from .ics import feed

SIGNER = Signer(sep=".", salt="projects.calendar.feed")
BACK, AHEAD = timedelta(days=28), timedelta(days=183)
SEEN_EVERY = timedelta(minutes=5)
NAME = "Clinical microsystems"


def path_of(row: CalendarFeed) -> str:
    return reverse("calendar-open", kwargs={"token": signed_id(SIGNER, row.pk)})


def address_of(row: CalendarFeed) -> str:
    return settings.SITE_URL + path_of(row)


def feed_of(user: Any) -> CalendarFeed | None:
    return CalendarFeed.visible_to(user).open().first()


@transaction.atomic
def open_feed(*, user: Any) -> CalendarFeed:
    """A calendar of one's own; the one there is, where there is one. A second click makes no other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if (present := feed_of(user)) is not None:
        return present
    row = CalendarFeed(user=user)
    row.full_clean()
    row.save()
    record("calendar.made", row, by=user)
    return row


@transaction.atomic
def revoke_feed(*, user: Any) -> None:
    """From now on the address tells nothing. Doing it twice does no harm."""
    row = feed_of(user)
    if row and CalendarFeed.objects.open().filter(pk=row.pk).update(revoked_at=timezone.now(), revoked_by=user):
        record("calendar.revoked", row, by=user)


def find_feed(token: str) -> CalendarFeed | None:
    """The calendar that a token opens; None unless it is whole, and both it and the account are open."""
    pk = read_signed_id(SIGNER, token)
    if pk is None:
        return None
    return CalendarFeed.objects.open().filter(pk=pk, user__is_active=True).select_related("user").first()


def written(row: CalendarFeed) -> bytes:
    """The calendar as text: a number of queries that does not grow with the projects."""
    now = timezone.now()
    note_read(row)
    return feed(events_for(reading_of(row.user)), now, NAME)


def reading_of(user: Any) -> Reading:
    projects = Project.objects.select_related("practice")
    coached = list(projects.coached_by(user))
    read_access(coached, user)
    today = timezone.localdate()
    return Reading(user, tuple(projects.with_team_member(user)), tuple(coached), today - BACK, today + AHEAD)


def note_read(row: CalendarFeed) -> None:
    """Keep 'last read' to about five minutes: most readings write nothing."""
    now = timezone.now()
    stale = Q(last_read_at__isnull=True) | Q(last_read_at__lte=now - SEEN_EVERY)
    if row.last_read_at is None or now - row.last_read_at >= SEEN_EVERY:
        CalendarFeed.objects.filter(stale, pk=row.pk).update(last_read_at=now)
