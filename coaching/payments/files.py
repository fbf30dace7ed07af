"""Approved claims on their way to finance: the file they go in, and what finance says of it."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter
from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day_full
from cmsportal.office import fit
from cmsportal.sent_once import sent_once
from practices.models import Programme
from practices.permissions import is_manager
from projects.models import Project
from projects.refusal import Refusal

from ..models import Claim, ClaimStep, PaymentFile
from . import years
from .workflow import RUN, Act, State, perform

HEAD = (
    *("File", "Claim", "Practice code", "Practice", "Project", "Milestone", "Reached on", "Terms"),
    *("Weighted patients", "Amount", "Sent by", "Sent on", "Approved by", "Approved on", "Financial year"),
    *("State", "Paid on", "Reference", "Sent back before"),
)


@transaction.atomic
def make_file(*, programme: Programme, claims: Sequence[UUID], by: Any, key: UUID | None = None) -> PaymentFile:
    """Hand approved claims to finance together. Sent twice it is one file.

    Raises Refusal: not a manager, no claim, or one that is not approved (any more); then nothing is handed over.
    """
    wanted = sorted(set(claims), key=str)
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    held = Project.objects.select_for_update(of=("self",)).order_by("pk")
    list(held.filter(pk__in=Claim.objects.filter(pk__in=wanted).values("project")))
    if not is_manager(by, programme):
        raise Refusal(RUN)
    ident, made = sent_once(PaymentFile, key, programme=programme, claims=wanted, by=by)
    if made:
        if made.claims.filter(pk__in=wanted).count() < len(wanted):
            raise Refusal(f"{made} was made from this page, and some of it was sent back since. Open the page again.")
        return made
    rows = list(Claim.objects.filter(pk__in=wanted, programme=programme).order_by("number"))
    if not rows or len(rows) != len(wanted):
        raise Refusal("Tick at least one claim.")
    for row in rows:
        if row.state != State.APPROVED:
            raise Refusal(f"Claim {row.number} is not approved any more, or with finance already. Look again.")
    last = PaymentFile.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0
    file = PaymentFile(id=ident, programme=programme, number=last + 1, made_at=timezone.now(), made_by=by)
    file.full_clean()
    file.save()
    for row in rows:
        perform(claim=row, act=Act.EXPORT, by=by, version=row.version, file=file)
    total = sum((row.amount for row in rows), Decimal(0))
    record(
        "payment_file.made", file, by=by, programme=programme, number=file.number, claims=len(rows), total=str(total)
    )
    return file


@transaction.atomic
def mark_paid(*, file: PaymentFile, claims: Sequence[UUID], paid_on: date, reference: str, by: Any) -> list[Claim]:
    """What finance has paid of a file, when, under which reference. Raises Refusal; then none is marked."""
    if not is_manager(by, file.programme):
        raise Refusal(RUN)
    wanted = set(claims)
    Programme.objects.select_for_update(no_key=True).get(pk=file.programme_id)
    held = Project.objects.select_for_update(of=("self",)).order_by("pk")
    list(held.filter(pk__in=Claim.objects.filter(pk__in=wanted).values("project")))
    rows = list(with_sent_back(Claim.objects.filter(pk__in=wanted, file=file).order_by("number")))
    if not rows or len(rows) != len(wanted):
        raise Refusal("Tick at least one claim of this file.")
    if paid_on > timezone.localdate():
        raise Refusal("This day is still to come. Mark it once it is paid.")
    if any(row.approved_at is None or paid_on < timezone.localdate(row.approved_at) for row in rows):
        raise Refusal("This day is before a claim was approved.")
    if any(paid_on < timezone.localdate(step.at) for row in rows for step in row.sent_back[-1:]):
        raise Refusal("This day is before finance sent a claim back. When was it paid after that?")
    facts = {"paid_on": paid_on, "reference": reference.strip()}
    words = f"Paid on {day_full(paid_on)}. Reference: {facts['reference']}"
    return [perform(claim=row, act=Act.PAY, by=by, version=row.version, words=words, **facts) for row in rows]


def with_sent_back(claims: Any) -> Any:
    """Claims with ``sent_back``: each time that finance sent it back, and out of which file; one query more."""
    steps = ClaimStep.objects.filter(act=Act.SEND_BACK).select_related("file").order_by("at")
    return claims.prefetch_related(Prefetch("steps", steps, to_attr="sent_back"))


def rows_of(claims: Any) -> Iterator[tuple[Any, ...]]:
    """Claims for a file, in the columns of ``HEAD``; they come with their names (``with_names``)
    and with what was sent back (``with_sent_back``)."""
    for claim in claims:
        package = claim.milestone.package
        counted = claim.approved_at or claim.submitted_at or claim.drafted_at
        yield (
            *(claim.file.number if claim.file else "", claim.number or "", claim.project.practice.code),
            *(claim.project.practice.name, claim.project.title, claim.milestone.title, claim.reached_on.isoformat()),
            *(f"Package {package.number}", claim.weighted_patients or "", claim.amount),
            *(claim.submitted_by.name if claim.submitted_by else "", _day(claim.submitted_at)),
            *(claim.approved_by.name if claim.approved_by else "", _day(claim.approved_at)),
            *(years.words(years.year_of(timezone.localdate(counted))), claim.get_state_display()),
            *(claim.paid_on.isoformat() if claim.paid_on else "", claim.reference),
            "; ".join(f"{step.file}, {_day(step.at)}: {step.words}" for step in claim.sent_back),
        )


def _day(at: Any) -> str:
    return timezone.localdate(at).isoformat() if at else ""


def workbook(name: str, claims: Any, made_at: Any) -> bytes:
    """The same rows for Excel. Text goes in as text, whatever it begins with; sums are numbers with two places."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": fit(name), "created": made_at})
    sheet = book.add_worksheet("Claims")
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "£#,##0.00"})
    for column, title in enumerate(HEAD):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows_of(claims), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(count, column, float(cell), money)
            elif isinstance(cell, int):
                sheet.write_number(count, column, cell)
            else:
                sheet.write_string(count, column, fit(str(cell)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, count), len(HEAD) - 1)
    sheet.autofit()
    book.close()
    return content.getvalue()


@transaction.atomic
def note_taken_away(*, programme: Programme, file: PaymentFile | None, kind: str, by: Any) -> None:
    """Somebody downloaded a file for finance, or the list of all claims."""
    record("payments.taken_away", file or programme, by=by, programme=programme, kind=kind)
