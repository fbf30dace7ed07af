"""What a closed round gives to the workbook: the middle of each process that enough people rated."""

from collections.abc import Iterable

from django.utils import timezone

from cmsportal.nhsuk.formats import day_full
from toolkit.models import Answer, RatingRound
from toolkit.ratings.spread import Spread
from toolkit.ratings.things import Kind as Rated
from toolkit.workbook.questions import QUESTIONS

from .finding import Finding, Kind, Origin

WORDS = {
    1: Answer.Rating.BROKEN,
    2: Answer.Rating.REAL,
    3: Answer.Rating.SMALL,
    4: Answer.Rating.WORKS,
}


def from_round(round: RatingRound, spreads: Iterable[Spread]) -> list[Finding]:
    """A middle between two words takes the worse one; a tick that half of them or more set is set."""
    if round.kind != Rated.PROCESSES or round.closed_at is None:
        return []
    return [_finding(round, spread) for spread in spreads if spread.middle is not None and spread.thing in QUESTIONS]


def _finding(round: RatingRound, spread: Spread) -> Finding:
    people = len(spread.values)
    closed = timezone.localdate(round.closed_at)
    return Finding(
        key=spread.thing,
        kind=Kind.ROUND,
        pk=round.pk,
        origin=Origin.RATED,
        as_of=closed,
        source=f"Rated together by {people} people, {day_full(closed)}",
        rating=WORDS[int(spread.middle or 1)],
        working_on_it=spread.working_on_it * 2 >= people,
        patients_complain=spread.patients_complain * 2 >= people,
    )
