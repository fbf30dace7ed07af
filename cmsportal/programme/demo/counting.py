"""What a team that looks closely has counted, timed and rated before it began to test changes."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from projects.models import GroundRule, Project
from toolkit.models import Count, CountSheet, Rating, RatingRound, Stamp, TimedVisit, Timing
from toolkit.ratings.things import SUBJECTS, Kind

LONDON = ZoneInfo("Europe/London")
RULES = (
    "We begin at one and end at two.",
    "One speaks, the others listen.",
    "We look at how the work is done, not for somebody to blame.",
    "Whoever takes something on says by when.",
)
POINTS = ["Comes in", "Checked in", "Called in", "Leaves"]
WITH_SOMEBODY = [2]  # from called in until they leave
# Minutes after the visit began at which it came to each point.
VISITS = (
    *((0, 2, 14, 26), (0, 1, 9, 17), (0, 4, 31, 44), (0, 2, 18, 28), (0, 6, 22, 37)),
    *((0, 1, 12, 20), (0, 3, 27, 35), (0, 2, 16, 31), (0, 9, 38, 52), (0, 1, 11, 22)),
)
CALLS = {8: 34, 9: 22, 10: 14, 11: 11, 12: 7, 13: 9, 14: 12, 15: 10, 16: 9, 17: 6}
DAYS = (1.35, 1.0, 0.9, 0.85, 1.1)
LINES = ["Appointment", "Prescription", "Test result", "Message for somebody", "Something else"]
SHARES = (0.46, 0.2, 0.15, 0.11, 0.08)
# Of five people: 4 works well, 1 broken.
SEEN = {
    "processes.phones": (1, 1, 2, 2, 1),
    "processes.appointments": (1, 2, 4, 4, 2),
    "processes.prescriptions": (3, 4, 3, 3, 4),
    "processes.results": (2, 3, 2, 2, 3),
    "processes.letters": (2, 4, 1, 4, 3),
    "processes.rota": (4, 3, 4, 4, 3),
}


def count_and_rate(project: Project, people: list[Any], today: date) -> None:
    """A timing, a log of calls and a round of rating, from the weeks before the tests."""
    random = Random(project.title)  # noqa: S311 - of its own, so that the rest of the demo stays as it was
    monday = today - timedelta(days=today.weekday() + 70)
    for position, text in enumerate(RULES):
        GroundRule.objects.create(project=project, text=text, position=position)
    _time_visits(project, monday, people[0])
    _count_calls(project, monday, people[0], random)
    _rate(project, people[:5], monday)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def _time_visits(project: Project, monday: date, by: Any) -> None:
    closed = _at(monday + timedelta(days=3), 17)
    timing = Timing.objects.create(
        project=project, title="A blood test, door to door", points=POINTS, with_somebody=WITH_SOMEBODY,
        closed_at=closed, closed_by=by,
    )  # fmt: skip
    for number, minutes in enumerate(VISITS):
        day = monday + timedelta(days=number // 5)
        visit = TimedVisit.objects.create(timing=timing, day=day, number=number % 5 + 1)
        begun = _at(day, 9 + number % 5, 5 * (number % 7))
        Stamp.objects.bulk_create(
            Stamp(visit=visit, point=point, at=begun + timedelta(minutes=after))
            for point, after in enumerate(minutes)
        )


def _count_calls(project: Project, monday: date, by: Any, random: Random) -> None:
    friday = monday + timedelta(days=11)
    sheet = CountSheet.objects.create(
        project=project, kind="phone", title="Calls to the front desk", lines=LINES, first_day=monday,
        last_day=friday, closed_at=_at(friday, 18), closed_by=by,
    )  # fmt: skip
    Count.objects.bulk_create(
        Count(sheet=sheet, day=monday + timedelta(days=7 * week + weekday), hour=hour, line=line, amount=amount)
        for week in range(2)
        for weekday, busy in enumerate(DAYS)
        for hour, calls in CALLS.items()
        for line, share in enumerate(SHARES)
        if (amount := round(calls * busy * share * random.uniform(0.8, 1.2)))
    )


def _rate(project: Project, people: list[Any], monday: date) -> None:
    things = [{"key": key, "words": words} for key, words in SUBJECTS[Kind.PROCESSES].things]
    begun = _at(monday + timedelta(days=7), 13)
    row = RatingRound.objects.create(
        project=project, kind="processes", things=things, begun_at=begun, begun_by=people[0],
        closed_at=begun + timedelta(days=2), closed_by=people[0],
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(round=row, thing=thing, rater=person, value=value, patients_complain=value == 1)
        for thing, values in SEEN.items()
        for person, value in zip(people, values, strict=False)
    )
