"""Budgets and commitments by financial year.

A claim counts in one year: that of the day on which it was approved and, before that, of the day on which it was
sent. Paid later, it stays there: a payment in April for a claim approved in March is last year's money.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.versions import save_versioned
from practices.models import Programme
from practices.permissions import is_manager
from projects.refusal import Refusal

from ..models import Budget, Claim
from . import years
from .amounts import NOTHING
from .ladder import Ladder
from .workflow import RUN


@dataclass
class Year:
    """``budget`` is None while there is none. ``waiting``: sent, and not decided on."""

    year: int
    budget: Decimal | None = None
    paid: Decimal = NOTHING
    approved: Decimal = NOTHING  # and not paid yet
    waiting: Decimal = NOTHING

    @property
    def words(self) -> str:
        return years.words(self.year)

    @property
    def committed(self) -> Decimal:
        return self.paid + self.approved

    @property
    def left(self) -> Decimal | None:
        """Of the budget, once all that is approved is paid; below nothing where more is promised than there is."""
        return None if self.budget is None else self.budget - self.committed


def years_of(programme: Programme) -> list[Year]:
    """The present year, and each with a budget or a claim, the newest first: two queries."""
    present = years.year_of(timezone.localdate())
    found = {present: Year(present)}
    for budget in Budget.objects.filter(programme=programme):
        found.setdefault(budget.year, Year(budget.year)).budget = budget.amount
    rows = Claim.objects.filter(programme=programme).exclude(state__in=["draft", "rejected"]).order_by()
    for state, approved_at, submitted_at, amount in rows.values_list(
        "state", "approved_at", "submitted_at", "amount"
    ):
        number = years.year_of(timezone.localdate(approved_at or submitted_at))
        one = found.setdefault(number, Year(number))
        if state == Claim.State.PAID:
            one.paid += amount
        elif approved_at:
            one.approved += amount
        else:
            one.waiting += amount
    return [found[number] for number in sorted(found, reverse=True)]


def year_now(programme: Programme) -> Year:
    """The financial year of today: two queries."""
    present = years.year_of(timezone.localdate())
    return next(one for one in years_of(programme) if one.year == present)


@dataclass(frozen=True)
class Ahead:
    """What may still be claimed by today's terms: of milestones reached, and of those still ahead."""

    reached: Decimal
    to_reach: Decimal


def ahead(found: Iterable[Ladder]) -> Ahead:
    """In pounds, by the ladders of a programme's projects; those that can claim nothing are left out."""
    rungs = [rung for ladder in found if not ladder.stands for rung in ladder.rungs if rung.claim is None]
    return Ahead(
        sum((rung.amount or NOTHING for rung in rungs if rung.is_reached), NOTHING),
        sum((rung.amount or NOTHING for rung in rungs if not rung.is_reached), NOTHING),
    )


def budget_of(programme: Programme, year: int) -> Budget | None:
    """``year``: that in which its April lies (payments.years)."""
    return Budget.objects.filter(programme=programme, year=year).first()


@transaction.atomic
def save_budget(*, programme: Programme, year: int, amount: Decimal, expected_version: int, by: Any) -> Budget:
    """Raises Refusal, Stale."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if not is_manager(by, programme):
        raise Refusal(RUN)
    row = budget_of(programme, year)
    if row is not None and row.amount == amount:
        return row
    is_new = row is None
    row = row or Budget(programme=programme, year=year, version=1)
    row.amount = amount
    row.full_clean()
    if is_new:
        row.save()
    else:
        save_versioned(row, expected_version, ["amount"])
    record("budget.saved", row, by=by, programme=programme, year=year, amount=str(amount))
    return row
