"""What an import did, or would do: counts, reasons, the first rows of each kind, broken rows up to a limit."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

FIRST_ROWS = 5
BROKEN_KEPT = 50


@dataclass(frozen=True)
class Broken:
    """One thing wrong in one row. ``column`` counts from 1; None when the whole line cannot be read."""

    line: int
    column: int | None
    name: str
    what: str

    def __str__(self) -> str:
        where = f"Line {self.line}"
        if self.column is not None:
            where += f", column {self.column}" + (f" ({self.name})" if self.name else "")
        return f"{where}: {self.what}"


@dataclass
class Report:
    """Counts by outcome; memory stays the same however long the file is."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, list[str]] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    broken_rows: int = 0
    doubt: str = ""  # what somebody should look at before anything is written

    def count(self, outcome: str, row: str = "") -> None:
        self.counts[outcome] += 1
        kept = self.firsts.setdefault(outcome, [])
        if row and len(kept) < FIRST_ROWS:
            kept.append(row)

    def skip(self, reason: str, row: str = "") -> None:
        self.skipped[reason] += 1
        self.count("skipped", row and f"{row}: {reason}")

    def note(self, text: str) -> None:
        self.notes[text] += 1

    def break_row(self, problems: list[Broken]) -> None:
        self.broken_rows += 1
        room = BROKEN_KEPT - len(self.broken)
        self.broken += problems[: max(room, 0)]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "counts": dict(self.counts),
            "skipped": dict(self.skipped),
            "notes": dict(self.notes),
            "firsts": self.firsts,
            "broken": [str(problem) for problem in self.broken],
            "broken_rows": self.broken_rows,
            "doubt": self.doubt,
        }

    def sentences(self, outcomes: dict[str, str]) -> list[str]:
        """For the command line: one line per outcome, reason, note and broken row."""
        result = [f"{self.rows:,} rows read.", *([self.doubt] if self.doubt else [])]
        result += [f"{words}: {self.counts[key]:,}" for key, words in outcomes.items()]
        result.append(f"Skipped: {self.counts['skipped']:,}")
        result += [f"  {reason}: {number:,}" for reason, number in sorted(self.skipped.items())]
        result += [f"Note: {text}: {number:,}" for text, number in sorted(self.notes.items())]
        result.append(f"Broken rows: {self.broken_rows:,}")
        result += [f"  {problem}" for problem in self.broken]
        if self.broken_rows and len(self.broken) == BROKEN_KEPT:
            result.append(f"  (the first {BROKEN_KEPT} things wrong are shown)")
        return result
