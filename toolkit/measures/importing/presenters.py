"""A plan as its page shows it. No queries."""

from dataclasses import dataclass

from cmsportal.nhsuk.formats import day_full
from toolkit.measures.days import is_days
from toolkit.measures.entering import filled
from toolkit.measures.presenters import figure_words
from toolkit.models import Figure

from .lines import Line, Plan, Trouble

SHOWN = 25  # lines of each kind at first sight
MOST_SHOWN = 200  # of those behind a fold
CHOSEN_SINGLY = 200  # more differing figures than this are kept or replaced together


@dataclass(frozen=True)
class Row:
    number: int
    key: str
    day: str
    measure: str
    words: str
    note: str
    standing: str


@dataclass(frozen=True)
class Part:
    """Lines of one kind: the first of them, those behind a fold, and how many there are beyond."""

    first: list[Row]
    folded: list[Row]
    count: int

    @property
    def beyond(self) -> int:
        return self.count - len(self.first) - len(self.folded)


def row_of(line: Line) -> Row:
    return Row(
        number=line.row + 1,
        key=line.key,
        day=day_full(line.entry.date),
        measure=line.measure.name,
        words="it happened" if is_days(line.measure) else figure_words(line.measure, _made(line)),
        note=line.entry.note,
        standing=figure_words(line.measure, line.standing) if line.standing else "",
    )


def _made(line: Line) -> Figure:
    return filled(Figure(measure=line.measure), line.entry)


def part(lines: list[Line], most: int = MOST_SHOWN) -> Part:
    rows = [row_of(line) for line in lines[: SHOWN + most]]
    return Part(rows[:SHOWN], rows[SHOWN:], len(lines))


def differing(plan: Plan) -> Part:
    """All of them where each can be chosen, since a box that is not shown cannot be ticked."""
    rows = [row_of(line) for line in plan.differing[:CHOSEN_SINGLY]]
    return Part(rows, [], len(plan.differing))


def troubles(plan: Plan) -> tuple[list[Trouble], int]:
    """What is said of the rows, each thing once: several measures beside one date share what is wrong with it."""
    found = list(dict.fromkeys(plan.troubles))
    return found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN)
