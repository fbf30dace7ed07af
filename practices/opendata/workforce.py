"""General practice workforce: people and full-time equivalents, by the workbook's roles."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from practices.imports.files import Line
from practices.models import Workforce
from practices.workforce_roles import role_of_column, role_of_words

from .cells import read_amount
from .gathering import TAKEN_ALONG, Gathering, Problem

KINDS = {"HC": "heads", "FTE": "wte"}
MEASURES = {"HEADCOUNT": "heads", "HC": "heads", "FTE": "wte", "FULL TIME EQUIVALENT": "wte"}
NOTHING_PUBLISHED = "nothing is published about them"
UNKNOWN_ROLE = "the role is not known, and is not counted"


class WorkforceGathering(Gathering):
    """Adds up by practice and role. The file does not name its day: ``day`` does."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if self.day is not None:  # asked for before
            self.days.add(self.day)
        self.found: dict[str, dict[str, dict[str, Decimal]]] = {}

    def add(self, owner: str, role: str, kind: str, amount: Decimal) -> None:
        kinds = self.found.setdefault(owner, {}).setdefault(role, {})
        kinds[kind] = kinds.get(kind, Decimal(0)) + amount

    def spoil(self, line: Line, owner: str) -> None:
        self.spoiled.add((owner, None))

    def rows(self) -> Iterator[Workforce]:
        for owner, roles in sorted(self.found.items()):
            if (owner, None) in self.spoiled:
                self.report.skip(TAKEN_ALONG, owner)
                continue
            if not roles:
                self.report.skip(NOTHING_PUBLISHED, owner)
            for role, kinds in roles.items():
                row = Workforce(practice_id=self.owners[owner][0], day=self.day, role=role)
                if "heads" in kinds:
                    row.heads = round(kinds["heads"])
                if "wte" in kinds:
                    row.wte = round(kinds["wte"], 2)
                yield row


class DetailedWorkforce(WorkforceGathering):
    """A column for each role and kind."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.columns = [
            (index, role[0], KINDS[role[1]])
            for index, heading in enumerate(self.layout.headings)
            if (role := role_of_column(heading)) is not None
        ]

    def keep(self, line: Line, owner: str) -> None:
        if owner in self.found:
            raise Problem("code", f"{owner} stands in this file twice")
        amounts = []
        for index, role, kind in self.columns:
            try:
                amount = read_amount(line.cells[index].strip())
            except ValueError:
                raise Problem("code", f"'{line.cells[index][:20]}' is not a number of staff", index) from None
            if amount is not None:
                amounts.append((role, kind, amount))
        self.found[owner] = {}
        for role, kind, amount in amounts:
            self.add(owner, role, kind, amount)


class RowsOfWorkforce(WorkforceGathering):
    """A row for each practice, role and kind."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.met: set[tuple[str, ...]] = set()

    def keep(self, line: Line, owner: str) -> None:
        group, name = self.layout.value(line, "group"), self.layout.value(line, "role")
        kind = MEASURES.get(self.layout.value(line, "kind").upper())
        if kind is None:
            raise Problem("kind", "neither Headcount nor FTE")
        try:
            amount = read_amount(self.layout.value(line, "value"))
        except ValueError:
            raise Problem("value", f"'{self.layout.value(line, 'value')[:20]}' is not a number of staff") from None
        if (owner, group, name, kind) in self.met:
            raise Problem("role", f"{owner} has this role twice")
        self.met.add((owner, group, name, kind))
        self.found.setdefault(owner, {})
        role = role_of_words(group, name)
        if role is None:
            self.report.note(f"'{group}, {name}': {UNKNOWN_ROLE}")
        elif role and amount is not None:
            self.add(owner, role, kind, amount)
