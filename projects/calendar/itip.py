"""An occasion as the file that a mail carries: an invitation, its change, or its cancellation (RFC 5546). Pure."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import icalendar
from django.conf import settings

from .ics import calendar, finished
from .occasions import Occasion


def request(occasion: Occasion, *, sequence: int, to: Any, stamp: datetime) -> bytes:
    """The invitation, or its next edition: the same UID and a higher sequence put it in place of the one before."""
    made = calendar(method="REQUEST")
    main = _entry(occasion, sequence, to, stamp)
    main.add("dtstart", occasion.starts)
    main.add("duration", timedelta(minutes=occasion.minutes))
    if occasion.place:
        main.add("location", occasion.place)
    if occasion.rule:
        main.add("rrule", {name: list(value) if isinstance(value, tuple) else value for name, value in occasion.rule})
    if occasion.without:
        main.add("exdate", list(occasion.without))
    made.add_component(main)
    for moved in occasion.moved:
        other = _entry(occasion, sequence, to, stamp)
        other.add("recurrence-id", moved.instead_of)
        other.add("dtstart", moved.starts)
        other.add("duration", timedelta(minutes=moved.minutes))
        if moved.place:
            other.add("location", moved.place)
        made.add_component(other)
    return finished(made)


def cancellation(uid: str, title: str, *, sequence: int, to: Any, stamp: datetime) -> bytes:
    """Takes the whole of it out of the receiver's calendar."""
    made = calendar(method="CANCEL")
    entry = _bare(uid, title, sequence, to, stamp)
    entry.add("status", "CANCELLED")
    entry.add("dtstart", stamp)
    made.add_component(entry)
    return finished(made)


def _entry(occasion: Occasion, sequence: int, to: Any, stamp: datetime) -> icalendar.Event:
    entry = _bare(occasion.uid, occasion.title, sequence, to, stamp)
    entry.add("status", "CONFIRMED")
    entry.add("url", occasion.url)
    entry.add("description", f"See {occasion.url}")
    return entry


def _bare(uid: str, title: str, sequence: int, to: Any, stamp: datetime) -> icalendar.Event:
    """Nobody is asked to reply: whoever is on the team comes."""
    entry = icalendar.Event()
    entry.add("uid", uid)
    entry.add("dtstamp", stamp)
    entry.add("sequence", sequence)
    entry.add("summary", title)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = icalendar.vCalAddress(f"mailto:{address}")
    if name:
        organiser.params["CN"] = icalendar.vText(name)
    entry["organizer"] = organiser
    guest = icalendar.vCalAddress(f"mailto:{to.email}")
    guest.params["CN"] = icalendar.vText(to.name)
    guest.params["PARTSTAT"] = icalendar.vText("ACCEPTED")
    guest.params["RSVP"] = icalendar.vText("FALSE")
    entry.add("attendee", guest, encode=0)
    return entry
