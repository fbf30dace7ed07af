"""A programme's terms: the next version of its package, and the lists of weighted patients."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.sent_once import sent_once
from cmsportal.versions import Stale
from practices.models import Practice, Programme
from practices.permissions import is_manager
from projects.models import Project
from projects.refusal import Refusal

from ..models import Milestone, Package, WeightedList
from .permissions import can_enter_weighted
from .rules import known_needs


@dataclass(frozen=True)
class MilestoneDraft:
    """One milestone as somebody wrote it. ``key``: of the milestone that it goes on from; None for a new one."""

    title: str
    needs: tuple[str, ...]
    amount: Decimal
    key: UUID | None = None


def package_on(programme: Programme, day: date) -> Package | None:
    """The terms that hold on a day, with their milestones."""
    return Package.objects.filter(programme=programme, starts_on__lte=day).exclude(
        ends_on__lte=day
    ).prefetch_related("milestones").first()  # fmt: skip


def newest_package(programme: Programme) -> Package | None:
    return Package.objects.filter(programme=programme).prefetch_related("milestones").first()


def packages_on(programmes: Collection[UUID], day: date) -> dict[UUID, Package]:
    """By programme the terms that hold on a day: two queries."""
    rows = Package.objects.filter(programme__in=programmes, starts_on__lte=day).exclude(ends_on__lte=day)
    return {row.programme_id: row for row in rows.prefetch_related("milestones")}


@transaction.atomic
def save_package(
    *, programme: Programme, values: Mapping[str, Any], terms: Sequence[MilestoneDraft], expected_number: int, by: Any
) -> Package:
    """The next version of a programme's package, from a day on; the one before ends on that day.

    Args:
        values: basis, cap, first_project_only, starts_on and ends_on.
        expected_number: the version that the page was drawn from, 0 where there was none.

    Raises:
        Refusal: not a manager; a day that is past; no milestone, or one that asks for what nobody can read.
        Stale: somebody has made another version meanwhile. The same terms sent twice make one version.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if not is_manager(by, programme):
        raise Refusal("Only a manager of the programme can change what is paid.")
    present = newest_package(programme)
    stands_at = present.number if present else 0
    _check(values, terms)
    if present is not None and expected_number != stands_at:
        if _is_the_same(present, values, terms):
            return present
        raise Stale(present)
    row = Package(
        programme=programme, number=stands_at + 1, made_at=timezone.now(), made_by=by,
        **{name: values[name] for name in ("basis", "cap", "first_project_only", "starts_on", "ends_on")},
    )  # fmt: skip
    _end_others(programme, row.starts_on)
    row.full_clean()
    row.save()
    for position, (term, key) in enumerate(zip(terms, _keys(programme, terms), strict=True)):
        milestone = Milestone(
            package=row, key=key, position=position, title=term.title, needs=list(term.needs), amount=term.amount
        )
        milestone.full_clean()
        milestone.save()
    record("package.saved", row, by=by, programme=programme, number=row.number, milestones=len(terms))
    return row


def _keys(programme: Programme, terms: Sequence[MilestoneDraft]) -> list[UUID]:
    """What makes each milestone the one of earlier versions: what the record must show for it, whatever its place.

    Without such a one, the key that stood in its place: its needs were changed. No key is given twice.
    """
    earlier = Milestone.objects.filter(package__programme=programme).order_by("-package__number", "position")
    needs = {one.key: frozenset(one.needs) for one in reversed(list(earlier))}
    keys: list[UUID | None] = [None] * len(terms)
    for place, term in enumerate(terms):
        same = [key for key, asked in needs.items() if asked == frozenset(term.needs) and key not in keys]
        keys[place] = term.key if term.key in same else next(reversed(same), None)
    for place, term in enumerate(terms):
        if keys[place] is None:
            keys[place] = term.key if term.key in needs and term.key not in keys else uuid.uuid4()
    return [key for key in keys if key is not None]


def _check(values: Mapping[str, Any], terms: Sequence[MilestoneDraft]) -> None:
    if values["starts_on"] < timezone.localdate():
        raise Refusal("These terms begin today or later: what was claimed before keeps its own.")
    if values["ends_on"] and values["ends_on"] <= values["starts_on"]:
        raise Refusal("The last day comes after the first.")
    if not terms:
        raise Refusal("Write down at least one milestone.")
    if not all(set(term.needs) <= set(known_needs()) for term in terms):
        raise Refusal("A milestone asks for something that the record does not show.")
    places = 2 if values["basis"] == Package.Basis.FIXED else 4
    if any(-int(term.amount.as_tuple().exponent) > places for term in terms):
        raise Refusal("A sum has pounds and pence, and no more places.")


def _is_the_same(package: Package, values: Mapping[str, Any], terms: Sequence[MilestoneDraft]) -> bool:
    names = ("basis", "cap", "first_project_only", "starts_on", "ends_on")
    stand = [MilestoneDraft(one.title, tuple(one.needs), one.amount) for one in package.milestones.all()]
    return all(getattr(package, name) == values[name] for name in names) and stand == [
        replace(term, key=None) for term in terms
    ]


def _end_others(programme: Programme, day: date) -> None:
    """What began earlier ends on that day; what would begin later never does."""
    for other in Package.objects.filter(programme=programme):
        if other.ends_on is None or other.ends_on > day or other.starts_on >= day:
            other.ends_on = max(other.starts_on, day) if other.starts_on < day else other.starts_on
            other.save(update_fields=["ends_on"])


def newest_lists(practices: Collection[UUID], day: date) -> dict[UUID, WeightedList]:
    """By practice the newest list that tells of a day no later than this one: one query."""
    rows = WeightedList.objects.filter(practice__in=practices, day__lte=day)
    return {
        row.practice_id: row for row in rows.order_by("practice_id", "-day", "-entered_at").distinct("practice_id")
    }


@transaction.atomic
def enter_weighted(
    *, project: Project, day: date, patients: int, source: str, by: Any, key: UUID | None = None
) -> WeightedList:
    """The weighted patients of the project's practice, as a manager found them published.

    Raises Refusal: not a manager of the programme, a day to come, or a figure that looks like a slip.
    """
    practice = Practice.objects.select_for_update(no_key=True).get(pk=project.practice_id)
    if not can_enter_weighted(by, project):
        raise Refusal("Only a manager of the programme can enter this.")
    if day > timezone.localdate():
        raise Refusal("This day is still to come.")
    if practice.list_size and not practice.list_size / 3 <= patients <= practice.list_size * 3:
        raise Refusal(
            f"{patients:,} is far from the {practice.list_size:,} patients registered there. Look at it again."
        )
    ident, made = sent_once(
        WeightedList, key, practice=practice, day=day, patients=patients, source=source.strip(), by=by
    )
    if made:
        return made
    row = WeightedList(
        id=ident, practice=practice, day=day, patients=patients, source=source.strip(), entered_at=timezone.now(),
        entered_by=by,
    )  # fmt: skip
    row.full_clean()
    row.save()
    record("weighted.entered", row, by=by, project=project, patients=patients, day=day.isoformat())
    return row
