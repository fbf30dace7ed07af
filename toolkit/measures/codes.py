"""The QR code on the printed wall: whoever stands before it enters this period's figure, and sees no other.

A code is one row a measure. Its address is the row's id, signed: nobody who reads the table can make it, and a code
that was withdrawn opens nothing. Opening the page records nothing; the button on it does.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.signed_ids import read_signed_id, signed_id
from projects.models import Project
from toolkit.models import EntryCode, Figure, Measure

from . import schedule
from .entering import FigureExists, enter_figure, local_today
from .figures import Entry
from .periods import day_of_period

LASTS = timedelta(days=180)
FRESH = timedelta(days=150)  # with less than this left, a code that is asked for again lasts anew
SIGNER = Signer(salt="toolkit.measures.entry-code")


@transaction.atomic
def code_for(*, measure: Measure, by: Any) -> EntryCode:
    """The open code of a measure, made where there is none; it is good for 150 days at least.

    A code that is printed again goes on as the same one, so that the sheet on the wall and the new one both work.
    One that has run out is closed, and another follows. ``by`` is somebody who may edit the project.
    """
    Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    now = timezone.now()
    standing = EntryCode.objects.filter(measure=measure, revoked_at__isnull=True).first()
    if standing is not None and standing.expires_at > now:
        if standing.expires_at < now + FRESH:
            standing.expires_at = now + LASTS
            standing.save(update_fields=["expires_at"])
            record("entry_code.renewed", standing, by=by, project=measure.project)
        return standing
    if standing is not None:
        standing.revoked_at, standing.revoked_by = now, by
        standing.save(update_fields=["revoked_at", "revoked_by"])
    code = EntryCode.objects.create(measure=measure, created_by=by, expires_at=now + LASTS)
    record("entry_code.made", code, by=by, project=measure.project)
    return code


@transaction.atomic
def revoke_code(*, code: EntryCode, by: Any) -> None:
    """Withdraw a code: every printed copy of it stops working."""
    if EntryCode.objects.filter(pk=code.pk, revoked_at__isnull=True).update(revoked_at=timezone.now(), revoked_by=by):
        record("entry_code.revoked", code, by=by, project=code.measure.project)


def code_address(code: EntryCode) -> str:
    """The page that the code opens, as an absolute address."""
    return settings.SITE_URL + reverse("code-entry", kwargs={"token": token_of(code)})


def token_of(code: EntryCode) -> str:
    """Short addresses make coarse codes, which old phones read."""
    return signed_id(SIGNER, code.pk)


def find_code(token: str) -> EntryCode:
    """The open code of a token, with its measure and project. Raises CodeUnknown, whose ``reason`` says why not.

    Whoever holds a whole token was given it, so may hear that it ran out; why a team left off is theirs to say.
    """
    ident = read_signed_id(SIGNER, token)
    if ident is None:
        raise CodeUnknown("altered")
    rows = EntryCode.objects.select_related("measure__project__practice", "measure__project__programme")
    code = rows.filter(pk=ident).first()
    if code is None or code.measure.archived_at is not None or not code.measure.project.is_open:
        raise CodeUnknown("closed")
    if code.revoked_at is not None or code.expires_at <= timezone.now():
        raise CodeUnknown("old")
    code.measure.test_ends = Measure.objects.with_test_ends().get(pk=code.measure_id).test_ends
    return code


class CodeUnknown(Exception):
    """A code that opens nothing. ``reason``: 'altered', 'old' or 'closed'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CodeSpent(Exception):
    """This period's figure is in already."""


def open_codes(project: Project) -> QuerySet[EntryCode]:
    return EntryCode.objects.open().filter(measure__project=project)


@transaction.atomic
def make_codes(*, measures: Iterable[Measure], by: Any) -> list[EntryCode]:
    """An open code for each of the measures."""
    return [code_for(measure=measure, by=by) for measure in sorted(measures, key=lambda measure: measure.pk)]


def days_wanted(measure: Measure) -> list[date]:
    """The days on which the code may enter a figure now, the first of them offered; none when this period's is in.

    Of a rare event people tell a few days late, so it may have happened within the last week. Which of those days
    have one already is not for whoever passes the wall: none is left out.
    """
    today = local_today(measure.project)
    if measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
        return [today - timedelta(days=back) for back in range(7)]
    entries = set(measure.figures.values_list("date", flat=True))
    wanted = day_of_period(measure, today, entries)
    if wanted is None or (wanted == today and _is_early(measure, today) and _came_today(measure, today)):
        return []
    return [wanted]


def _is_early(measure: Measure, today: date) -> bool:
    """Whether today's figure would be the next period's, and not the one that is due."""
    due = schedule.last_due(measure, today)
    return due is not None and due != today


def _came_today(measure: Measure, today: date) -> bool:
    """Whoever scans after somebody has entered a late figure holds the same count, not the next period's."""
    midnight = datetime.combine(today, time.min, tzinfo=ZoneInfo(measure.project.practice.time_zone))
    return measure.figures.filter(created_at__gte=midnight).exists()


@transaction.atomic
def enter_by_code(*, code: EntryCode, entry: Entry) -> Figure:
    """Enter the figure of this period, in nobody's name. Of two at once one enters it; the other is told so.

    Of a rare event the second one is thanked like the first: that it happened is what both say.

    Raises CodeUnknown when the code was withdrawn meanwhile, CodeSpent, and ValidationError for a figure that does
    not fit.
    """
    Measure.objects.select_for_update(no_key=True).get(pk=code.measure_id)
    if not EntryCode.objects.open().filter(pk=code.pk).update(used_at=timezone.now()):
        raise CodeUnknown("old")
    if entry.date not in days_wanted(code.measure):
        raise CodeSpent
    try:
        return enter_figure(measure=code.measure, entry=entry, by=None, via=Figure.Via.CODE)
    except FigureExists as problem:
        if code.measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
            return problem.figure
        raise CodeSpent from problem
