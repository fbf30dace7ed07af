"""Count sheets as pages show them. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from cmsportal.nhsuk.formats import WEEKDAYS, clock, count_words, day, number
from toolkit.charts.heat import heat_picture
from toolkit.models import CountSheet

from .sums import Sums


@dataclass(frozen=True)
class SheetRow:
    """In the list of the tool: 'Until Friday 13 March', 'Closed'."""

    title: str
    kind: str
    state: str
    is_open: bool


def sheet_row(sheet: CountSheet, today: date) -> SheetRow:
    if sheet.closed_at or sheet.last_day < today:
        state = f"Counted {day(sheet.first_day, today)} to {day(sheet.last_day, today)}"
    elif sheet.first_day > today:
        state = f"From {day(sheet.first_day, today)}"
    else:
        state = f"Until {day(sheet.last_day, today)}"
    is_open = sheet.closed_at is None and sheet.first_day <= today <= sheet.last_day
    return SheetRow(sheet.title, sheet.get_kind_display(), state, is_open)


def hour_words(hour: int) -> str:
    """'8am to 9am'."""
    return f"{clock(time(hour))} to {clock(time((hour + 1) % 24))}"


def sentence_of(sums: Sums) -> str:
    """'412 in five days. Most on Monday from 8am to 9am: about 31.'"""
    if not sums.total:
        return ""
    days = "one day" if sums.days == 1 else f"{count_words(sums.days)} days"
    said = f"{number(sums.total)} in {days}."
    if sums.busiest:
        weekday, hour = sums.busiest
        most = number(round(sums.usual[sums.busiest], 1))
        said += f" Most on {WEEKDAYS[weekday]} from {hour_words(hour)}: about {most}."
    return said


def line_rows(sheet: CountSheet, sums: Sums) -> list[tuple[str, str, str]]:
    """Line, count and share; the most first."""
    order = sorted(range(len(sheet.lines)), key=lambda place: (-sums.lines[place], place))
    return [(sheet.lines[place], number(sums.lines[place]), _share(sums.lines[place], sums.total)) for place in order]


def _share(count: int, total: int) -> str:
    return f"{round(100 * count / total)}%" if total else ""


def heat_head(sums: Sums) -> list[str]:
    return ["Hour", *(WEEKDAYS[weekday] for weekday in sums.weekdays)]


def heat_rows(sums: Sums) -> list[tuple[str, ...]]:
    return [
        (hour_words(hour), *(_cell(sums.usual, weekday, hour) for weekday in sums.weekdays)) for hour in sums.hours
    ]


def _cell(usual: Mapping[tuple[int, int], float], weekday: int, hour: int) -> str:
    return number(round(usual[weekday, hour], 1)) if (weekday, hour) in usual else "not counted"


def picture(sheet: CountSheet, sums: Sums, size: str, fmt: str) -> bytes:
    places = {weekday: place for place, weekday in enumerate(sums.weekdays)}
    return heat_picture(
        [WEEKDAYS[weekday] for weekday in sums.weekdays],
        sums.hours,
        {(places[weekday], hour): round(value, 1) for (weekday, hour), value in sums.usual.items()},
        title=f"{sheet.title}: a usual week, by hour",
        desc=sentence_of(sums) or "Nothing is counted yet.",
        size=size,
        fmt=fmt,
    )


def today_by_line(lines: Iterable[str], sums: Mapping[int, int]) -> list[int]:
    return [max(sums.get(place, 0), 0) for place, _ in enumerate(lines)]
