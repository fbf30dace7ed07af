"""A coach in words, from rows already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cmsportal.nhsuk.formats import count_words, day_full
from coaching.matching.facts import CoachFacts, Words
from projects.coaches.presenters import room_words

from ..models import CoachProfile, Training

SOON = timedelta(days=60)
MOST_BOXES = 12  # drawn in a row of places


@dataclass(frozen=True)
class TrainingView:
    id: UUID
    name: str
    text: str
    tag: str  # 'Refresh soon', 'Refresh overdue' or empty
    colour: str


def training_views(trainings: Iterable[Training], today: date) -> list[TrainingView]:
    found = []
    for row in trainings:
        done = f"Done on {day_full(row.done_on)}"
        refresh = f". Refresh by {day_full(row.refresh_on)}" if row.refresh_on else ""
        tag, colour = due_words(row.refresh_on, today)
        found.append(TrainingView(row.pk, row.name, done + refresh, tag, colour))
    return found


def due_words(refresh_on: date | None, today: date) -> tuple[str, str]:
    """Words and colour of the tag; both are empty until the day is near."""
    if refresh_on is None or refresh_on > today + SOON:
        return "", ""
    return ("Refresh soon", "yellow") if refresh_on > today else ("Refresher overdue", "orange")


@dataclass(frozen=True)
class Places:
    """How many teams a coach has and can have, as a row of boxes and in words."""

    words: str
    boxes: tuple[str, ...]  # 'taken', 'free' or 'over'
    is_over: bool


def places_of(teams: int, capacity: int, unsettled: int = 0) -> Places:
    """``teams`` that are coached, of ``capacity``. ``unsettled``: how many of them wait for a side to say yes."""
    full = (
        ["taken"] * min(teams, capacity) + ["free"] * max(0, capacity - teams) + ["over"] * max(0, teams - capacity)
    )
    words = room_words(teams, capacity) + (f", {count_words(unsettled)} of them not settled yet" if unsettled else "")
    return Places(words, tuple(full[:MOST_BOXES]), teams > capacity)


def profile_rows(profile: CoachProfile, facts: CoachFacts | None, words: Words) -> list[tuple[str, str]]:
    """Pairs for a list; what nobody has said is left out."""
    projects = facts.projects if facts else profile.earlier_projects
    types = facts.types if facts else frozenset(profile.types)
    adopters = facts.adopters if facts else frozenset(profile.adopters)
    rows = [
        ("Projects coached", str(projects) if projects else "None yet"),
        ("Kinds of project", _named(types, words.types)),
        ("Practices that joined as", _named(adopters, words.adopters)),
        ("Clinical areas", _named(frozenset(profile.clinical_areas), words.areas)),
        ("Role in commissioning", profile.commissioning_role),
        ("Commissions", _named(frozenset(profile.commissions), words.areas)),
        ("Keeps out of", ", ".join(profile.keeps_out_of)),
        ("Sets out from", profile.postcode),
        ("Goes to", ", ".join(profile.districts)),
        ("Coaches on", ", ".join(words.weekdays[day] for day in sorted(profile.weekdays))),
        ("For the team", profile.about),
    ]
    return [(key, value) for key, value in rows if value]


def _named(keys: frozenset[str], labels: dict[str, str]) -> str:
    return ", ".join(label for key, label in labels.items() if key in keys)
