"""Why a coach fits a practice or does not, spelt out: one sentence for each thing that counts. Pure functions."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from . import weights
from .facts import CoachFacts, Waiting, Words, area_of, district_of


@dataclass(frozen=True)
class Reason:
    """``points`` below zero speak against the coach."""

    points: int
    words: str

    @property
    def speaks_for(self) -> bool:
        return self.points >= 0


def reasons(coach: CoachFacts, row: Waiting, words: Words) -> list[Reason]:
    """All of them, the weightiest first. Their points add up to those of ``scoring.score``."""
    found = [*_barred(coach, row), *_alone(coach), *_fit(coach, row, words), *_near(coach, row), *_past(coach, row)]
    return sorted(found, key=lambda reason: -abs(reason.points))


def _barred(coach: CoachFacts, row: Waiting) -> Iterator[Reason]:
    if row.project_id in coach.on_teams:
        yield Reason(weights.BARRED, "Is on this lead team")
    elif row.code in coach.keeps_out_of:
        yield Reason(weights.BARRED, "Keeps out of this practice")


def _alone(coach: CoachFacts) -> Iterator[Reason]:
    of_capacity = f"{coach.teams} of {coach.capacity} team{'' if coach.capacity == 1 else 's'}"
    if coach.room <= 0:
        yield Reason(weights.FULL, f"No room: {of_capacity}")
    else:
        yield Reason(weights.PER_FREE_PLACE * min(coach.room, weights.MOST_PLACES), f"Has room: {of_capacity}")
    if coach.projects >= weights.EXPERIENCED_FROM:
        yield Reason(weights.EXPERIENCED, f"Has coached {coach.projects} projects")
    elif coach.mentor:
        yield Reason(0, f"New to it, with {coach.mentor} as mentor")
    else:
        yield Reason(weights.NEW_WITHOUT_MENTOR, "New to it, and has no mentor yet")


def _fit(coach: CoachFacts, row: Waiting, words: Words) -> Iterator[Reason]:
    if both := coach.areas & row.areas:
        yield Reason(weights.SAME_AREA, f"Knows this area: {_named(both, words.areas)}")
    if both := coach.types & row.types:
        yield Reason(weights.SAME_TYPE, f"Has coached this kind of project: {_named(both, words.types)}")
    if row.adopter and row.adopter in coach.adopters:
        label = _named({row.adopter}, words.adopters)
        yield Reason(weights.SAME_ADOPTER, f"Has coached practices that join at this stage: {label}")
    if both := coach.commissions & row.areas:
        yield Reason(weights.CONFLICT, f"Commissions what the project is about: {_named(both, words.areas)}")
    if coach.weekdays and row.weekdays:
        if common := coach.weekdays & row.weekdays:
            days = [words.weekdays.get(day, str(day)) for day in sorted(common)]
            yield Reason(weights.COMMON_DAY, f"Works when the team can meet: {', '.join(days)}")
        else:
            yield Reason(weights.NO_COMMON_DAY, "Does not work on the team’s days")


def _near(coach: CoachFacts, row: Waiting) -> Iterator[Reason]:
    district, own = district_of(row.postcode), district_of(coach.postcode)
    if not district or not (own or coach.districts):
        return
    if own == district:
        yield Reason(weights.SAME_DISTRICT, f"Close by: both in {district}")
    elif coach.districts & {district, area_of(district)}:
        yield Reason(weights.GOES_THERE, f"Goes to {district}")
    elif own and area_of(own) == area_of(district):
        yield Reason(weights.SAME_POSTCODE_AREA, f"Not far: {own}, and the practice in {district}")
    else:
        yield Reason(weights.ELSEWHERE, f"Far: the practice is in {district}")


def _past(coach: CoachFacts, row: Waiting) -> Iterator[Reason]:
    if row.practice_id in coach.coached_before:
        yield Reason(weights.COACHED_HERE, "Has coached this practice before")
    if row.project_id in coach.said_no:
        yield Reason(weights.SAID_NO, "Asked before, and one side said no")


def _named(keys: Collection[str], labels: dict[str, str]) -> str:
    """'Diabetes, lungs and breathing': the first as it is written, the others small."""
    names = [labels.get(key, key) for key in labels if key in keys] or sorted(keys)
    first, *others = names
    return ", ".join([first, *(name[:1].lower() + name[1:] for name in others)])


def as_stored(found: Collection[Reason]) -> list[list[Any]]:
    return [[reason.speaks_for, reason.words] for reason in found]
