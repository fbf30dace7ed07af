"""What the readers of the three kinds share: whose rows are kept, and what is done with one that cannot be read.

A figure is a sum or a set of rows. Without one of them it would be wrong and look right, so a row that is refused
takes the figures it belongs to with it, and nothing else. Rows that cannot be said to belong to anybody are a doubt.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from practices.imports.epraccur import CODE
from practices.imports.files import Line
from practices.imports.report import Broken, Report
from practices.models import Practice

from .cells import read_count, read_day
from .columns import Layout

NO_PRACTICE = "the practice is not in the portal"
NO_COMMISSIONER = "the commissioner is not in the portal"
OTHER_KIND = "not a GP practice"
TAKEN_ALONG = "left out, because a row of theirs cannot be read"
NOT_KEPT: Any = object()


class Problem(Exception):
    """What is wrong in one cell. ``field`` as in the form's columns; ``column`` from 0 where it is none of those."""

    def __init__(self, field: str, what: str, column: int | None = None) -> None:
        super().__init__(what)
        self.field, self.what, self.column = field, what, column


class Gathering(ABC):
    """Takes the lines of one file one by one. ``rows()`` at the end gives unsaved rows of the kind's table.

    ``spoiled`` are figures, by owner and day, of which a row was refused.
    """

    code_words = "a practice code is a letter and five digits"
    unknown = NO_PRACTICE

    def __init__(self, layout: Layout, report: Report, day: date | None = None) -> None:
        self.layout, self.report, self.day = layout, report, day
        self.owners = self.find_owners()
        self.spoiled: set[Any] = set()
        self.nobody = 0  # refused rows of which nobody can say whose they are
        self.today = timezone.localdate()
        self.skipped: Counter[str] = Counter()
        self.days: set[date] = set()
        self.read_days: dict[str, date] = {}  # a file repeats the same few a million times

    def find_owners(self) -> dict[str, Any]:
        """Practices of the portal: code to (id, name)."""
        return {code: (pk, name) for code, pk, name in Practice.objects.values_list("code", "pk", "name")}

    def take(self, line: Line) -> None:
        self.report.rows += 1
        if line.problem or len(line.cells) != len(self.layout.headings):
            self.nobody += 1
            self.report.break_row([self._unreadable(line)])
            return
        owner: Any = None
        try:
            owner = self.find_owner(line)
            if owner is not NOT_KEPT:
                self.keep(line, owner)
        except Problem as problem:
            index = self.layout.where[problem.field] if problem.column is None else problem.column
            self.report.break_row([Broken(line.number, index + 1, self.layout.headings[index], problem.what)])
            if owner is None:
                self.nobody += 1
            else:
                self.spoil(line, owner)

    def _unreadable(self, line: Line) -> Broken:
        if line.problem:
            return Broken(line.number, None, "", line.problem)
        width = len(self.layout.headings)
        what = f"{len(line.cells)} columns where {width} are expected"
        return Broken(line.number, min(len(line.cells), width) + 1, "", what)

    def find_owner(self, line: Line) -> Any:
        """The code of whose figures these are, or NOT_KEPT. Raises Problem."""
        code = line.cells[self.layout.where["code"]].strip()
        if code in self.owners:
            return code
        if not self.is_code(code.upper()):
            raise Problem("code", self.code_words)
        self.skipped[self.unknown] += 1
        return NOT_KEPT

    def is_code(self, code: str) -> bool:
        return bool(CODE.fullmatch(code))

    @abstractmethod
    def keep(self, line: Line, owner: str) -> None:
        """Take the figures of one line."""

    def spoil(self, line: Line, owner: str) -> None:
        """Note which figures are no longer whole: all of the owner where the day cannot be read."""
        try:
            self.spoiled.add((owner, self.read_day(line)))
        except Problem:
            self.spoiled.add((owner, None))

    def is_spoiled(self, owner: str, day: date) -> bool:
        return (owner, day) in self.spoiled or (owner, None) in self.spoiled

    @abstractmethod
    def rows(self) -> Iterator[Any]:
        """What is written, spoiled figures left out: by owner and day, made one by one as they are asked for."""

    def read_day(self, line: Line) -> date:
        field = "day" if "day" in self.layout.where else "month"
        raw = line.cells[self.layout.where[field]]
        known = self.read_days.get(raw)
        if known is not None:
            return known
        text = self.layout.value(line, field)
        try:
            day = read_day(text)
        except ValueError:
            raise Problem(field, f"'{text[:20]}' is not a day or a month") from None
        if day > self.today or day.year < 2000:
            raise Problem(field, f"'{text[:20]}' is not a day of which figures can be known")
        self.days.add(day)
        self.read_days[raw] = day
        return day

    def read_count(self, line: Line) -> int:
        text = line.cells[self.layout.where["count"]]
        try:
            return read_count(text.strip())
        except ValueError:
            raise Problem("count", f"'{text.strip()[:20]}' is not a whole number") from None

    def finish(self) -> Iterator[Any]:
        """The rows to write; the report then also says what was left out, and what is in doubt.

        What ``rows`` leaves out is in the report when the last row has been asked for.
        """
        for reason, count in self.skipped.items():
            self.report.skipped[reason] += count
            self.report.counts["skipped"] += count
        if self.nobody:
            self.report.doubt = (
                f"{self.nobody:,} row{'s' if self.nobody > 1 else ''} cannot be read at all, "
                "and may belong to anybody. Sums of a practice could be too low."
            )
        return self.rows()
