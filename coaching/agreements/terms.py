"""What an agreement says, term by term, and what a change makes of it. Pure: no queries.

Form, page, print-out and comparison all go through ``TERMS``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cmsportal.nhsuk.formats import WEEKDAYS, day_full, first_lower

from ..models import Agreement

NOBODY = "Nobody yet"


@dataclass(frozen=True)
class Term:
    """``fields`` of the row that make it up; ``part``: under which heading it stands."""

    key: str
    label: str
    fields: tuple[str, ...]
    part: str


PEOPLE, TIME, WORK, SEEN, LATER = "Who", "When", "What each side does", "Seen and paid", "Later"
TERMS = (
    Term("champion", "Champion", ("champion",), PEOPLE),
    Term("sponsor", "Sponsor", ("sponsor",), PEOPLE),
    Term("lead_team", "Lead team", ("lead_team",), PEOPLE),
    Term("meets", "The lead team meets", ("weekday", "minutes"), TIME),
    Term("coach_does", "The coach does", ("coach_does",), WORK),
    Term("coach_does_not", "The coach does not", ("coach_does_not",), WORK),
    Term("practice_gives", "The practice gives", ("practice_gives",), WORK),
    Term("commissioner_sees", "The commissioner can see", ("commissioner_sees",), SEEN),
    Term("payment", "The practice is paid", ("payment",), SEEN),
    Term("review", "We look at it again", ("review_on", "review_months"), LATER),
    Term("ending", "Either side can end it", ("ending",), LATER),
)
FIELDS = (*(name for term in TERMS for name in term.fields), "why")


def lines_of(agreement: Agreement, term: Term) -> list[str]:
    """The term in words, line by line; empty where nothing is agreed."""
    match term.key:
        case "champion" | "sponsor":
            return [getattr(agreement, term.key) or NOBODY]
        case "meets":
            return _meets(agreement)
        case "review":
            again = agreement.get_review_months_display() if agreement.review_months else ""
            words = f"On {day_full(agreement.review_on)}"
            return [f"{words}, then {first_lower(again)}" if again else words]
        case _:
            return [line.strip() for line in getattr(agreement, term.key).splitlines() if line.strip()]


def _meets(agreement: Agreement) -> list[str]:
    if agreement.weekday is None and agreement.minutes is None:
        return ["Not settled yet"]
    day = f"Every {WEEKDAYS[agreement.weekday]}" if agreement.weekday is not None else "Each week"
    return [f"{day}, for {agreement.minutes} minutes" if agreement.minutes else day]


@dataclass(frozen=True)
class TermView:
    label: str
    lines: list[str]
    is_list: bool


@dataclass(frozen=True)
class Part:
    title: str
    terms: list[TermView]


def parts_of(agreement: Agreement) -> list[Part]:
    """The whole agreement under its headings; a term without words is left out."""
    parts: list[Part] = []
    for term in TERMS:
        lines = lines_of(agreement, term)
        if not lines:
            continue
        if not parts or parts[-1].title != term.part:
            parts.append(Part(term.part, []))
        parts[-1].terms.append(TermView(term.label, lines, len(lines) > 1))
    return parts


@dataclass(frozen=True)
class Line:
    words: str
    is_changed: bool


@dataclass(frozen=True)
class Change:
    """One term that differs: as it stood, and as it would stand."""

    label: str
    before: list[Line]
    after: list[Line]


def changes(old: Agreement, new: Agreement) -> list[Change]:
    """What an edition changes of the one before, term by term. Lines that are the same in both are not marked."""
    found = []
    for term in TERMS:
        before, after = lines_of(old, term), lines_of(new, term)
        if before != after:
            found.append(_change(term.label, before, after))
    return found


def _change(label: str, before: Sequence[str], after: Sequence[str]) -> Change:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    same_before: set[int] = set()
    same_after: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_before |= set(range(block.a, block.a + block.size))
        same_after |= set(range(block.b, block.b + block.size))
    return Change(
        label,
        [Line(words, place not in same_before) for place, words in enumerate(before)],
        [Line(words, place not in same_after) for place, words in enumerate(after)],
    )
