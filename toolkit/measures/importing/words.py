"""What one cell says: a day, a month, a number, or why there is none. Pure, so that every form is tried in tests."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from cmsportal.nhsuk.dates import NotADate, read_date
from cmsportal.nhsuk.formats import MONTHS
from toolkit.models import Figure

Status = Figure.Status
NO_FIGURE = {
    **dict.fromkeys(("closed", "we were closed", "shut", "bank holiday", "holiday"), Status.CLOSED),
    **dict.fromkeys(("-", "–", "—", "n/a", "na", "n.a.", "none", "missing", "no figure"), Status.MISSING),
    **dict.fromkeys(("nobody counted", "not counted", "not known", "unknown", "?", "nil return"), Status.MISSING),
}
STATES = {**NO_FIGURE, **dict.fromkeys(("estimate", "estimated", "est", "est."), Status.ESTIMATE)}
STATES |= dict.fromkeys(("", "figure", "counted", "actual"), Status.FIGURE)
HIDDEN = "*"

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ESTIMATE = re.compile(
    r"(?:~|≈|c\.|ca\.?|circa|approx\.?|about|est\.?|estimate:?)\s*(?P<after>.+)"
    r"|(?P<before>.+?)\s*\(?(?:e|est\.?|estimated?|approx\.?)\)?",
    re.IGNORECASE,
)
_WEEK = re.compile(r"^(?:w/c|wc|w/b|week commencing|week beginning|week of|week|wk)\.?:?\s+", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[ T]\d{1,2}:\d{2}.*")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTH_WORD = re.compile(r"([a-z]{3,9})\.?[\s\-/']+(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_NUMBER = re.compile(r"(?:(\d{1,2})[/\-.](\d{4})|(\d{4})-(\d{1,2}))")
_WORD_DATE = re.compile(
    r"(\d{1,2})[\s\-/.]+([a-z]{3,9})\.?[\s\-/.,]+(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}.*)?", re.IGNORECASE
)
_EXCEL_ZERO = dt.date(1899, 12, 30)
_SHOWN = 30
OLDEST = 1990


class NoSense(ValueError):
    """The cell does not say what its column needs; ``str()`` is a sentence."""


@dataclass(frozen=True)
class Month:
    year: int
    month: int

    def __str__(self) -> str:
        return f"{MONTHS[self.month - 1]} {self.year}"


@dataclass(frozen=True)
class Amount:
    """A number, or why there is none. ``in_per_cent``: it stood with a % sign."""

    value: Decimal | None
    status: str = Status.FIGURE
    in_per_cent: bool = False


def quoted(text: str) -> str:
    return f"‘{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}’"


def begins_like_a_formula(text: str) -> bool:
    return text[:1] in {"=", "+", "-", "@"} and text not in NO_FIGURE and not _is_number(text)


def _is_number(text: str) -> bool:
    bare = text.removesuffix("%").strip()
    return bool(_NUMBER.fullmatch(bare) or _THOUSANDS.fullmatch(bare))


def read_day(text: str, today: dt.date) -> dt.date | Month:
    """'3/3/2025', '03-Mar-25', 'w/c 3 March 2025', '2025-03-03 00:00', Excel's 45719; or the month 'Mar 2025'.

    Raises NoSense.
    """
    words = _WEEK.sub("", " ".join(text.split()))
    if match := _STAMP.fullmatch(words):
        words = match[1]
    if match := _WORD_DATE.fullmatch(words):
        words = f"{match[1]} {match[2]} {match[3]}"
    if (match := _SERIAL.fullmatch(words)) and 20_000 < int(match[1]) < 60_000:
        return _EXCEL_ZERO + dt.timedelta(days=int(match[1]))
    if (month := _month(words)) is not None:
        return month
    try:
        day = read_date(words, today)
    except NotADate as problem:
        if begins_like_a_formula(text):
            raise NoSense(f"{quoted(text)} is a formula. Paste the column as values.") from None
        wrong = "no such day" if str(problem).startswith("There is no such day") else "no date"
        raise NoSense(f"{quoted(text)} is {wrong}. Write it like 3/3/2025.") from None
    if day.year < OLDEST:
        raise NoSense(f"{quoted(text)} is long ago. Check the year.")
    return day


def _month(words: str) -> Month | None:
    if match := _MONTH_WORD.fullmatch(words):
        found = [n for n, name in enumerate(MONTHS, start=1) if name.lower().startswith(match[1].lower())]
        if len(found) == 1:
            year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
            if year < OLDEST:
                raise NoSense(f"{quoted(words)} is long ago. Check the year.")
            return Month(year, found[0])
    if match := _MONTH_NUMBER.fullmatch(words):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
        if 1 <= month <= 12 and year >= OLDEST:
            return Month(year, month)
    return None


def read_amount(text: str, unit: str = "") -> Amount | None:
    """A number with what people write around it, or why there is none; None for an empty cell. Raises NoSense."""
    words = " ".join(text.replace("−", "-").replace("\u00a0", " ").split())
    if not words:
        return None
    if words.lower() in NO_FIGURE:
        return Amount(None, NO_FIGURE[words.lower()])
    status = Status.FIGURE
    bare = _bare(words, unit)
    if bare is None and (match := _ESTIMATE.fullmatch(words)):
        bare, status = _bare(match["after"] or match["before"], unit), Status.ESTIMATE
    if bare is None:
        if begins_like_a_formula(words):
            raise NoSense(f"{quoted(text)} is a formula. Copy the column and paste it as values.")
        raise NoSense(f"{quoted(text)} is no number.")
    number, in_per_cent = bare
    return Amount(round(number, 3), status, in_per_cent)


def _bare(words: str, unit: str) -> tuple[Decimal, bool] | None:
    """'1,250 calls' -> 1250; '£12' -> 12; '81 %' -> 81 in per cent."""
    words = words.strip().removeprefix("£").strip()
    if unit and unit != "%" and words.lower().endswith(unit.lower()):
        words = words[: -len(unit)].strip()
    in_per_cent = words.endswith("%")
    words = words.removesuffix("%").strip()
    words = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", words)
    if _THOUSANDS.fullmatch(words):
        words = words.replace(",", "")
    if len(words) > 20 or not _NUMBER.fullmatch(words):
        return None
    return Decimal(words), in_per_cent


def read_state(text: str) -> str:
    """What the column 'what it is' says. Raises NoSense."""
    words = " ".join(text.split()).lower()
    if words not in STATES:
        raise NoSense(f"{quoted(text)} is none of: estimate, closed, no figure.")
    return STATES[words]
