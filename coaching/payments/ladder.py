"""How far projects have come on the ladder of their package: what is reached, by what, and what it is worth.

Many projects are read in the same number of queries as one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from projects.models import Project

from ..models import Claim, Milestone, Need, Package, WeightedList
from ..statuses import STARTED
from .amounts import NOTHING, full_amount, under_cap
from .packages import newest_lists, packages_on
from .rules import Found, read

CAN_REACH = STARTED
NOT_UNDER_WAY = "Only a project that is under way, or was completed, can claim."
UNWEIGHTED = "The practice’s weighted patients are not entered yet. The programme’s manager does that."
COUNTS = frozenset({"submitted", "queried", "approved", "exported", "paid"})  # states that take a part of the cap


@dataclass(frozen=True)
class Rung:
    """A milestone of one project. ``amount`` is what a claim made now would bring; None where it cannot be told."""

    milestone: Milestone
    found: tuple[Found, ...]
    missing: tuple[Need, ...]
    claim: Claim | None = None
    full: Decimal | None = None
    amount: Decimal | None = None

    @property
    def is_reached(self) -> bool:
        return not self.missing

    @property
    def reached_on(self) -> date | None:
        return max(one.on for one in self.found) if self.is_reached and self.found else None


@dataclass(frozen=True)
class Ladder:
    """``stands``: one sentence on why nothing can be claimed; empty where it can."""

    project: Project
    package: Package | None
    rungs: tuple[Rung, ...] = ()
    stands: str = ""
    weighted: WeightedList | None = None
    claims: tuple[Claim, ...] = field(default=())

    @property
    def open_rungs(self) -> list[Rung]:
        """Reached, worth something, and not claimed yet."""
        return [rung for rung in self.rungs if rung.is_reached and rung.claim is None and rung.amount]

    def can_claim(self, rung: Rung) -> bool:
        return not self.stands and rung in self.open_rungs


def ladder_of(project: Project, day: date | None = None) -> Ladder:
    """One project's, on a day (today)."""
    return ladders([project], day)[0]


def ladders(projects: Iterable[Project], day: date | None = None) -> list[Ladder]:
    """One for each project, in their order; the projects come with their practice."""
    rows, day = list(projects), day or timezone.localdate()
    packages = packages_on({row.programme_id for row in rows}, day)
    claims: dict[UUID, list[Claim]] = {}
    for claim in Claim.objects.filter(project__in=rows).select_related("milestone__package").order_by("drafted_at"):
        claims.setdefault(claim.project_id, []).append(claim)
    needs = {need for package in packages.values() for one in package.milestones.all() for need in one.needs}
    found = read(rows, needs)
    weighing = any(package.basis == Package.Basis.WEIGHTED for package in packages.values())
    lists = newest_lists({row.practice_id for row in rows}, day) if weighing else {}
    first = _first_projects(rows) if any(one.first_project_only for one in packages.values()) else set()
    return [
        _ladder(
            row, packages.get(row.programme_id), claims.get(row.pk, []), found, lists.get(row.practice_id),
            is_first=row.pk in first,
        )
        for row in rows
    ]  # fmt: skip


def _ladder(
    project: Project,
    package: Package | None,
    claims: list[Claim],
    found: dict[str, dict[UUID, Found]],
    weighted: WeightedList | None,
    *,
    is_first: bool,
) -> Ladder:
    by_key = {claim.key: claim for claim in claims}
    weighted = weighted if package and package.basis == Package.Basis.WEIGHTED else None
    rungs = []
    taken = claimed_of(claims)
    for milestone in package.milestones.all() if package else ():
        claim = by_key.pop(milestone.key, None)
        full = worth(package, milestone, weighted)
        amount = None
        if claim is None and full is not None:
            amount = under_cap(full, package.cap, taken)
            taken += amount
        got = tuple(found[need][project.pk] for need in milestone.needs if project.pk in found[need])
        missing = tuple(Need(need) for need in milestone.needs if project.pk not in found[need])
        rungs.append(Rung(milestone, got, missing, claim, full, amount))
    # Claimed under earlier terms, of milestones that are no longer in the package.
    earlier = [Rung(claim.milestone, (), (), claim) for claim in by_key.values()]
    stands = why_not(project, package, is_first=is_first)
    if not stands and package and package.basis == Package.Basis.WEIGHTED and weighted is None:
        stands = UNWEIGHTED
    return Ladder(project, package, (*earlier, *rungs), stands, weighted, tuple(claims))


def claimed_of(claims: Collection[Claim], but: UUID | None = None) -> Decimal:
    """What a project's claims take of the cap, without one of them."""
    return sum((one.amount for one in claims if one.state in COUNTS and one.pk != but), NOTHING)


def worth(package: Package | None, milestone: Milestone, weighted: WeightedList | None) -> Decimal | None:
    """In pounds, before the cap; None without a package, or while the weighted patients are not known."""
    if package is None:
        return None
    if package.basis == Package.Basis.FIXED:
        return full_amount(milestone.amount)
    return full_amount(milestone.amount, weighted.patients) if weighted else None


def why_not(project: Project, package: Package | None, *, is_first: bool) -> str:
    """Why the project can claim nothing by this package, as a sentence; empty where it can."""
    if package is None:
        return "The programme pays for no milestones at present."
    if project.status not in CAN_REACH:
        return NOT_UNDER_WAY
    if package.first_project_only and not is_first:
        return "The package is for a practice’s first project, and this is a later one."
    return ""


def _first_projects(projects: Iterable[Project]) -> set[UUID]:
    """The first project of each practice in each programme, of those that were not declined: one query."""
    practices = {row.practice_id for row in projects}
    rows = Project.objects.filter(practice__in=practices).exclude(status=Project.Status.DECLINED)
    order = ("programme_id", "practice_id", "signed_up_on", "created_at", "pk")
    return set(rows.order_by(*order).distinct("programme_id", "practice_id").values_list("pk", flat=True))
