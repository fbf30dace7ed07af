"""Which column of a table is what: the roles there are, and the guess that a person then puts right."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.models import Measure

from .cells import Rows, letters
from .words import HIDDEN, NoSense, read_amount, read_day

DATE, LEAVE = "date", "leave"
FIGURE, COUNTED, OUT_OF, NOTE, STATE, EVENT = "figure", "counted", "of", "note", "state", "event"
PART_WORDS = {
    FIGURE: "the figure",
    COUNTED: "counted",
    OUT_OF: "out of",
    EVENT: "it happened",
    STATE: "estimate or closed",
    NOTE: "note",
}
DATE_WORDS = re.compile(r"\b(date|day|week|w/c|month|when|period)\b", re.IGNORECASE)
GUESSES = {
    COUNTED: re.compile(r"^(number|count|counted|numerator|how many|n)$", re.IGNORECASE),
    OUT_OF: re.compile(r"^(out of|of|total|denominator|out of how many|all)$", re.IGNORECASE),
    NOTE: re.compile(r"^(notes?|comments?|anything unusual\??|remarks?)$", re.IGNORECASE),
    STATE: re.compile(r"^(what it is|status|state)$", re.IGNORECASE),
}
FIGURE_WORDS = re.compile(r"^(figures?|values?|results?|%|percentage|per cent)$", re.IGNORECASE)
LOOKED_AT = 30  # rows


@dataclass(frozen=True)
class Columns:
    """``roles``: one a column. ``head``: whether the first filled row names the columns."""

    roles: tuple[str, ...]
    head: bool

    def stored(self) -> dict[str, Any]:
        return {"roles": list(self.roles), "head": self.head}

    @property
    def date(self) -> int | None:
        return next((at for at, one in enumerate(self.roles) if one.partition(":")[0] == DATE), None)

    def of(self, measure: Measure) -> dict[str, int]:
        """The measure's columns by their part."""
        own = [(one.partition(":"), place) for place, one in enumerate(self.roles)]
        found = {part: place for (ident, _, part), place in own if ident == str(measure.pk)}
        return {EVENT: self.date, **found} if event_date(measure) in self.roles else found


def stored_columns(kept: Any) -> Columns | None:
    return Columns(tuple(kept["roles"]), kept["head"]) if kept else None


def parts_of(measure: Measure) -> tuple[str, ...]:
    """What a column can hold for a measure."""
    if measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
        return (EVENT, NOTE)
    if measure.value_kind == Measure.ValueKind.RATE:
        return (COUNTED, OUT_OF, STATE, NOTE)
    if measure.value_kind == Measure.ValueKind.PERCENTAGE:
        return (FIGURE, COUNTED, OUT_OF, STATE, NOTE)
    return (FIGURE, STATE, NOTE)


def role(measure: Measure, part: str) -> str:
    return f"{measure.pk}:{part}"


def event_date(measure: Measure) -> str:
    """The role of a date column of which each row is one event: nothing else need be said of it."""
    return f"{DATE}:{measure.pk}"


def choices(measures: Iterable[Measure]) -> list[Any]:
    """For a select: leave out, the date, and under each measure what a column can hold for it."""
    groups = [(m.name, [(role(m, part), f"{m.name}: {PART_WORDS[part]}") for part in parts_of(m)]) for m in measures]
    events = [(event_date(m), f"The day of each “{m.name}”") for m in measures if EVENT in parts_of(m)]
    return [(LEAVE, "Leave it out"), (DATE, "The date"), *events, *groups]


def first_filled(rows: Rows) -> int:
    return next(number for number, row in enumerate(rows) if any(row))


def names(rows: Rows, head: bool) -> list[str]:
    """What each column is called: by its first row, else by its letter."""
    first = rows[first_filled(rows)] if head else [""] * len(rows[0])
    return [name or f"Column {letters(place)}" for place, name in enumerate(first)]


def samples(rows: Rows, head: bool, most: int = 3) -> list[list[str]]:
    """The first filled cells of each column."""
    body = rows[first_filled(rows) + (1 if head else 0) :][:LOOKED_AT]
    return [[row[place] for row in body if row[place]][:most] for place in range(len(rows[0]))]


def guess(rows: Rows, measures: Sequence[Measure], start: Measure | None, today: dt.date) -> Columns:
    """Who is meant by which column. ``start``: the measure whose page it was started from."""
    first = rows[first_filled(rows)]
    head = not any(_is_day(cell, today) or (cell and _is_number(cell)) for cell in first)
    titles = names(rows, head)
    shown = samples(rows, head, LOOKED_AT)
    roles = [LEAVE] * len(first)
    dates = [place for place in range(len(first)) if shown[place] and _mostly(shown[place], today)]
    named = [place for place in range(len(first)) if head and DATE_WORDS.search(titles[place])]
    best = [place for place in named if place in dates] or dates or named
    if best:
        roles[best[0]] = DATE
    only = start or (measures[0] if len(measures) == 1 else None)
    if head:
        _by_name(roles, titles, measures)
    if only is not None:
        _for_one(roles, titles, shown, only)
        if EVENT in parts_of(only) and role(only, EVENT) not in roles:
            roles = [event_date(only) if one == DATE else one for one in roles]
    return Columns(tuple(roles), head)


def _by_name(roles: list[str], titles: list[str], measures: Sequence[Measure]) -> None:
    for measure in measures:
        wanted = _plain(measure.name)
        for place, title in enumerate(titles):
            given = _plain(title)
            if roles[place] == LEAVE and given and (given == wanted or (len(given) > 8 and given in wanted)):
                roles[place] = role(measure, parts_of(measure)[0])
                break


def _for_one(roles: list[str], titles: list[str], shown: list[list[str]], measure: Measure) -> None:
    """The rest of a table about one measure: by the names of its parts, else by how many numbers there are."""
    parts = parts_of(measure)
    words = {COUNTED: measure.numerator, OUT_OF: measure.denominator}
    for part in (COUNTED, OUT_OF, NOTE, STATE):
        for place, title in enumerate(titles):
            is_named = GUESSES[part].match(title) or (words.get(part) and _plain(words[part]) == _plain(title))
            if part in parts and roles[place] == LEAVE and is_named and role(measure, part) not in roles:
                roles[place] = role(measure, part)
    left = [place for place, one in enumerate(roles) if one == LEAVE and shown[place]]
    free = [place for place in left if FIGURE_WORDS.match(titles[place]) or _numbers(shown[place])]
    if not free and len(left) == 1:  # its cells are no numbers: each will be told so
        free = left
    if any(one.startswith(str(measure.pk)) and not one.endswith((NOTE, STATE)) for one in roles):
        return
    if measure.is_ratio and len(free) == 2:
        roles[free[0]], roles[free[1]] = role(measure, COUNTED), role(measure, OUT_OF)
    elif FIGURE in parts and free:
        roles[free[0]] = role(measure, FIGURE)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _is_day(cell: str, today: dt.date) -> bool:
    try:
        read_day(cell, today)
    except NoSense:
        return False
    return True


def _mostly(cells: list[str], today: dt.date) -> bool:
    return sum(_is_day(cell, today) for cell in cells) * 2 > len(cells)


def _is_number(cell: str) -> bool:
    try:
        found = read_amount(cell)
    except NoSense:
        return False
    return found is not None and found.value is not None


def _numbers(cells: list[str]) -> bool:
    return any(_is_number(cell) or cell == HIDDEN for cell in cells)
