"""Reads an action typed as people say it: 'Sam: ring the phone company, by Friday'. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cmsportal.nhsuk.dates import NotADate, read_date
from cmsportal.nhsuk.formats import WEEKDAYS

_BY = re.compile(r"[,;\s]+by\s+(?:(?:on|the|next)\s+)?([^,;]+?)\s*\.?\s*$", re.IGNORECASE)
_WHO = re.compile(r"^\s*([^:]{1,60}?)\s*:\s*(\S.*)$", re.DOTALL)
_NAME_WORDS = 4


@dataclass(frozen=True)
class Spoken:
    """What a line says. ``owner`` is one of the people handed in, ``owner_name`` somebody else by name."""

    what: str
    owner: Any = None
    owner_name: str = ""
    due_on: date | None = None


def read_action(line: str, people: Iterable[Any], today: date) -> Spoken:
    """Split 'who: what, by when'. What cannot be read as a person or a day stays in the text.

    Args:
        people: those who may own an action; each has ``name`` and ``first_name``.
        today: a weekday alone means the next such day after it.
    """
    what, due_on = _split_day(" ".join(line.split()), today)
    match = _WHO.match(what)
    if not match or len(match[1].split()) > _NAME_WORDS:
        return Spoken(what, due_on=due_on)
    owner = _find(match[1], list(people))
    return Spoken(match[2].strip(), owner, "" if owner else match[1].strip(), due_on)


def _split_day(text: str, today: date) -> tuple[str, date | None]:
    match = _BY.search(text)
    due_on = _read_day(match[1], today) if match else None
    return (text[: match.start()].strip(" ,;"), due_on) if match and due_on else (text, None)


def _read_day(words: str, today: date) -> date | None:
    for number, name in enumerate(WEEKDAYS):
        if len(words) >= 3 and name.lower().startswith(words.lower().strip()):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    try:
        return read_date(words, today)
    except NotADate:
        return None


def _find(name: str, people: list[Any]) -> Any:
    wanted = name.lower()
    whole = [person for person in people if person.name.lower() == wanted]
    first = [person for person in people if person.first_name.lower() == wanted]
    return whole[0] if whole else first[0] if len(first) == 1 else None
