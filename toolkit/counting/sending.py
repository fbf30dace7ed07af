"""What a phone kept and sends when it has a line: read and checked here, for stamps and for counts alike.

The phone gives each act its id, so that an act sent twice is one. It goes on sending what was not acknowledged, in
its order, and takes from its list what the answer names.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

MOST = 200  # acts at once
AHEAD = timedelta(minutes=2)  # a clock may be that much before ours
BEHIND = timedelta(hours=24)
GARBLED = "This page is no longer whole. Open it again."


class Garbled(ValueError):
    """What was sent is not what our pages send."""


class Unwanted(Exception):
    """An act that is not kept, with the sentence that says why."""


def read_acts(text: str) -> list[Mapping[str, Any]]:
    """The acts of one request. Raises Garbled."""
    try:
        acts = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Garbled from problem
    if not isinstance(acts, list) or len(acts) > MOST or not all(isinstance(act, dict) for act in acts):
        raise Garbled
    return acts


def id_in(act: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(act[name])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Garbled from problem


def number_in(act: Mapping[str, Any], name: str, most: int) -> int:
    """A whole number from 0 to below ``most``."""
    value = act.get(name)
    if type(value) is not int or not 0 <= value < most:
        raise Garbled
    return value


def typed_number(sent: Mapping[str, str], name: str, most: int) -> int:
    """As ``number_in``, from a form."""
    text = sent.get(name, "")
    return number_in({name: int(text) if text.isdecimal() and len(text) < 4 else None}, name, most)


def moment_in(act: Mapping[str, Any]) -> datetime:
    try:
        moment = parse_datetime(act["at"])
    except (KeyError, TypeError, ValueError) as problem:
        raise Garbled from problem
    if moment is None or not is_aware(moment):
        raise Garbled
    return moment


def on_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the practice's clock. Raises Unwanted at either end of time, where that clock shows none."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        raise Unwanted("This phone's clock is far out. Set it right, then tap again.") from None


def check_clock(at: datetime, now: datetime) -> None:
    """Raises Unwanted for a moment that has not come yet, or is longer ago than a day."""
    if at > now + AHEAD:
        minutes = round((at - now).total_seconds() / 60)
        raise Unwanted(f"This phone's clock is {minutes} minutes ahead. Set it right, then tap again.")
    if at < now - BEHIND:
        raise Unwanted("A tap was older than a day, so it was not kept.")
