"""Finds what must never stand in free text: NHS numbers, and what looks like a date of birth.

Pure functions without Django, so that forms and file imports share one rule. The check digit is the modulus 11 of the
NHS Data Dictionary's 'NHS NUMBER', computed by the ``nhs-number`` package; finding the ten digits is done here.
"""

import calendar
import datetime as dt
import re
import unicodedata

import nhs_number

# Characters that are drawn with no width and could split a number unseen.
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_DASHES = dict.fromkeys((8208, 8209, 8210, 8211, 8212, 8213, 8722), "-")
_BLANKS = dict.fromkeys((9, 160, 8194, 8195, 8199, 8201, 8239, 12288), " ")
_RUN = re.compile(r"[0-9]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_USUAL_GROUPS = (3, 3, 4)
_ONE_GAP = re.compile(r"[ ]{1,3}|[ ]?[-._/][ ]?")
_PLAIN_GAP = re.compile(r"[ ]{1,3}|[ ]?-[ ]?")

_MONTHS = [name.lower() for name in calendar.month_abbr[1:]]
_NUMERIC_DATE = re.compile(r"(?<![0-9])([0-3]?[0-9])[/.\- ]([01]?[0-9])[/.\- ]((?:19|20)?[0-9]{2})(?![0-9])")
_WORD_DATE = re.compile(
    rf"(?<![0-9])([0-3]?[0-9])(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})[a-z]*\.?,?\s+"
    r"((?:19|20)[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
_BIRTH_WORDS = re.compile(r"\b(d\.?\s?o\.?\s?b\.?|born|birth(day|date)?)\b", re.IGNORECASE)
_NEAR = 30  # characters before a date in which a word of birth counts
_OLD_YEARS = 16  # a full date this far back is more likely a birthday than work on a project


def _plain(text: str) -> str:
    """Full-width digits, odd blanks and odd dashes made ordinary; unseen characters dropped."""
    folded = unicodedata.normalize("NFKC", text.translate({**_UNSEEN, **_BLANKS, **_DASHES}))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and c > "9" else c for c in folded)


def find_nhs_number(text: str) -> str | None:
    """The ten digits of the first NHS number in ``text``, None when there is none.

    Ten digits with a right check digit count: in one run, in groups of 3, 3 and 4 however they are parted, or in any
    groups parted by blanks only or hyphens only. Longer runs of digits (phone numbers) never do, nor digits on two
    lines, nor those of a UUID: the portal's own ids stand in forms and links, and some pass the check by chance.
    """
    plain = _UUID.sub("uuid", _plain(text))
    runs = list(_RUN.finditer(plain))
    for first in range(len(runs)):
        digits, groups, gaps = "", [], []
        for position in range(first, len(runs)):
            run = runs[position]
            if position > first:
                gaps.append(plain[runs[position - 1].end() : run.start()])
                if not _ONE_GAP.fullmatch(gaps[-1]):
                    break
            digits += run.group()
            groups.append(len(run.group()))
            if len(digits) >= 10:
                break
        if len(digits) == 10 and _counts(tuple(groups), gaps) and nhs_number.is_valid(digits):
            return digits
    return None


def _counts(groups: tuple[int, ...], gaps: list[str]) -> bool:
    gaps = gaps[: len(groups) - 1]
    if len(groups) == 1 or groups == _USUAL_GROUPS:
        return True
    kinds = {gap.strip() for gap in gaps}
    return len(kinds) == 1 and all(_PLAIN_GAP.fullmatch(gap) for gap in gaps)


def find_birth_date(text: str, today: dt.date | None = None) -> str | None:
    """The words of the first date that looks like a birthday: after a word of birth, or many years back."""
    plain = _plain(text)
    today = today or dt.date.today()  # noqa: DTZ011 - a day more or less does not matter here
    for pattern in (_NUMERIC_DATE, _WORD_DATE):
        for match in pattern.finditer(plain):
            date = _date(*match.groups(), today)
            if date is None or date > today:
                continue
            near = plain[max(0, match.start() - _NEAR) : match.start()]
            if _BIRTH_WORDS.search(near) or today.year - date.year >= _OLD_YEARS:
                return match.group().strip()
    return None


def _date(day: str, month: str, year: str, today: dt.date) -> dt.date | None:
    number = int(month) if month.isdigit() else _MONTHS.index(month.lower()[:3]) + 1
    full = int(year)
    if full < 100:
        full += 2000 if full <= today.year % 100 else 1900
    try:
        return dt.date(full, number, int(day))
    except ValueError:
        return None
