"""What the database itself refuses, whatever the pages let through."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from practices.models import (
    PCN,
    CommissionerName,
    PartnerMembership,
    Practice,
    PracticeCommissioner,
    PracticeImport,
    PracticeMembership,
    PracticePCN,
    ProgrammeCommissioner,
    ProgrammeMembership,
    ProgrammePartner,
)
from tests.builders import make

pytestmark = pytest.mark.django_db


def ends(kind: str) -> dict[str, Any]:
    """The two ends of a dated relation."""
    return {
        "PracticeCommissioner": lambda: {"practice": make.practice(), "commissioner": make.commissioner()},
        "PracticePCN": lambda: {"practice": make.practice(), "pcn": PCN.objects.create(code="U00001", name="N")},
        "ProgrammeCommissioner": lambda: {"programme": make.programme(), "commissioner": make.commissioner()},
        "ProgrammePartner": lambda: {"programme": make.programme(), "partner": make.partner()},
        "ProgrammeMembership": lambda: {"programme": make.programme(), "user": make.user(), "role": "coach"},
        "PracticeMembership": lambda: {"practice": make.practice(), "user": make.user()},
        "PartnerMembership": lambda: {"partner": make.partner(), "user": make.user()},
        "CommissionerName": lambda: {"commissioner": make.commissioner(), "name": "NHS Harwick"},
    }[kind]()


DATED = [
    PracticeCommissioner,
    PracticePCN,
    ProgrammeCommissioner,
    ProgrammePartner,
    ProgrammeMembership,
    PracticeMembership,
    PartnerMembership,
    CommissionerName,
]
FIRST, MIDDLE, LAST = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)


def refused(model: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values)


@pytest.mark.parametrize("model", DATED)
def test_dated_relations(model: Any) -> None:
    both = ends(model.__name__)
    refused(model, **both, starts_on=LAST, ends_on=FIRST)
    model.objects.create(**both, starts_on=FIRST, ends_on=LAST)
    refused(model, **both, starts_on=MIDDLE, ends_on=None)
    refused(model, **both, starts_on=MIDDLE, ends_on=LAST)
    model.objects.create(**both, starts_on=LAST)  # the day the first one ends
    assert model.objects.on(LAST).filter(**both).count() == 1


def test_practice_dates_and_code() -> None:
    practice = make.practice()
    refused(Practice, code=practice.code, name="Again")
    refused(Practice, code="Q99999", name="Back to front", opened_on=LAST, closed_on=FIRST)


@pytest.mark.parametrize(
    "values", [{}, {"applied_at": "now", "content": b"x"}, {"content": b"x"}], ids=["neither", "both", "for ever"]
)
def test_an_import_waits_or_is_done(values: dict[str, Any]) -> None:
    if "applied_at" in values:
        values = {**values, "applied_at": make.now()}
    refused(PracticeImport, file_name="a.csv", sha256="0", as_of=FIRST, by=make.user(), **values)
