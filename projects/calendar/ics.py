"""Calendars as text (RFC 5545). Pure: what stands in them is handed in."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from .events import Event

PRODUCT = "-//Clinical microsystems portal//EN"
LONDON = "Europe/London"
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # what no text of a calendar may hold (RFC 5545, 3.1)


def calendar(name: str = "", method: str = "") -> icalendar.Calendar:
    """An empty one. ``method``: what the receiver shall do with it (RFC 5546); none of a feed."""
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if method:
        made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
        made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    return made


def entry(event: Event, stamp: datetime) -> icalendar.Event:
    """An event at its time on the practice's clock; of a whole day it takes no time from anybody."""
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("dtstamp", stamp)
    made.add("summary", event.title)
    made.add("dtstart", event.starts)
    if isinstance(event.starts, datetime):
        made.add("duration", timedelta(minutes=event.minutes))
    else:
        made.add("transp", "TRANSPARENT")
    if event.place:
        made.add("location", event.place)
    made.add("url", event.url)
    made.add("description", f"See {event.url}")
    return made


def feed(events: Iterable[Event], stamp: datetime, name: str) -> bytes:
    """All of it as one calendar, in the order of time; the same events give the same text but for the stamp."""
    made = calendar(name)
    ordered = sorted(events, key=lambda event: (_moment(event.starts), event.uid))
    for event in ordered:
        made.add_component(entry(event, stamp))
    return finished(made)


def _moment(starts: datetime | date) -> float:
    if isinstance(starts, datetime):
        return starts.timestamp()
    return datetime(starts.year, starts.month, starts.day, tzinfo=UTC).timestamp()


def finished(made: icalendar.Calendar) -> bytes:
    """With the rules of each zone that is named, ahead of the events."""
    zones = {zone for event in made.events for zone in _zones(event)}
    for zone in sorted(zones, reverse=True):
        made.subcomponents.insert(0, london() if zone == LONDON else icalendar.Timezone.from_tzid(zone))
    return _CONTROLS.sub(b"", made.to_ical())


def _zones(event: Any) -> Iterable[str]:
    for name in ("dtstart", "exdate", "recurrence-id"):
        found = event.get(name)
        for value in found if isinstance(found, list) else [found]:
            if value is not None and "TZID" in value.params:
                yield value.params["TZID"]


def london() -> icalendar.Timezone:
    """When the clocks change here: at one in the morning, Greenwich time, on the last Sundays of March and October.

    Written out, for what icalendar works out by itself changes an hour late in spring. The Summer Time Order 2002.
    """
    zone = icalendar.Timezone()
    zone.add("tzid", LONDON)
    summer, winter = timedelta(hours=1), timedelta()
    for kind, name, starts, month, before, after in (
        (icalendar.TimezoneDaylight, "BST", "1981-03-29T01", 3, winter, summer),
        (icalendar.TimezoneStandard, "GMT", "1996-10-27T02", 10, summer, winter),
    ):
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", datetime.fromisoformat(starts))  # by the clock of the zone itself
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
