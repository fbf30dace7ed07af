"""Patients registered at a GP practice: totals, and single years of age of women and men."""

from array import array
from collections.abc import Iterator
from datetime import date
from typing import Any

from practices.imports.files import Line
from practices.models import RegisteredPatients
from practices.models.opendata import AGES

from .gathering import NOT_KEPT, OTHER_KIND, TAKEN_ALONG, Gathering, Problem

SEXES = {
    "ALL": RegisteredPatients.Sex.ALL,
    "FEMALE": RegisteredPatients.Sex.FEMALE,
    "F": RegisteredPatients.Sex.FEMALE,
    "MALE": RegisteredPatients.Sex.MALE,
    "M": RegisteredPatients.Sex.MALE,
}
OLDEST = AGES - 1
TOTAL = AGES  # the place of the total, after the ages
NOTHING = -1
_AGE_PLACES = {
    **{str(age): age for age in range(AGES)},
    **{f"{age:02d}": age for age in range(10)},
    "95+": OLDEST,
    "ALL": TOTAL,
}


class Patients(Gathering):
    """97 numbers for each practice, day and sex: the file's rows may stand in any order, and memory stays small."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: dict[tuple[str, date, str], array[int]] = {}
        self.kind = self.layout.where.get("type")
        self.sex_at, self.age_at = self.layout.where["sex"], self.layout.where["age"]

    def find_owner(self, line: Line) -> Any:
        if self.kind is not None and line.cells[self.kind].strip().upper() not in {"GP", "PRACTICE", "GP PRACTICE"}:
            self.skipped[OTHER_KIND] += 1
            return NOT_KEPT
        return super().find_owner(line)

    def keep(self, line: Line, owner: str) -> None:
        day = self.read_day(line)
        said = line.cells[self.sex_at]
        sex = SEXES.get(said) or SEXES.get(said.strip().upper())
        if sex is None:
            raise Problem("sex", f"'{said[:20]}' is none of ALL, FEMALE and MALE")
        said = line.cells[self.age_at]
        place = _AGE_PLACES.get(said)
        if place is None:
            place = _AGE_PLACES.get(said.strip().upper())
        if place is None:
            raise Problem("age", f"'{said[:20]}' is not an age from 0 to 95+, or ALL")
        count = self.read_count(line)
        key = (owner, day, sex)
        numbers = self.found.get(key)
        if numbers is None:
            numbers = self.found[key] = array("i", [NOTHING]) * (AGES + 1)
        if numbers[place] != NOTHING:
            raise Problem("age", f"{owner} has this age twice")
        numbers[place] = count

    def rows(self) -> Iterator[RegisteredPatients]:
        for owner, day, sex in sorted(self.found):
            numbers = self.found[owner, day, sex]
            if self.is_spoiled(owner, day):
                self.report.skip(TAKEN_ALONG, owner)
                continue
            ages = numbers[:AGES].tolist()
            problem = _what_is_wrong(ages, numbers[TOTAL])
            if problem:
                self.report.skip(problem, owner)
                continue
            by_age = None if ages[0] == NOTHING else ages
            total = numbers[TOTAL] if numbers[TOTAL] != NOTHING else sum(ages)
            pk = self.owners[owner][0]
            yield RegisteredPatients(practice_id=pk, day=day, sex=sex, total=total, by_age=by_age)


def _what_is_wrong(ages: list[int], total: int) -> str:
    missing = ages.count(NOTHING)
    if missing == AGES:
        return ""  # totals alone
    if missing:
        return "an age is missing"
    if total not in {NOTHING, sum(ages)}:
        return "the ages do not add up to the total"
    return ""
