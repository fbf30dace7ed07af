"""The agreement on paper: A4, by typst (PDF/UA-1). What people wrote goes in as data."""

from pathlib import Path

from cmsportal.nhsuk.formats import day_full
from toolkit.paper import font_family, typeset

from ..models import Agreement
from .presenters import edition_words, signatures, state_words
from .terms import parts_of

MARKUP = Path(__file__).with_name("agreement.typ")


def pdf_file(agreement: Agreement) -> bytes:
    """The same bytes for the same edition in the same state. Needs project, practice, programme and coach fetched."""
    project = agreement.project
    return typeset(
        MARKUP,
        {
            "title": f"Agreement between {project.practice.name} and {agreement.coach.name}",
            "caption": f"{project.programme.name}. {project.title}",
            "state": f"{edition_words(agreement)}. {state_words(agreement, day_full)}",
            "why": agreement.why,
            "foot": f"{project.practice.name}  ·  {edition_words(agreement)}",
            "fonts": [font_family()],
            "parts": [
                {
                    "title": part.title,
                    "terms": [{"label": term.label, "lines": term.lines} for term in part.terms],
                }
                for part in parts_of(agreement)
            ],
            "sides": [
                {"side": side.side, "name": side.name, "words": side.words, "accepted": side.has_accepted}
                for side in signatures(agreement, day_full)
            ],
        },
    )
