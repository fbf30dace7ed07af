"""What stands in a document, before it is a Word file or a PDF: both are made from these rows, and say the same."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A question with its answer in words; '' where there is none. ``note``: how sure, and where it comes from."""

    label: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """``draw`` takes 'svg' or 'png'. ``alt`` says what can be seen. ``wide``: needs a sheet on its side.

    ``narrow``: an SVG for a column, where there is one. ``png_says``: words of the section that the PNG has in it
    already, so that they are not said twice.
    """

    draw: Callable[[str], bytes]
    alt: str
    wide: bool = False
    narrow: Callable[[], bytes] | None = None
    png_says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """``left_out``: why the team left it out; then nothing else stands in it. ``after``: what is below a picture."""

    title: str
    left_out: str = ""
    lead: str = ""
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    picture: Picture | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    title: str
    left_out: str = ""
    lead: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether it needs sheets on their side."""
        return any(section.picture is not None and section.picture.wide for section in self.sections)


@dataclass(frozen=True)
class Paper:
    """``made``: 'Made Monday 3 March 2026'."""

    title: str
    practice: str
    made: str
    chapters: tuple[Chapter, ...]
