"""What stands in a person's calendar, and where the apps get it from. Each registers its own source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from projects.models import Project


@dataclass(frozen=True)
class Event:
    """One line of a calendar: at a time, or of a whole day. No notes, and no figure of anybody."""

    uid: str
    title: str
    starts: datetime | date  # aware, on the practice's clock; a date is a whole day
    url: str
    minutes: int = 0
    place: str = ""


@dataclass(frozen=True)
class Reading:
    """Who reads the calendar, and which days of it: the projects are those of today, read anew each time."""

    user: Any
    team: tuple[Project, ...]  # on whose lead team the person is
    coached: tuple[Project, ...]  # with their access read
    first: date
    last: date


Source = Callable[[Reading], Iterable[Event]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source; registering it again replaces it. It takes a number of queries that does not grow."""
    _sources[name] = source


def events_for(reading: Reading) -> list[Event]:
    return [event for source in _sources.values() for event in source(reading)]


def uid(kind: str, ident: object) -> str:
    """Globally unique, and the same each time (RFC 5545, section 3.8.4.7)."""
    return f"{kind}-{ident}@{urlsplit(settings.SITE_URL).hostname}"


def page_of(name: str, **keys: object) -> str:
    return settings.SITE_URL + reverse(name, kwargs=keys)


def titled(what: str, project: Project) -> str:
    return f"{what}: {project.title}"
