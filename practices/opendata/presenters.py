"""Words for the pages of published figures, from rows already fetched."""

from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day_full
from practices.models import OpenDataImport
from practices.uploads import presenters as uploads
from practices.uploads.presenters import Preview

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


def preview(row: OpenDataImport) -> Preview:
    """What a file would change, or has changed."""
    return uploads.preview(row.report, OUTCOMES, standing=("unchanged",))


def about(row: OpenDataImport) -> str:
    """'Patients registered at a GP practice, Thursday 1 January 2026'."""
    return f"{row.get_source_display()}, {span_words(row.first_day, row.last_day)}"
