"""What the programme's managers see of its payments: what waits for them, what went where, year by year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from cmsportal.nhsuk.formats import count_words, day, first_upper
from practices.models import Programme
from projects.models import Project

from ..models import Claim, ClaimStep, PaymentFile
from ..statuses import STARTED
from .amounts import NOTHING, pounds
from .budgets import Year
from .ladder import Ladder, ladders
from .presenters import TAGS, closed
from .trail import Reconciled
from .workflow import State

SHORT = 100  # letters of what finance said, beside a box to tick


@dataclass(frozen=True)
class ClaimRow:
    url: str
    number: str
    practice: str
    project: str
    milestone: str
    money: str
    tag: tuple[str, str]
    since: str
    note: str = ""


def claim_row(claim: Claim, note: str = "") -> ClaimRow:
    """The claim comes with project, practice and milestone (``with_names``)."""
    return ClaimRow(
        url=reverse("claim-detail", kwargs={"project_id": claim.project_id, "claim_id": claim.pk}),
        number=str(claim.number or "–"),
        practice=claim.project.practice.name,
        project=claim.project.title,
        milestone=claim.milestone.title,
        money=pounds(claim.amount),
        tag=TAGS[claim.state],
        since=day(since(claim)),
        note=note,
    )


def sent_back_note(claim: Claim) -> str:
    """'sent back from file 3: wrong account', of a claim that comes with what was sent back; else nothing."""
    last = claim.sent_back[-1:]
    if not last:
        return ""
    return f"sent back from {str(last[0].file).lower()}: {Truncator(last[0].words).chars(SHORT)}"


def approved_words(claims: Sequence[Claim]) -> str:
    """Of approved claims that come with what was sent back."""
    back = sum(bool(claim.sent_back) for claim in claims)
    return f"Not with finance yet. {first_upper(count_words(back))} came back." if back else "Not with finance yet."


def sent_back_rows(steps: Iterable[ClaimStep]) -> list[dict[str, str]]:
    """What finance sent back out of one file; the steps come with the claim and its names."""
    return [
        {
            "title": f"{step.claim.project.practice.name}, {pounds(step.amount)}",
            "text": f"{step.claim}: {step.claim.milestone.title}. {day(step.at)}. {closed(step.words)}",
            "url": reverse("claim-detail", kwargs={"project_id": step.claim.project_id, "claim_id": step.claim_id}),
        }
        for step in steps
    ]


def file_stands(claims: Sequence[Claim]) -> str:
    """Where a file stands: its claims are those that finance has not sent back."""
    if not claims:
        return "Finance has sent all of it back."
    if any(claim.state == State.EXPORTED for claim in claims):
        return "Send it to finance, then mark what is paid."
    return "All of it is paid."


def file_row(file: PaymentFile, claims: Sequence[Claim]) -> dict[str, str]:
    """A file of which something is not paid yet."""
    total = pounds(sum((claim.amount for claim in claims), NOTHING))
    noun = "claim" if len(claims) == 1 else "claims"
    keys = {"programme_id": file.programme_id, "file_id": file.pk}
    return {
        "title": str(file),
        "text": f"{first_upper(count_words(len(claims)))} {noun} not paid yet, {total}. Made {day(file.made_at)}.",
        "url": reverse("paymentfile-detail", kwargs=keys),
    }


def since(claim: Claim) -> date:
    """The day on which it came to where it stands, as far as its own fields tell."""
    at = claim.paid_on or (claim.file.made_at if claim.file else None) or claim.approved_at or claim.submitted_at
    at = at or claim.drafted_at
    return at if isinstance(at, date) and not hasattr(at, "hour") else timezone.localdate(at)


def ladders_in(programme: Programme) -> list[Ladder]:
    """Of all projects that can have reached something: a fixed number of queries."""
    rows = Project.objects.filter(programme=programme, status__in=STARTED)
    return ladders(rows.select_related("practice", "programme").order_by("practice__name", "title"))


def reached_rows(found: Iterable[Ladder]) -> list[dict[str, str]]:
    """Projects with milestones that are reached and not claimed."""
    rows = []
    for ladder in found:
        titles = [rung.milestone.title for rung in ladder.open_rungs]
        if not titles or ladder.stands:
            continue
        total = sum((rung.amount or NOTHING for rung in ladder.open_rungs), NOTHING)
        rows.append(
            {
                "title": ladder.project.practice.name,
                "text": f"{', '.join(titles)}: {pounds(total)}",
                "url": reverse("milestone-list", kwargs={"project_id": ladder.project.pk}),
                "link": "See the evidence",
            }
        )
    return rows


@dataclass(frozen=True)
class Bar:
    """Paid, approved and asked for, as parts of the budget (or of their sum where that is more): per cent."""

    paid: Decimal
    approved: Decimal
    waiting: Decimal
    budget: Decimal  # where the budget ends; 100 unless more is asked for
    words: str

    @property
    def is_over(self) -> bool:
        return self.budget < 100

    @property
    def paid_pc(self) -> str:
        return f"{self.paid}%"

    @property
    def approved_pc(self) -> str:
        return f"{self.approved}%"

    @property
    def waiting_pc(self) -> str:
        return f"{self.waiting}%"

    @property
    def committed_pc(self) -> str:
        return f"{self.paid + self.approved}%"

    @property
    def budget_pc(self) -> str:
        return f"{self.budget}%"


def bar_of(year: Year) -> Bar | None:
    """None while there is no budget."""
    if year.budget is None:
        return None
    whole = max(year.budget, year.committed + year.waiting) or Decimal(1)
    parts = [round(100 * part / whole, 2) for part in (year.paid, year.approved, year.waiting, year.budget)]
    words = (
        f"Of {pounds(year.budget)}, {pounds(year.paid)} is paid, {pounds(year.approved)} is approved and "
        f"{pounds(year.waiting)} is asked for."
    )
    return Bar(*parts, words=words)


def figures_of(year: Year) -> dict[str, str]:
    """'budget', 'paid', 'approved' and 'waiting' in pounds and words; the budget is empty where there is none."""
    names = ("budget", "paid", "approved", "waiting")
    return {name: pounds(getattr(year, name)) for name in names}


def trail_rows(found: Reconciled) -> list[dict[str, Any]]:
    """Each state of claims: how many there are, their total, and the total that the audit trail says."""
    return [
        {
            "words": line.words,
            "count": line.count,
            "total": pounds(line.total),
            "trail_total": pounds(line.trail_total),
        }
        for line in found.lines
    ]


def left_words(year: Year) -> str:
    """'£1,500 of 2026/27 is not promised yet.'"""
    if year.left is None:
        return f"There is no budget for {year.words} yet."
    if year.left < 0:
        return f"{pounds(-year.left)} more is promised than the budget of {year.words} holds."
    return f"{pounds(year.left)} of {year.words} is not promised yet."


def year_rows(found: Iterable[Year], programme: Programme) -> list[dict[str, Any]]:
    """A row for each financial year: its sums in words, and the page on which its budget is written."""
    return [
        {
            "words": one.words,
            "budget": pounds(one.budget) or "None yet",
            "paid": pounds(one.paid),
            "approved": pounds(one.approved),
            "waiting": pounds(one.waiting),
            "left": pounds(one.left) or "–",
            "url": reverse("budget-update", kwargs={"programme_id": programme.pk, "year": one.year}),
        }
        for one in found
    ]


def over_budget_words(claim: Claim, year: Year) -> str:
    """Said to whoever is about to approve; empty where the budget holds."""
    if year.budget is None:
        return f"There is no budget for {year.words} yet."
    if year.left is not None and claim.amount > year.left:
        return f"With it, {pounds(claim.amount - year.left)} more is promised than the budget of {year.words} holds."
    return ""


def pays(programme: Programme) -> bool:
    """Whether the programme has, or had, a package: only then do projects show a link to it."""
    return programme.packages.exists()
