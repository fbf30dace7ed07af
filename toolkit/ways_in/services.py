"""Making and withdrawing ways in, and taking a seat by one."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cmsportal.audit.services import record
from projects.models import Project
from projects.refusal import Refusal
from toolkit.models import Seat, WayIn

from .tokens import WayClosed

Opens = WayIn.Opens
ALPHABET = "ACDEFHJKMNPQRTUVWXY3479"  # nothing that looks like something else across a room
CODE_LASTS = timedelta(hours=12)
LONGEST = timedelta(days=366)
MOST_OPEN = 12  # for one thing
# What the trail calls the thing that a link opens.
NOUNS = {
    Opens.SURVEY: "survey",
    Opens.IDEA_BOX: "box",
    Opens.RATING: "rating",
    Opens.TIMING: "timing",
    Opens.COUNT: "count",
}


@transaction.atomic
def make_link(*, project: Project, opens: str, subject_id: UUID | None, name: str, last_day: date, by: Any) -> WayIn:
    """A link to what ``opens`` says, until the end of ``last_day`` where the practice is.

    A second click finds the first one's. Raises ValidationError for a day gone by or more than a year away, Refusal
    where there are many already.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if not timezone.localdate() - timedelta(days=1) <= last_day <= timezone.localdate() + LONGEST:
        raise ValidationError({"last_day": "Choose a day within the next year. You can make a new link then."})
    midnight = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=ZoneInfo(project.practice.time_zone))
    if midnight <= timezone.now():
        raise ValidationError({"last_day": "Choose a day that is still to come."})
    there = WayIn.objects.open().filter(project=project, opens=opens, subject_id=subject_id)
    twin = there.filter(name=name, expires_at=midnight, created_by=by).first()
    if twin is not None:
        return twin
    if there.count() >= MOST_OPEN:
        raise Refusal(f"There are {MOST_OPEN} links already. Withdraw one that is not used.")
    row = WayIn(project=project, opens=opens, subject_id=subject_id, name=name, created_by=by, expires_at=midnight)
    row.full_clean()
    row.save()
    record(f"{NOUNS[Opens(opens)]}.link_made", row, by=by, project=project)
    return row


@transaction.atomic
def make_code(*, project: Project, opens: str, subject_id: UUID, name: str, by: Any) -> WayIn:
    """A way in with a short code for the screen, open for twelve hours. Those made before are withdrawn."""
    for old in WayIn.objects.filter(opens=opens, subject_id=subject_id, revoked_at__isnull=True):
        close(old, by)
    for _ in range(5):
        row = WayIn(
            project=project,
            opens=opens,
            subject_id=subject_id,
            name=name,
            code="".join(secrets.choice(ALPHABET) for _ in range(6)),
            created_by=by,
            expires_at=timezone.now() + CODE_LASTS,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # another screen shows this code
            _free(row.code)
            continue
        return row
    raise Refusal("No code is free just now. Try again in a moment.")


def _free(code: str) -> None:
    """A code that ran out without being withdrawn stands in nobody's way."""
    WayIn.objects.filter(code=code, revoked_at__isnull=True, expires_at__lte=timezone.now()).update(code="")


def find_code(code: str) -> WayIn | None:
    """The open way in of a code as it was typed: 'k7m 3fq' is K7M3FQ."""
    plain = "".join(code.split()).replace("-", "").upper()
    if len(plain) != 6:
        return None
    return WayIn.objects.open().filter(code=plain).first()


def close(way_in: WayIn, by: Any) -> bool:
    """From now on it opens nothing. False where it did not before."""
    rows = WayIn.objects.filter(pk=way_in.pk, revoked_at__isnull=True)
    return bool(rows.update(revoked_at=timezone.now(), revoked_by=by))


@transaction.atomic
def revoke_link(*, way_in: WayIn, by: Any) -> None:
    """Withdraw a link. Doing it twice does no harm."""
    if close(way_in, by):
        record(f"{NOUNS[Opens(way_in.opens)]}.link_revoked", way_in, by=by, project=way_in.project)


def close_all(*, project: Project, opens: str, subject_id: UUID, by: Any) -> None:
    """Withdraw all links and codes of a thing that is over."""
    for link in WayIn.objects.filter(project=project, opens=opens, subject_id=subject_id, revoked_at__isnull=True):
        close(link, by)


def check_open(way_in: WayIn) -> None:
    """Asked again inside the transaction of what is sent. Raises WayClosed."""
    if not WayIn.objects.open().filter(pk=way_in.pk).exists():
        raise WayClosed("old")


def seat_at(way_in: WayIn, browser_hash: str) -> Seat:
    """The seat of a browser at the thing that the way in opens, by whichever link it came first."""
    found = seats_of(way_in).filter(browser_hash=browser_hash).first()
    return found or Seat.objects.get_or_create(way_in=way_in, browser_hash=browser_hash)[0]


def seats_of(way_in: WayIn) -> Any:
    """The seats at what it opens, by all its links."""
    return Seat.objects.filter(
        way_in__project=way_in.project_id, way_in__opens=way_in.opens, way_in__subject_id=way_in.subject_id
    )
