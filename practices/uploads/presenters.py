"""What a file would change, or has changed, for its page; from the report kept with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    words: str
    count: int
    firsts: list[str]


@dataclass(frozen=True)
class Preview:
    """``changes``: something would be written. ``as_previewed``: what was written is what the preview said."""

    outcomes: list[Outcome]
    skipped: list[tuple[str, int]]
    notes: list[tuple[str, int]]
    broken: list[str]
    broken_rows: int
    rows: int
    changes: bool
    doubt: str
    as_previewed: bool


def preview(report: Mapping[str, Any], outcomes: Mapping[str, str], *, standing: Iterable[str]) -> Preview:
    """``outcomes``: words by key, in their order on the page. ``standing``: those of them that write nothing."""
    counts, firsts = report.get("counts", {}), report.get("firsts", {})
    idle = set(standing)
    return Preview(
        outcomes=[Outcome(words, counts.get(key, 0), firsts.get(key, [])) for key, words in outcomes.items()],
        skipped=sorted(report.get("skipped", {}).items()),
        notes=sorted(report.get("notes", {}).items()),
        broken=report.get("broken", []),
        broken_rows=report.get("broken_rows", 0),
        rows=report.get("rows", 0),
        changes=any(counts.get(key) for key in outcomes if key not in idle),
        doubt=report.get("doubt", ""),
        as_previewed=report.get("as_previewed", True),
    )
