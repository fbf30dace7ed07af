"""A second reader of calendars, on dateutil alone: its own rules of recurrence, and zones from the file's VTIMEZONE.

The first is icalendar, which the portal writes with and which reads zones by their names.
"""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from dateutil import tz
from dateutil.rrule import rrulestr


@dataclass(frozen=True)
class Seen:
    uid: str
    title: str
    at: datetime  # in UTC
    clock: str  # on the wall, as the file's own zone says
    place: str = ""


def unfold(text: str) -> list[str]:
    return re.sub(r"\r\n[ \t]", "", text).split("\r\n")


def blocks(lines: list[str], name: str) -> list[list[str]]:
    found, inside = [], None
    for line in lines:
        if line == f"BEGIN:{name}":
            inside = []
        elif line == f"END:{name}":
            found.append(inside)
            inside = None
        elif inside is not None:
            inside.append(line)
    return found


def properties(block: list[str]) -> dict[str, tuple[str, str]]:
    """Name -> (parameters, value)."""
    found = {}
    for line in block:
        head, value = line.split(":", 1)
        name, _, parameters = head.partition(";")
        found[name] = (parameters, value)
    return found


def expanded(content: bytes, first: date, last: date) -> list[Seen]:
    """Every event at a time from ``first`` to ``last``, both included, with exceptions and moved ones."""
    lines = unfold(content.decode())
    zones = tz.tzical(io.StringIO("\n".join(_zones(lines)))) if "BEGIN:VTIMEZONE" in lines else None
    events = [properties(block) for block in blocks(lines, "VEVENT")]
    moved = {(one["UID"][1], one["RECURRENCE-ID"][1]) for one in events if "RECURRENCE-ID" in one}
    found = []
    for one in events:
        if "VALUE=DATE" in one["DTSTART"][0]:
            continue
        zone = zones.get(re.search("TZID=([^;:]+)", one["DTSTART"][0])[1])
        for wall in _times(one, datetime.combine(first, time.min), datetime.combine(last, time.max)):
            if "RECURRENCE-ID" not in one and (one["UID"][1], f"{wall:%Y%m%dT%H%M%S}") in moved:
                continue
            if first <= wall.date() <= last:
                found.append(_seen(one, wall, zone))
    return sorted(found, key=lambda seen: seen.at)


def _zones(lines: list[str]) -> list[str]:
    wanted = []
    for block in blocks(lines, "VTIMEZONE"):
        wanted += ["BEGIN:VTIMEZONE", *block, "END:VTIMEZONE"]
    return wanted


def _times(one: dict[str, Any], first: datetime, last: datetime) -> list[datetime]:
    start = one["DTSTART"][1]
    if "RRULE" not in one:
        return [datetime.strptime(start, "%Y%m%dT%H%M%S")]  # noqa: DTZ007 - on the wall
    text = f"DTSTART:{start}\nRRULE:{one['RRULE'][1]}"
    if "EXDATE" in one:
        text += f"\nEXDATE:{one['EXDATE'][1]}"
    return rrulestr(text, forceset=True).between(first, last, inc=True)


def _seen(one: dict[str, Any], wall: datetime, zone: Any) -> Seen:
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    return Seen(one["UID"][1], one["SUMMARY"][1], at, f"{wall:%Y-%m-%d %H:%M}", one.get("LOCATION", ("", ""))[1])
