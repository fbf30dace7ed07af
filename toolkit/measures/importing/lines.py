"""The parts of a plan."""

from dataclasses import dataclass, field
from hashlib import sha256

from toolkit.measures.entering import Incoming
from toolkit.measures.figures import Entry
from toolkit.models import Figure, Measure


@dataclass(frozen=True)
class Line:
    """One figure that the table holds. ``standing``: what is there for that day."""

    row: int  # counted from nought
    measure: Measure
    entry: Entry
    standing: Figure | None
    is_same: bool

    @property
    def key(self) -> str:
        return f"{self.measure.pk}:{self.entry.date.isoformat()}"

    @property
    def differs(self) -> bool:
        return self.standing is not None and not self.is_same

    @property
    def incoming(self) -> Incoming:
        return Incoming(self.measure, self.entry, self.standing.version if self.standing else None)


@dataclass(frozen=True)
class Trouble:
    """A sentence about one row, or one cell of it."""

    row: int
    sentence: str


@dataclass
class Plan:
    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    columns_sentence: str = ""  # what is wrong with the columns: then there are no lines
    blank: int = 0  # cells without anything in a column of figures
    hidden: int = 0  # cells that hold * in place of a small number

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.standing is None]

    @property
    def same(self) -> list[Line]:
        return [line for line in self.lines if line.standing is not None and line.is_same]

    @property
    def differing(self) -> list[Line]:
        return [line for line in self.lines if line.differs]

    @property
    def mark(self) -> str:
        """Changes when anything does that the preview shows."""
        seen = [(line.key, repr(line.entry), line.standing.version if line.standing else -1) for line in self.lines]
        seen += [(str(trouble.row), trouble.sentence, 0) for trouble in self.troubles]
        return sha256(repr((seen, self.columns_sentence)).encode()).hexdigest()[:32]
