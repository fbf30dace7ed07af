"""Reads a figure as people type it: '9,500', '51%', '1 250'. Never guesses."""

import re
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+")
_ONE_COMMA = re.compile(r"(\d+),(\d+)")


class NotAFigure(ValueError):
    """The text says no figure; ``str()`` is a sentence for the person who typed it."""


def read_figure(text: str, *, places: int = 3, smallest: Decimal | None = None, largest: Decimal) -> Decimal | None:
    """The figure, None for an empty text.

    ``places`` is how many decimals it may have. Raises NotAFigure with a sentence that says what to write instead.
    """
    bare = re.sub(r"[\s\u00a0\u2009\u202f]", "", text).replace("\u2212", "-")
    bare = bare.removesuffix("%").removeprefix("£")
    if not bare:
        return None
    sign, digits = (Decimal(-1), bare[1:]) if bare.startswith("-") else (Decimal(1), bare)
    if not digits.isascii() or not (_GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits)):
        raise NotAFigure(_what_to_write(digits))
    try:
        figure = sign * Decimal(digits.replace(",", ""))
    except InvalidOperation as problem:  # pragma: no cover - the patterns let only figures through
        raise NotAFigure(_what_to_write(digits)) from problem
    if smallest is not None and figure < smallest:
        raise NotAFigure(f"This cannot be less than {smallest:,}.")
    if figure > largest:
        raise NotAFigure(f"This cannot be more than {largest:,}. Check the digits.")
    if -figure.as_tuple().exponent > places and figure != round(figure, places):
        raise NotAFigure(
            "Write a whole number." if places == 0 else f"Give at most {_count(places)} after the point."
        )
    return round(figure, places)


def _count(places: int) -> str:
    return {1: "one digit", 2: "two digits", 3: "three digits"}.get(places, f"{places} digits")


def _what_to_write(digits: str) -> str:
    comma = _ONE_COMMA.fullmatch(digits)
    if comma and len(comma[2]) < 3 and len(digits) < 12:
        return f"Use a point for decimals. Did you mean {comma[1]}.{comma[2]} or {comma[1]}{comma[2]}?"
    return "Write this as a number, for example 9,500 or 12.5."
