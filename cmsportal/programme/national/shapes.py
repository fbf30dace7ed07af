"""Figures that look like those of practices: noise, shifts, trends, gaps, closed weeks and small counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

STORIES = ("noise", "noise", "noise", "better", "better", "worse", "trend", "season")
CLOSED, MISSING = 0.015, 0.03


@dataclass(frozen=True)
class Kind:
    """What is measured: fields of Measure, the usual level, and how many are counted where it is a percentage.

    ``few``: the largest number of people counted in a week; small ones give figures that are hidden outside.
    """

    fields: dict[str, object]
    level: tuple[float, float]
    few: tuple[int, int] = (0, 0)


def _percent(
    name: str, counted: str, of: str, level: tuple[float, float], few: tuple[int, int], **more: object
) -> Kind:
    fields = {"name": name, "value_kind": "percentage", "unit": "%", "numerator": counted, "denominator": of}
    return Kind({**fields, "direction": "up", **more}, level, few)


def _number(
    name: str, value_kind: str, unit: str, level: tuple[float, float], direction: str = "down", **more: object
) -> Kind:
    fields = {"name": name, "value_kind": value_kind, "unit": unit, "direction": direction}
    return Kind({**fields, **more}, level)


KINDS = (
    _percent("Calls answered within 5 minutes", "calls answered in time", "all calls", (45, 85), (120, 900)),
    _percent("Results handled in two days", "results acted on", "results received", (50, 90), (40, 400)),
    _percent("Reviews done of reviews due", "reviews done", "reviews due", (35, 80), (4, 60), schedule="monthly"),
    _percent("Missed appointments", "appointments missed", "booked", (3, 14), (60, 500), direction="down"),
    _number("Time to answer the phone", "value", "minutes", (3, 18), decimals=1),
    _number("Days to a routine appointment", "value", "days", (4, 25)),
    _number("Urgent home visits", "count", "visits", (2, 30)),
    _number("Requests that came online", "count", "requests", (60, 400), "up"),
    _number("Calls at the busiest hour", "count", "calls", (25, 140), schedule="daily"),
    Kind(
        {"name": "Falls in care homes", "value_kind": "rate", "unit": "", "per": 1000, "decimals": 1,
         "numerator": "falls", "denominator": "residents", "direction": "down", "schedule": "monthly"},
        (6, 40), (200, 900),
    ),
)  # fmt: skip
RARE = Kind(
    {"name": "Days between lost referrals", "value_kind": "days_between", "unit": "days", "direction": "up",
     "schedule": "event", "chart": "t"},
    (5, 40),
)  # fmt: skip
EVERY = {"daily": 1, "weekly": 7, "monthly": 28}


def days_back(schedule: str, number: int, last: date, random: Random) -> list[date]:
    """``number`` days up to about ``last``, oldest first."""
    if schedule == "event":
        found, day = [], last
        for _ in range(number):
            found.append(day)
            day -= timedelta(days=random.randint(3, 60))
        return found[::-1]
    if schedule == "daily":
        found, day = [], last
        while len(found) < number:
            if day.weekday() < 5:
                found.append(day)
            day -= timedelta(days=1)
        return found[::-1]
    monday = last - timedelta(days=last.weekday())
    return [monday - timedelta(days=EVERY[schedule] * k) for k in range(number)][::-1]


Row = tuple[str, str | None, int | None, int | None]  # status, value, numerator, denominator


def series(kind: Kind, number: int, random: Random) -> Iterator[Row]:
    """``number`` figures in order."""
    fields = kind.fields
    level = random.uniform(*kind.level)
    spread, story = level * random.uniform(0.06, 0.18), random.choice(STORIES)
    ratio = fields["value_kind"] in {"percentage", "rate"}
    typical = random.randint(*kind.few) if ratio else 0
    up = 1 if fields["direction"] == "up" else -1
    at = random.randint(number // 3, max(number // 3, number - 4))
    places = int(fields.get("decimals", 0))  # type: ignore[call-overload]
    for k in range(number):
        chance = random.random()
        if chance < CLOSED:
            yield "closed", None, None, None
            continue
        if chance < MISSING:
            yield "missing", None, None, None
            continue
        value = level + random.gauss(0, spread)
        if story in {"better", "worse"} and k >= at:
            value += (up if story == "better" else -up) * 1.6 * spread
        elif story == "trend":
            value += up * spread * 3 * k / number
        elif story == "season":
            value += spread * (1 if k // 13 % 2 else -1)
        if ratio:
            per = 100 if fields["value_kind"] == "percentage" else int(fields["per"])  # type: ignore[call-overload]
            out_of = max(1, round(typical * random.uniform(0.8, 1.2)))
            part = min(out_of, max(0, round(out_of * value / per)))
            yield "figure", f"{per * part / out_of:.3f}", part, out_of
        else:
            yield "figure", f"{max(value, 0.0):.{places}f}", None, None
