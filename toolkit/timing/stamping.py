"""What the phone's page of a timing sends and shows, for the team and for whoever has a link alike."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from toolkit.counting.sending import Garbled, id_in, moment_in, number_in, typed_number
from toolkit.models import TimedVisit, Timing

from . import presenters
from .services import Tap

OPEN_FOR = timedelta(hours=12)  # a visit that has not come to the last point by then is over


def tap_of(act: Mapping[str, Any]) -> Tap:
    """An act of the page's script. Raises Garbled."""
    if act.get("do") == "undo":
        return Tap(id=id_in(act, "id"), undo=True)
    if act.get("do") != "stamp":
        raise Garbled
    return Tap(id_in(act, "id"), id_in(act, "visit"), number_in(act, "point", 12), moment_in(act))


def typed_tap(sent: Mapping[str, str], timing: Timing) -> Tap:
    """A button pressed without script: our clock is taken. Raises Garbled."""
    if sent.get("do") == "undo":
        return Tap(id=id_in(sent, "stamp"), undo=True)
    place = typed_number(sent, "point", len(timing.points))
    return Tap(id_in(sent, "stamp"), id_in(sent, "visit"), place, timezone.now())


def of_today(visits: Iterable[TimedVisit], zone: ZoneInfo) -> list[TimedVisit]:
    since = timezone.localdate(timezone.now() - OPEN_FOR, zone)
    return [visit for visit in visits if visit.day >= since and not visit.left_out]


def under_way(visits: Iterable[TimedVisit], timing: Timing, also: Iterable[UUID] = ()) -> list[TimedVisit]:
    """Those that have not come to the last point, and those named by ``also``."""
    named = set(also)
    return [visit for visit in visits if len(visit.stamps.all()) < len(timing.points) or visit.pk in named]


def asked_visit(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def phone_context(
    timing: Timing,
    visits: list[TimedVisit],
    zone: ZoneInfo,
    *,
    asked: str = "",
    own: str = "",
    names_ids: bool = True,
) -> dict[str, Any]:
    """What the page shows of ``visits``, those of today.

    ``asked``: the visit to go on with. ``own``: the stamp that a button without script takes back. ``names_ids``:
    whether the page is told the ids of stamps, with which any of them can be taken back.
    """
    current = next((visit for visit in visits if str(visit.pk) == asked), None)
    stamps = {stamp.point: stamp for stamp in current.stamps.all()} if current else {}
    points = [
        {"place": place, "name": name, "stamp": stamps.get(place), "is_next": place == len(stamps)}
        for place, name in enumerate(timing.points)
    ]
    last = max(stamps.values(), key=lambda stamp: stamp.at, default=None)
    return {
        "timing": timing,
        "current": current,
        "points": points,
        "last": str(last.pk) if last and names_ids else own if current else "",
        "under_way": [visit for visit in under_way(visits, timing) if visit != current],
        "told_json": json.dumps(presenters.on_phone(visits, zone, names_ids=names_ids)),
        "new_stamp": uuid4(),
        "new_visit": uuid4(),
        "zone": str(zone),
    }
