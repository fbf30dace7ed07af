"""What happened in a project, in words: who did what from the audit trail, and to what from the rows as they stand.

The trail keeps no words of a team (docs/decisions/0022-administrators-see-no-project.md). What was taken away since
has no name here any more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from cmsportal.audit.models import Event
from projects.tools import Tool

from .acts import ACTS, VERBS

MOST = 8


@dataclass(frozen=True)
class Happening:
    at: datetime
    words: str


def history_of(events: Any, tools: Collection[Tool]) -> list[Happening]:
    """The newest happenings in ``tools``, those that the reader may open.

    Several of one kind by one person on one day become one line.
    """
    acts = [act for tool in tools for act in ACTS.get(tool, ())]
    found: dict[Any, Event] = {}
    for event in events.filter(action__in=acts).select_related("actor")[:60]:
        found.setdefault((event.action, event.actor_id, timezone.localdate(event.at), event.target_id), event)
        if len(found) == MOST:
            break
    names = _names(found.values())
    return [Happening(event.at, _in_words(event, names)) for event in found.values()]


def _in_words(event: Event, names: dict[tuple[str, str], str]) -> str:
    """'Sam Whitlock added a measure: Calls answered'."""
    verb = VERBS[event.action]
    who = event.actor.name if event.actor else "The portal"
    if event.actor is None and event.detail.get("via") == "code":
        who = "Somebody at the wall"  # by the QR code
    if event.actor is None and event.detail.get("via") == "link":
        who = "Somebody in the practice"  # without an account
    name = names.get((event.target_type, event.target_id), "")
    return f"{who} {verb.rstrip('*')}" + (f": {name}" if name else "")


def _names(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """What the things are called now, by kind and id: one query a kind, and there are at most ``MOST``."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        if not VERBS[event.action].endswith("*"):
            wanted.setdefault(event.target_type, set()).add(event.target_id)
    return {
        (kind, str(row.pk)): str(row)
        for kind, ids in wanted.items()
        for row in apps.get_model(kind)._base_manager.filter(pk__in=ids).select_related(*NAMED_BY.get(kind, ()))
    }


# What a row's name is made of besides its own fields.
NAMED_BY = {
    "coaching.match": ("coach",),
    "projects.coachassignment": ("user", "project__practice"),
    "projects.followupcheck": ("project__practice",),
    "projects.offer": ("leaver",),
    "projects.share": ("partner",),
    "toolkit.entrycode": ("measure",),
    "toolkit.figure": ("measure",),
}
