"""The playbook as a PDF on A4: one edition, or all that holds in a practice."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from cmsportal.nhsuk.formats import day_full

from ..models import PlaybookEntry
from ..paper import Code, font_family, typeset
from ..qr import qr_svg
from .presenters import sheet

MARKUP = Path(__file__).with_name("sheets.typ")


def playbook_pdf(*, title: str, practice: str, entries: Sequence[PlaybookEntry], today: date) -> bytes:
    """A sheet for each edition, with a list in front where there are several (PDF/UA-1; equal input, equal bytes).

    Days have their year: paper hangs for longer than one.
    """
    data = {
        "title": title,
        "practice": practice,
        "printed": f"Printed {day_full(today)}",
        "fonts": [font_family()],
        "sheets": [_sheet(entry) for entry in entries],
        "empty": "Nothing is in the playbook yet.",
    }
    return typeset(MARKUP, data)


def _sheet(entry: PlaybookEntry) -> dict[str, Any]:
    words = sheet(entry)
    return {
        "caption": f"Playbook, edition {entry.edition}",
        "title": words.title,
        "who": words.who,
        "over": f"This edition held until {day_full(entry.ended_at)}." if entry.ended_at else "",
        "facts": [{"label": label, "text": text} for label, text in words.facts],
        "foot": [{"label": label, "text": text} for label, text in _foot(entry)],
        "code": _code(entry).as_data(),
    }


def _foot(entry: PlaybookEntry) -> list[tuple[str, str]]:
    agreed = [("Agreed on", day_full(entry.agreed_at)), ("Agreed by", entry.agreed_by.name)]
    if entry.ended_at:
        return agreed
    keeper = entry.owner.name if entry.owner else "Nobody"
    return [*agreed, ("Looked after by", keeper), ("Look at it again", day_full(entry.review_on))]


def _code(entry: PlaybookEntry) -> Code:
    """What opens the process as it stands, so that a reader of old paper finds the newest words."""
    page = reverse("standard-detail", args=[entry.standard.project_id, entry.standard_id])
    address = settings.SITE_URL + page
    return Code(qr_svg(address).decode(), f"Code that opens {address}")
