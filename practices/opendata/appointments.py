"""Appointments in general practice: of a month, by one thing at a time."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from practices.imports.files import Line
from practices.models import Appointments, Commissioner

from .gathering import NO_COMMISSIONER, TAKEN_ALONG, Gathering, Problem

LONGEST_VALUE = 80
MOST = 2_147_483_647  # what the table holds
TOO_MANY = "more appointments than there can be"
_COMMISSIONER = re.compile(r"[A-Z0-9]{3}|[A-Z0-9]{5}")


class AppointmentsGathering(Gathering):
    """Adds up by practice and month, once for each split."""

    owner_field = "practice_id"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.splits = [by for by in Appointments.By.values if by in self.layout.where]
        self.sums: dict[tuple[str, date], Counter[tuple[str, str]]] = {}
        self.tidy: dict[str, str] = {}

    def read_day(self, line: Line) -> date:
        return super().read_day(line).replace(day=1)

    def keep(self, line: Line, owner: str) -> None:
        month, count = self.read_day(line), self.read_count(line)
        values = [(by, self._value(line, by)) for by in self.splits]
        sums = self.sums.setdefault((owner, month), Counter())
        for value in values:
            sums[value] += count

    def _value(self, line: Line, by: str) -> str:
        raw = line.cells[self.layout.where[by]]
        value = self.tidy.get(raw)
        if value is None:
            value = " ".join(raw.split()) or "Not said"
            if len(value) > LONGEST_VALUE:
                raise Problem(by, f"longer than {LONGEST_VALUE} characters")
            self.tidy[raw] = value
        return value

    def rows(self) -> Iterator[Appointments]:
        for owner, month in sorted(self.sums):
            sums = self.sums[owner, month]
            if self.is_spoiled(owner, month):
                self.report.skip(TAKEN_ALONG, f"{owner} {month:%B %Y}")
                continue
            if max(sums.values()) > MOST:
                self.report.skip(TOO_MANY, f"{owner} {month:%B %Y}")
                continue
            pk = self.owners[owner][0]
            for (by, value), count in sums.items():
                yield Appointments(month=month, by=by, value=value, count=count, **{self.owner_field: pk})


class AreaAppointments(AppointmentsGathering):
    owner_field = "commissioner_id"
    code_words = "a commissioner's code is 3 or 5 letters and digits"
    unknown = NO_COMMISSIONER

    def find_owners(self) -> dict[str, Any]:
        return {code: (pk, name) for code, pk, name in Commissioner.objects.values_list("code", "pk", "name")}

    def is_code(self, code: str) -> bool:
        return bool(_COMMISSIONER.fullmatch(code))
