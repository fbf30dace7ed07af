"""Values of rows as JSON, and back: what a browser sends is looked at field by field."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from cmsportal.safetext import find_nhs_number
from projects.refusal import Refusal

from ..models import Measure, Node
from .kinds import WASTES, BoardKind, RowKind

MOST_VOTES = 999


def as_json(value: Any) -> Any:
    """A field's value as JSON holds it: ids as text, minutes as numbers."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, list | tuple) else value


def row_as_json(kind: RowKind, row: Any) -> dict[str, Any]:
    """All fields that an operation can name, refs as ids."""
    found = {name: as_json(getattr(row, name)) for name in (*kind.texts, *kind.values) if name != "measure"}
    if "measure" in kind.values:
        found["measure"] = as_json(row.measure_id)
    return {**found, **{name: as_json(getattr(row, f"{name}_id")) for name in kind.refs}}


def ident_of(value: Any) -> UUID:
    """An id from JSON. Raises Refusal for anything else."""
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise Refusal("This change names something that is not here. Load the page again.") from None


def words_of(value: Any, most: int, what: str) -> str:
    """One line of words. Raises Refusal for none, for too many and for what must never be kept."""
    if not isinstance(value, str):
        raise Refusal("Only words can stand here.")
    text = " ".join(value.split())
    if not text:
        raise Refusal(f"The {what} has no words yet. Type some.")
    if len(text) > most:
        raise Refusal(f"This has {len(text)} characters. The most is {most}.")
    check_text(text)
    return text


def check_text(text: str) -> None:
    # JSON can name half of a pair of surrogates, which no database keeps.
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Refusal("This holds a character that cannot be kept. Type it again.")
    if find_nhs_number(text):
        raise Refusal("This holds what looks like an NHS number. Take it out; nothing else is lost.")


def read_value(board: BoardKind, thing: Any, kind: RowKind, name: str, value: Any) -> Any:
    """A field's value for the row, checked. Raises Refusal with a sentence."""
    if name in kind.texts:
        return words_of(value, kind.model._meta.get_field(name).max_length, kind.words)
    return _READERS[name](thing, value)


def _votes(thing: Any, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_VOTES:
        raise Refusal(f"Votes are a whole number from 0 to {MOST_VOTES}.")
    return value


def _minutes(thing: Any, value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        minutes = Decimal(str(value)).quantize(Decimal("0.1"))
    except InvalidOperation:
        raise Refusal("Minutes are a number, for example 12 or 2.5.") from None
    if not minutes.is_finite() or not 0 <= minutes < 1_000_000:
        raise Refusal("Minutes are a number from 0 to 999,999.")
    return minutes


def _wastes(thing: Any, value: Any) -> list[str]:
    if not isinstance(value, list) or any(mark not in WASTES for mark in value if isinstance(mark, str)):
        raise Refusal("One of these marks of waste is not known here.")
    if not all(isinstance(mark, str) for mark in value):
        raise Refusal("One of these marks of waste is not known here.")
    return [mark for mark in WASTES if mark in value]


def _kind(thing: Any, value: Any) -> str:
    if value not in Node.Kind.values:
        raise Refusal("This kind of entry is not known here.")
    return value


def _label(thing: Any, value: Any) -> str:
    if not isinstance(value, str):
        raise Refusal("Only words can stand here.")
    return words_of(value, 40, "line") if value.strip() else ""


def _measure(thing: Any, value: Any) -> Measure | None:
    if value is None:
        return None
    found = Measure.objects.filter(project=thing.project_id, pk=ident_of(value)).first()
    if found is None:
        raise Refusal("This measure is no longer there. Choose another one.")
    return found


_READERS = {
    "votes": _votes,
    "minutes": _minutes,
    "wait_minutes": _minutes,
    "wastes": _wastes,
    "kind": _kind,
    "label": _label,
    "measure": _measure,
}


def first_sentence(problem: ValidationError) -> str:
    return str(problem.messages[0])
