"""The hand-over note on A4, for the first meeting with the team."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cmsportal.nhsuk.formats import day_full
from toolkit.paper import font_family, typeset

from ..models import HandOver

MARKUP = Path(__file__).with_name("note.typ")


def note_pdf(row: HandOver, parts: Sequence[tuple[str, list[str]]], *, heading: str, today: date) -> bytes:
    """A PDF (PDF/UA-1), the same bytes for an equal note. The project comes with its practice."""
    return typeset(
        MARKUP,
        {
            "title": heading,
            "practice": row.project.practice.name,
            "project": row.project.title,
            "facts": [{"label": label, "text": text} for label, text in facts_of(row)],
            "printed": f"Printed {day_full(today)}",
            "fonts": [font_family()],
            "parts": [{"title": title, "lines": lines} for title, lines in parts],
            "empty": "The record says nothing yet.",
        },
    )


def facts_of(row: HandOver) -> list[tuple[str, str]]:
    facts = [("First day without " + row.coach.name, day_full(row.leaves_on))]
    if row.successor and row.starts_on:
        facts.append((f"{row.successor.name} begins", day_full(row.starts_on)))
    return facts
