"""Words for the pages of published figures, from rows already fetched."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cmsportal.nhsuk.formats import day_full
from practices.models import OpenDataImport

from .writing import OUTCOMES

Source = OpenDataImport.Source
WHERE = {
    Source.PATIENTS: "Every month: gp-reg-pat-prac-all, and single years of age, a file for women and one for men.",
    Source.WORKFORCE: "Every month: General Practice Workforce, the practice-level file.",
    Source.APPOINTMENTS: "Every month: the practice-level crosstab, or the regional file by commissioner.",
}


def span_words(first: date, last: date) -> str:
    return day_full(first) if first == last else f"{day_full(first)} to {day_full(last)}"


@dataclass(frozen=True)
class Kept:
    """One kind of published figures, and how new those are that we have."""

    name: str
    where: str
    newest: str


def kinds(newest: dict[str, date]) -> list[Kept]:
    return [
        Kept(
            source.label,
            WHERE[source],
            f"Newest: {_period(source, newest[source])}" if source in newest else "None read in yet",
        )
        for source in Source
    ]


def _period(source: str, day: date) -> str:
    """Appointments are of a month, the others of a day."""
    return f"{day:%B %Y}" if source == Source.APPOINTMENTS else day_full(day)


@dataclass(frozen=True)
class Outcome:
    words: str
    count: int
    firsts: list[str]


@dataclass(frozen=True)
class Preview:
    """What a file would change, or has changed."""

    kind: str
    span: str
    outcomes: list[Outcome]
    skipped: list[tuple[str, int]]
    notes: list[tuple[str, int]]
    broken: list[str]
    broken_rows: int
    rows: int
    changes: bool
    doubt: str
    as_previewed: bool


def preview(row: OpenDataImport) -> Preview:
    report: dict[str, Any] = row.report
    counts, firsts = report.get("counts", {}), report.get("firsts", {})
    return Preview(
        kind=row.get_source_display(),
        span=span_words(row.first_day, row.last_day),
        outcomes=[Outcome(words, counts.get(key, 0), firsts.get(key, [])) for key, words in OUTCOMES.items()],
        skipped=sorted(report.get("skipped", {}).items()),
        notes=sorted(report.get("notes", {}).items()),
        broken=report.get("broken", []),
        broken_rows=report.get("broken_rows", 0),
        rows=report.get("rows", 0),
        changes=any(counts.get(key) for key in ("created", "changed")),
        doubt=report.get("doubt", ""),
        as_previewed=report.get("as_previewed", True),
    )
