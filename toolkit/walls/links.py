"""Services for the ways to a wall without signing in: screens of the practice, and public links that run out."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from toolkit.models import WallLink

LONGEST = timedelta(days=366)
TOO_FAR = "Choose a day within a year. You can make a new link then."
SEEN_EVERY = timedelta(minutes=5)
MOST_OPEN = 20  # of one wall: more screens than any practice has, fewer than a page can list


@transaction.atomic
def add_screen(*, project: Project, name: str, hides_small_numbers: bool, by: Any) -> WallLink:
    """A screen in the practice. It shows the wall until it is withdrawn. A second click finds the first one's."""
    link = WallLink(project=project, kind=WallLink.Kind.SCREEN, name=name, hides_small_numbers=hides_small_numbers)
    return _add(link, by)


@transaction.atomic
def add_public_link(*, project: Project, name: str, last_day: date, by: Any) -> WallLink:
    """A page for everybody who has its address, to the end of ``last_day`` where the practice is.

    Raises ValidationError where the programme does not allow it, or the day has gone by or is more than a year away.
    """
    if not project.programme.public_walls:
        raise ValidationError("The programme does not allow public links.")
    if last_day > timezone.now().date() + 2 * LONGEST:  # also those after which no day comes
        raise ValidationError({"last_day": TOO_FAR})
    expires_at = end_of(last_day, project)
    if expires_at <= timezone.now():
        raise ValidationError({"last_day": "Choose a day that is still to come."})
    if expires_at > timezone.now() + LONGEST:
        raise ValidationError({"last_day": TOO_FAR})
    link = WallLink(
        project=project,
        kind=WallLink.Kind.PUBLIC,
        name=name,
        hides_small_numbers=True,
        expires_at=expires_at,
    )
    return _add(link, by)


def _add(link: WallLink, by: Any) -> WallLink:
    Project.objects.select_for_update().get(pk=link.project_id)
    of_wall = WallLink.objects.open().filter(project=link.project)
    twin = of_wall.filter(
        kind=link.kind,
        name=link.name,
        hides_small_numbers=link.hides_small_numbers,
        expires_at=link.expires_at,
        created_by=by,
        created_at__gt=timezone.now() - timedelta(minutes=1),
    ).first()
    if twin is not None:
        return twin
    if of_wall.count() >= MOST_OPEN:
        raise ValidationError(f"A wall has {MOST_OPEN} screens and links at most. Withdraw one that is not used.")
    link.created_by = by
    link.full_clean()
    link.save()
    record(
        "wall_link.made",
        link,
        by=by,
        project=link.project,
        kind=link.kind,
        small_numbers=not link.hides_small_numbers,
    )
    return link


def end_of(day: date, project: Project) -> datetime:
    """The moment at which a day ends where the practice is."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(project.practice.time_zone))


def has_run_out(link: WallLink) -> bool:
    return link.expires_at is not None and link.expires_at <= timezone.now()


def last_day(link: WallLink) -> datetime | None:
    """The last moment at which a link that runs out works; None for a screen."""
    return None if link.expires_at is None else link.expires_at - timedelta(seconds=1)


@transaction.atomic
def revoke_link(*, link: WallLink, by: Any) -> None:
    """From now on it shows nothing. Doing it twice does no harm."""
    rows = WallLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    if rows.update(revoked_at=timezone.now(), revoked_by=by):
        record("wall_link.revoked", link, by=by, project=link.project, kind=link.kind)


def note_seen(*, link: WallLink) -> None:
    """Keep 'last seen' to about five minutes: most openings write nothing."""
    now = timezone.now()
    if link.last_seen_at is not None and now - link.last_seen_at < SEEN_EVERY:
        return
    stale = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=now - SEEN_EVERY)
    WallLink.objects.filter(stale, pk=link.pk).update(last_seen_at=now)
