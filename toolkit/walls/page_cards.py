"""The charts of a wall's page, each kept as the HTML that it comes to: templates take longer over them than all else.

The addresses of the pictures are for one session, so a kept piece has words in their place.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from projects.models import Project
from toolkit.charts import SIZES
from toolkit.measures.cards import Card, Picture, picture_of
from toolkit.measures.kept_cards import kept_pieces
from toolkit.measures.series import Reader, marks_of

from .cards import hang, measures_on, page_size

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "toolkit"
TEMPLATES = ("wall_chart.html", "wall_card.html", "_chart_table.html")
PAGE, PHONE = "picture-for-the-page", "picture-for-the-phone"


@dataclass(frozen=True)
class PageCard:
    """One chart of the page; ``html`` is safe, with ``PAGE`` and ``PHONE`` for the addresses of its pictures."""

    html: str
    pictures: dict[str, str]  # fingerprints by size
    last: date | None
    hides: bool


def cards_on_page(
    project: Project, reader: Reader, *, when_stale: str, can_edit: bool
) -> tuple[list[PageCard], bool]:
    """The charts of a project's wall for the session of this request, and whether there are more than it holds.

    Args:
        when_stale: see ``cards.hang``.
        can_edit: whether a way to enter figures stands below each.
    """
    measures, more = measures_on(project)
    size = page_size(len(measures) + more)
    first = measures[0].pk if measures else None
    common = sha256(f"{_code()}:{can_edit}:{when_stale}".encode()).hexdigest()[:32]
    made_with = {measure.pk: f"{measure.pk == first:d}:{common}" for measure in measures}

    def render(card: Card) -> PageCard:
        bare = replace(card, picture=Picture(PAGE, PHONE, SIZES[size].width, SIZES[size].height))
        [hung] = hang([bare], reader, when_stale=when_stale)
        context = {"hung": hung, "can_edit": can_edit, "lazy": card.measure.pk != first}
        return PageCard(
            str(render_to_string("toolkit/wall_chart.html", context)), card.pictures, hung.last, hung.hides
        )

    pieces = kept_pieces(measures, marks_of(project), reader, size, render=render, made_with=made_with)
    return [
        replace(piece, html=_with_addresses(piece, picture_of(measure, size, piece.pictures)))
        for measure, piece in zip(measures, pieces, strict=True)
    ], more


def _with_addresses(piece: PageCard, picture: Picture) -> SafeString:
    """No text that somebody typed can stand for an address: only what is whole between quotes is replaced."""
    html = piece.html
    for word, address in ((PAGE, picture.url), (PHONE, picture.phone_url)):
        html = html.replace(f'"{word}"', f'"{escape(address)}"')
    return mark_safe(html)  # nosec B308 B703 - a template's, and an escaped address


def _code() -> str:
    return _hash(tuple((FOLDER / name).stat().st_mtime_ns for name in TEMPLATES))


@lru_cache(2)
def _hash(stamp: tuple[int, ...]) -> str:
    """Of the templates as they are; they are read again when one of them was written."""
    return sha256(b"".join((FOLDER / name).read_bytes() for name in TEMPLATES)).hexdigest()
