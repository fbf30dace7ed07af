"""What the phone's page of a count sheet sends and shows, for the team and for whoever has a link alike."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.utils import timezone

from toolkit.measures.entering import local_today
from toolkit.models import CountSheet

from . import presenters, services
from .sending import Garbled, id_in, moment_in, number_in, typed_number
from .services import Tap


def tap_of(act: Mapping[str, Any]) -> Tap:
    """An act of the page's script. Raises Garbled."""
    match act.get("do"):
        case "count":
            return Tap(id_in(act, "id"), number_in(act, "line", 30), moment_in(act))
        case "undo":
            return Tap(id_in(act, "id"), of=id_in(act, "of"))
    raise Garbled


def typed_tap(sent: Mapping[str, str], sheet: CountSheet) -> Tap:
    """A button pressed without script: our clock is taken. Raises Garbled."""
    if sent.get("do") == "undo":
        return Tap(uuid4(), of=id_in(sent, "last"))
    return Tap(id_in(sent, "id"), typed_number(sent, "line", len(sheet.lines)), timezone.now())


def today_of(sheet: CountSheet) -> list[int]:
    """The sum of each line today."""
    return presenters.today_by_line(sheet.lines, services.counted_on(sheet, local_today(sheet.project)))


def phone_context(sheet: CountSheet, *, last: str = "", note: str = "") -> dict[str, Any]:
    """What the page shows. ``last``: the tap that a button without script takes back."""
    today = today_of(sheet)
    return {
        "sheet": sheet,
        "row": presenters.sheet_row(sheet, local_today(sheet.project)),
        "lines": list(zip(sheet.lines, today, strict=True)),
        "total": sum(today),
        "new_tap": uuid4(),
        "last": last,
        "note": note,
    }
