"""The newest published figures of a practice, for its team."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from practices.models import Appointments, Practice, RegisteredPatients, Workforce
from practices.workforce_roles import LABELS

Sex = RegisteredPatients.Sex
MONTHS_SHOWN = 24
WAITS = ("Same Day", "1 Day", "2 to 7 Days", "8 to 14 Days", "15 to 21 Days", "22 to 28 Days", "More than 28 Days")


@dataclass(frozen=True)
class Patients:
    """On one day. ``female`` and ``male``: 96 ages, None where not published or of another day."""

    day: date
    total: int
    female: tuple[int, ...] | None = None
    male: tuple[int, ...] | None = None

    @property
    def by_age(self) -> tuple[int, ...] | None:
        if self.female is None or self.male is None:
            return None
        return tuple(a + b for a, b in zip(self.female, self.male, strict=True))


@dataclass(frozen=True)
class Role:
    role: str
    label: str
    heads: int | None
    wte: Decimal | None


@dataclass(frozen=True)
class Demand:
    """``months``: first day and appointments, oldest first. ``splits``: the newest month by one thing at a time.

    ``area``: the commissioner whose figures they are, where the practice has none of its own.
    """

    months: tuple[tuple[date, int], ...]
    splits: dict[str, list[tuple[str, int]]]
    area: str = ""


@dataclass(frozen=True)
class Published:
    patients: Patients | None = None
    roles: tuple[Role, ...] = ()
    roles_day: date | None = None
    demand: Demand | None = None
    ages_of: Patients | None = field(default=None)  # the newest day of which all ages are known

    @property
    def is_empty(self) -> bool:
        return self.patients is None and not self.roles and self.demand is None


def published_for(practice: Practice, today: date) -> Published:
    """All that is shown to the practice's team: at most eight queries."""
    patients, ages_of = _patients(practice)
    roles, day = _roles(practice)
    return Published(patients, roles, day, _demand(practice, today), ages_of)


def patients_of(practice: Practice) -> Patients | None:
    """How many patients are registered there, as published last: one query."""
    return _patients(practice)[0]


def _patients(practice: Practice) -> tuple[Patients | None, Patients | None]:
    days: dict[date, dict[str, RegisteredPatients]] = {}
    for row in RegisteredPatients.objects.filter(practice=practice).order_by("-day")[: 3 * MONTHS_SHOWN]:
        days.setdefault(row.day, {})[row.sex] = row
    found = [made for day, rows in days.items() if (made := _of_day(day, rows)) is not None]
    return next(iter(found), None), next((one for one in found if one.by_age is not None), None)


def _of_day(day: date, rows: dict[str, RegisteredPatients]) -> Patients | None:
    """None where only women or only men have been read in: no total can be told."""
    whole, women, men = rows.get(Sex.ALL), rows.get(Sex.FEMALE), rows.get(Sex.MALE)
    if whole is None and (women is None or men is None):
        return None
    total = whole.total if whole is not None else women.total + men.total  # type: ignore[union-attr]
    both = women is not None and men is not None and women.by_age is not None and men.by_age is not None
    if not both:
        return Patients(day, total)
    return Patients(day, total, tuple(women.by_age), tuple(men.by_age))  # type: ignore[union-attr]


def _roles(practice: Practice) -> tuple[tuple[Role, ...], date | None]:
    rows = Workforce.objects.filter(practice=practice)
    day = rows.aggregate(newest=Max("day"))["newest"]
    found = {row.role: row for row in rows.filter(day=day)} if day else {}
    roles = tuple(Role(key, label, found[key].heads, found[key].wte) for key, label in LABELS.items() if key in found)
    return roles, day


def _demand(practice: Practice, today: date) -> Demand | None:
    demand = _demand_of(Appointments.objects.filter(practice=practice), "")
    if demand is not None:
        return demand
    relation = practice.commissioner_relations.on(today).select_related("commissioner").first()
    if relation is None:
        return None
    return _demand_of(Appointments.objects.filter(commissioner=relation.commissioner), relation.commissioner.name)


def _demand_of(rows: Any, area: str) -> Demand | None:
    """Each split adds up to the month, so the months are counted by one of them that all files have."""
    sums = list(
        rows.filter(by=Appointments.By.STATUS)
        .order_by("-month")
        .values_list("month")
        .annotate(Sum("count"))[:MONTHS_SHOWN]
    )
    if not sums:
        return None
    splits: dict[str, list[tuple[str, int]]] = {}
    for row in rows.filter(month=sums[0][0]).order_by("-count", "value"):
        splits.setdefault(row.by, []).append((row.value, row.count))
    if "wait" in splits:
        splits["wait"].sort(key=lambda pair: _place(pair[0], WAITS))
    return Demand(tuple(reversed(sums)), splits, area)


def _place(value: str, order: Sequence[str]) -> int:
    return order.index(value) if value in order else len(order)
