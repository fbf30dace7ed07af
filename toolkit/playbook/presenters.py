"""What the pages of the playbook show, from rows already fetched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cmsportal.nhsuk.formats import day

from ..models import PlaybookEntry, Standard
from .workflow import State, state_of


@dataclass(frozen=True)
class Sheet:
    """The words of a process, of an edition or as they stand, in the order in which they are read."""

    title: str
    who: str
    facts: tuple[tuple[str, str], ...]


LABELS = (
    ("what", "What they do"),
    ("tools", "With what"),
    ("training", "Training it needs"),
    ("exceptions", "When it does not apply"),
    ("followed_how", "How we know it is followed"),
)


def sheet(words: Standard | PlaybookEntry) -> Sheet:
    facts = tuple((label, getattr(words, name)) for name, label in LABELS if getattr(words, name))
    return Sheet(words.title, ", ".join(part for part in (words.who, words.when) if part), facts)


@dataclass(frozen=True)
class Shelved:
    """A process in the list: where it stands, and who looks after what holds."""

    standard: Standard
    state: State
    held: PlaybookEntry | None
    line: str
    is_due: bool  # its day to look again has come


def shelved(standard: Standard, editions: Iterable[PlaybookEntry], today: date) -> Shelved:
    held = next((entry for entry in editions if entry.ended_at is None), None)
    state = state_of(standard, held)
    due = held is not None and held.review_on <= today
    return Shelved(standard, state, held, _line(standard, held, state, due, today), due)


def _line(standard: Standard, held: PlaybookEntry | None, state: State, due: bool, today: date) -> str:
    if held is None:
        return standard.who if state is State.WRITTEN else "The next small test is being planned."
    look = "To be looked at since" if due else "Look at it again on"
    more = " New words are being written." if state is State.REVISED else ""
    return f"Edition {held.edition}. {keeper_words(held)} {look} {day(held.review_on, today)}.{more}"


def keeper_words(entry: PlaybookEntry) -> str:
    return f"{entry.owner.name} looks after it." if entry.owner else "Nobody looks after it."


def edition_line(entry: PlaybookEntry, today: date) -> str:
    """'Agreed on Monday 2 March by Jo Pritchard. It holds today.'"""
    agreed = f"Agreed on {day(entry.agreed_at, today)} by {entry.agreed_by.name}."
    if entry.ended_at is None:
        return f"{agreed} It holds today."
    who = f", when {entry.ended_by.name} ended it" if entry.ended_by else ""
    return f"{agreed} It held until {day(entry.ended_at, today)}{who}."


def edition_rows(editions: Sequence[PlaybookEntry], today: date) -> list[dict[str, str]]:
    """The editions of one standard, newest first; one that says the same as the one before is called a review."""
    rows = []
    for place, entry in enumerate(editions):
        before = editions[place + 1] if place + 1 < len(editions) else None
        same = before is not None and sheet(before) == sheet(entry)
        keys = {
            "project_id": entry.standard.project_id,
            "standard_id": entry.standard_id,
            "edition": entry.edition,
        }
        rows.append(
            {
                "title": f"Edition {entry.edition}",
                "text": edition_line(entry, today) + (" The words stayed the same." if same else ""),
                "url": reverse("playbookentry-detail", kwargs=keys),
                "link": "Read",
                "described": f"edition {entry.edition}",
            }
        )
    return rows
