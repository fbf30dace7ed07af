"""Rounds of rating as pages show them. No queries, and no names: only one's own answers are told as such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmsportal.nhsuk.formats import count_words, day, first_upper
from toolkit.charts.spread import Scale, Strip, spread_picture
from toolkit.models import RatingRound

from .spread import Given, Spread, change_words
from .things import Subject, subject_of


@dataclass(frozen=True)
class KindRow:
    """A kind of round in the list."""

    kind: str
    subject: Subject
    open_round: RatingRound | None
    has_rated: bool
    people: int
    closed: tuple[tuple[RatingRound, str], ...]

    @property
    def people_words(self) -> str:
        if not self.people:
            return "Nobody has rated yet."
        return f"{first_upper(count_words(self.people))} {'has' if self.people == 1 else 'have'} rated."


def round_name(row: RatingRound) -> str:
    return f"Round of {day(row.begun_at)}"


def sentence_of(spreads: Sequence[Spread], subject: Subject) -> str:
    """What to talk about first, in a sentence; '' where nothing is shown."""
    shown = [spread for spread in spreads if spread.values]
    if not shown:
        return ""
    apart = [spread.label for spread in shown if spread.is_far_apart]
    if apart:
        return f"You are far apart on {_listed(apart)}. Talk about {'that' if len(apart) == 1 else 'those'} first."
    worst = min(shown, key=lambda spread: spread.middle or 0)
    if worst.is_trouble:
        return f"You agree where it hurts most: {worst.label} ({subject.words(worst.middle or 1).lower()})."
    how = "You see it" if all(spread.is_alike for spread in shown) else "Most of you see it"
    return f"{how} much alike, and nothing is in real trouble."


def _listed(names: Sequence[str]) -> str:
    quoted = [f"‘{name}’" for name in names[:3]]
    more = f" and {count_words(len(names) - 3)} more" if len(names) > 3 else ""
    if more or len(quoted) == 1:
        return ", ".join(quoted) + more
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


@dataclass(frozen=True)
class ResultRow:
    """One thing in the table. ``cells`` stand under the head that ``head_of`` gives."""

    thing: str
    label: str
    cells: tuple[str, ...]
    is_far_apart: bool
    is_shown: bool

    @property
    def own(self) -> str:
        return self.cells[2]


def head_of(subject: Subject, before: Mapping[str, float]) -> list[str]:
    extra = ["Since last time"] if before else []
    return ["What", "In the middle", "How many said each", "Yours", *extra]


def rows_of(
    spreads: Sequence[Spread], subject: Subject, own: Mapping[str, Given], before: Mapping[str, float]
) -> list[ResultRow]:
    rows = []
    for spread in spreads:
        middle = first_upper(subject.words(spread.middle)) if spread.middle is not None else ""
        cells = [middle, _counts(spread, subject), _own(own.get(spread.thing), subject)]
        if before:
            cells.append(change_words(spread.middle, before.get(spread.thing)))
        rows.append(
            ResultRow(spread.thing, spread.label, tuple(cells), spread.is_far_apart, spread.middle is not None)
        )
    return rows


def too_few_words(rows: Sequence[ResultRow]) -> str:
    """Above those of which nothing is shown."""
    return "Too few people rated this one" if len(rows) == 1 else f"Too few people rated these {len(rows)}"


def _counts(spread: Spread, subject: Subject) -> str:
    if not spread.values:
        return ""
    best_first = range(len(subject.scale), 0, -1)
    said = [f"{subject.scale[v - 1]} {spread.values.count(v)}" for v in best_first if spread.values.count(v)]
    if spread.working_on_it:
        said.append(f"working on it {spread.working_on_it}")
    if spread.patients_complain:
        said.append(f"patients complain {spread.patients_complain}")
    return ", ".join(said)


def _own(given: Given | None, subject: Subject) -> str:
    if given is None:
        return ""
    return subject.cannot if given.value is None else subject.scale[given.value - 1]


def picture(row: RatingRound, spreads: Sequence[Spread], size: str, fmt: str) -> bytes:
    subject = subject_of(row)
    shown = [spread for spread in spreads if spread.values]
    strips = [Strip(spread.label, tuple(map(float, spread.values)), spread.is_far_apart) for spread in shown]
    ticks = tuple((float(n), words) for n, words in enumerate(subject.scale, start=1))
    return spread_picture(
        strips,
        Scale(1, len(subject.scale), ticks),
        title=f"{subject.title}: {round_name(row).lower()}",
        desc=sentence_of(spreads, subject) or "Too few people have rated to show a result.",
        size=size,
        fmt=fmt,
    )
