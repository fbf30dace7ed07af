"""A wall on paper: A3 or A4, by typst. Charts stay vectors and text stays text.

It is made from the reader's own copy of the figures, like the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmsportal.nhsuk.formats import day
from projects.models import Project
from toolkit.charts import changes_to_list
from toolkit.measures import images
from toolkit.measures.presenters import value_words
from toolkit.measures.series import Reader
from toolkit.paper import Code, font_family, set_in, typeset

from .cards import Hung
from .facts import Facts
from .presenters import kept_by, newest_day

MARKUP = Path(__file__).with_name("poster.typ")
A4_SCALE = 0.7071
LARGE, SMALL = "poster", "tv"  # the small ones with text that can still be read across a room


@dataclass(frozen=True)
class Paper:
    label: str
    width: int  # mm
    height: int
    scale: float

    @property
    def landscape(self) -> bool:
        return self.width > self.height


PAPERS = {
    "a3": Paper("A3, landscape", 420, 297, 1),
    "a3-tall": Paper("A3, portrait", 297, 420, 1),
    "a4": Paper("A4, landscape", 297, 210, A4_SCALE),
    "a4-tall": Paper("A4, portrait", 210, 297, A4_SCALE),
}


def poster(
    *,
    project: Project,
    cards: Sequence[Hung],
    reader: Reader,
    facts: Facts,
    paper: Paper,
    wall_code: Code,
    entry_codes: Mapping[Any, Code],
    inside: bool,
) -> bytes:
    """The poster as a PDF (PDF/UA-1), the same bytes for equal input.

    Args:
        cards: what ``cards.hang`` made for this reader.
        entry_codes: by the id of a measure; empty for everybody but the team.
        inside: whether the team's own sentence about stale charts stands on it.
    """
    family = font_family()
    data = {
        "title": project.title,
        "practice": f"{project.practice.name}  ·  Data wall",
        "printed": f"Printed {day(reader.today, reader.today)}",
        "fonts": [family],
        "width": paper.width,
        "height": paper.height,
        "landscape": paper.landscape,
        "scale": paper.scale,
        "pages": _pages(cards, paper, family, entry_codes),
        "facts": _facts(cards, facts, reader, inside),
        "wall": wall_code.as_data(),
        "empty": "No charts hang here yet.",
    }
    return typeset(MARKUP, data)


def _pages(cards: Sequence[Hung], paper: Paper, family: str, codes: Mapping[Any, Code]) -> list[dict[str, Any]]:
    """The chart that leads with up to two others, then four or six to a sheet. One left over fills its sheet."""
    columns, rows = (2, 2) if paper.landscape else (2, 3)
    first, rest = cards[:3], cards[3:]
    charts = [_chart(hung, LARGE if place == 0 else SMALL, family, codes) for place, hung in enumerate(first)]
    pages = [{"leads": True, "charts": charts, "columns": columns, "rows": rows}]
    for start in range(0, len(rest), columns * rows):
        hanging = rest[start : start + columns * rows]
        alone = len(hanging) == 1
        some = [_chart(hung, LARGE if alone else SMALL, family, codes) for hung in hanging]
        pages.append({"leads": alone, "charts": some, "columns": columns, "rows": rows})
    return pages


def _chart(hung: Hung, size: str, family: str, codes: Mapping[Any, Code]) -> dict[str, Any]:
    card, said = hung.card, hung.card.words
    source = [said.last_figure, said.rule_set]
    if hung.keeper:
        source.append(f"{hung.keeper} looks after it")
    code = codes.get(card.measure.pk)
    listed = changes_to_list(card.chart, size, card.analysis)
    return {
        "title": card.chart.title,
        "unit": card.chart.unit,
        "figure": hung.figure,
        "after": hung.after,
        "kind": hung.kind,
        "arrow": hung.arrow,
        "signal": f"{hung.stale}: no new figure" if hung.stale else said.signal,
        "sentence": said.sentence,
        "brief": hung.said,
        "todo": hung.to_do,
        "source": source,
        "marks": [{"number": change.number, "label": change.label} for change in listed],
        "alt": said.alt,
        "svg": set_in(family, images.picture(card.chart, size, "svg", card.analysis).decode()),
        "code": code.as_data() if code else None,
    }


def _facts(cards: Sequence[Hung], facts: Facts, reader: Reader, inside: bool) -> list[dict[str, str]]:
    """What stands at the foot: aim, owner, what to do."""
    found = []
    aimed = next((hung.card.measure for hung in cards if hung.card.measure.goal is not None), None)
    if aimed is not None:
        by = f" by {day(aimed.goal_on, reader.today)}" if aimed.goal_on else ""
        found.append(("Our aim", f"{aimed.name}: {value_words(aimed, aimed.goal)}{by}."))
    newest = newest_day(cards, reader.today)
    updated = f"Last figure {newest}." if newest else ""
    if facts.keepers:
        found.append(("Who looks after it", f"{kept_by(facts.keepers, 2)} {updated}".strip()))
    elif updated:
        found.append(("Last update", updated))
    if inside and facts.when_stale:
        found.append(("When a chart is out of date", facts.when_stale))
    return [{"title": title, "text": text} for title, text in found] or [{"title": "", "text": ""}]
