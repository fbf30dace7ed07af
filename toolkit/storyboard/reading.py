"""The storyboard as one reader may see it: page, slide and PDF are made from it, and say the same."""

from dataclasses import dataclass, replace
from typing import Any

from cmsportal.nhsuk.formats import day_full
from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.measures.kept_cards import kept_cards
from toolkit.measures.permissions import reader_for
from toolkit.measures.series import Reader, marks_of
from toolkit.models import Measure, Storyboard
from toolkit.models.storyboard import PARTS
from toolkit.walls.cards import Hung, hang

from .proposing import Record, shorten

HEADINGS = {
    "problem": "The problem",
    "aim": "Our aim",
    "causes": "What caused it",
    "tests": "What we tested",
    "results": "What came of it",
    "stays": "What stays",
    "lessons": "What we would tell others",
    "team": "Who we are",
}
CHART, PAPER = "full", "beside"  # across A4, the smallest letters of the second have 8 points


@dataclass(frozen=True)
class Said:
    """One part of the page. ``is_proposed``: the record says it, and nobody has written it yet."""

    name: str
    heading: str
    text: str
    is_proposed: bool = False

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@dataclass(frozen=True)
class Board:
    title: str
    practice: str
    on: str  # 'Monday 3 March 2026'
    hung: Hung | None  # the chart with its sentence, from this reader's copy of the figures
    parts: tuple[Said, ...]
    version: int = 0  # 0 where nothing was ever changed

    @property
    def body(self) -> tuple[Said, ...]:
        """What stands under the chart and has words; the team has its own line."""
        return tuple(part for part in self.parts if part.text and part.name != "team")

    @property
    def team(self) -> Said | None:
        return next((part for part in self.parts if part.name == "team" and part.text), None)

    @property
    def is_empty(self) -> bool:
        return not self.hung and not any(part.text for part in self.parts)

    @property
    def proposed(self) -> int:
        return sum(part.is_proposed for part in self.parts)


def version_words(version: Any) -> tuple[str, str]:
    """A kept version for the list of them: the team's words, each under its heading; and a note on empty parts."""
    written = [(HEADINGS[name], getattr(version, name)) for name in PARTS if getattr(version, name)]
    said = [f"{heading}: {' · '.join(text.splitlines())}" for heading, text in written]
    left = len(PARTS) - len(said)
    note = f"{left} part{'' if left == 1 else 's'} left to the record" if left else ""
    return "\n".join([version.title, *said] if version.title else said) or "Every part left to the record", note


def storyboard_of(project: Project) -> Storyboard | None:
    return Storyboard.objects.filter(project=project).select_related("measure").first()


def read_board(project: Project, access: ProjectAccess, *, for_others: bool = False, inline: bool = False) -> Board:
    """A number of queries that does not grow with what was written.

    Args:
        for_others: small numbers are hidden although this reader may see them: for a copy to be handed on.
        inline: with the pictures, for a page whose readers may not open the measure itself.
    """
    row = storyboard_of(project)
    reader = reader_for(access)
    reader = replace(reader, raw=False) if for_others else reader
    hung = _chart(project, access, row, reader, (CHART, "phone", PAPER) if inline else ())
    said = words_of(project, access, row, reader)
    title = (row.title if row else "") or shorten(project.title)
    return Board(title, str(project.practice), day_full(reader.today), hung, said, row.version if row else 0)


def words_of(project: Project, access: ProjectAccess, row: Storyboard | None, reader: Reader) -> tuple[Said, ...]:
    """What is written, and where nothing is what the record says."""
    written = {name: getattr(row, name) if row else "" for name in PARTS}
    proposed = proposals_for(project, access, row, reader, {name for name, text in written.items() if not text})
    return tuple(
        Said(name, HEADINGS[name], text or proposed.get(name, ""), not text and bool(proposed.get(name)))
        for name, text in written.items()
    )


def proposals_for(
    project: Project, access: ProjectAccess, row: Storyboard | None, reader: Reader, wanted: set[str]
) -> dict[str, str]:
    if not wanted:
        return {}
    outside = replace(reader, raw=False)
    hung = _chart(project, access, row, outside, ()) if "results" in wanted else None
    return Record(project, access, outside, hung.card if hung else None).proposals(wanted)


def _chart(
    project: Project, access: ProjectAccess, row: Storyboard | None, reader: Reader, inline: tuple[str, ...]
) -> Hung | None:
    """The chart the team chose; else the leading one, for those who may open it anyhow."""
    measure = _measure(project, access, row)
    if measure is None:
        return None
    cards: list[Any] = kept_cards([measure], marks_of(project), reader, CHART)
    return hang(cards, reader, names=False, inline=inline)[0]


def _measure(project: Project, access: ProjectAccess, row: Storyboard | None) -> Measure | None:
    in_use = project.measures.in_use().select_related("collector")
    if row is not None and row.measure_id:
        chosen = in_use.filter(pk=row.measure_id).first()
        if chosen is not None:
            return chosen
    if not (access.sees(Tool.MEASURES) or access.sees(Tool.WALL)):
        return None
    return in_use.order_by("-is_lead", *Measure._meta.ordering).first()
