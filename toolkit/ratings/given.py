"""Ratings as they are kept, for the pure functions of ``spread``. No queries."""

from collections.abc import Iterable
from uuid import UUID

from toolkit.models import Rating, RatingRound

from .spread import Given, Spread, spreads_of
from .things import subject_of, things_of


def given_of(rows: Iterable[Rating]) -> list[Given]:
    return [Given(row.thing, row.value, row.working_on_it, row.patients_complain) for row in rows]


def people_of(row: RatingRound) -> set[tuple[UUID | None, UUID | None]]:
    """Who has rated, from ratings already fetched: an account or, by a link, a seat."""
    return {(rating.rater_id, rating.seat_id) for rating in row.ratings.all()}


def spreads_of_round(row: RatingRound) -> list[Spread]:
    """Of a closed round, from ratings already fetched; of one under way nothing."""
    if row.closed_at is None:
        return []
    subject, given = subject_of(row), given_of(row.ratings.all())
    return spreads_of(things_of(row), given, least=subject.least, top=len(subject.scale))
