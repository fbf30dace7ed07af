"""One match in words: the question, what each side has said, and what each learns of the other. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cmsportal.nhsuk.formats import day, number
from projects.models import Project

from ..models import Match, Wish
from .facts import Words
from .presenters import ReasonsView, wish_rows
from .workflow import Act


def stored_reasons(match: Match) -> ReasonsView:
    """As they stood on the day of the choice."""
    pros, cons = ([words for good, words in match.reasons if good is wanted] for wanted in (True, False))
    return ReasonsView(pros, cons)


def team_rows(project: Project, wish: Wish | None, words: Words) -> list[tuple[str, str]]:
    """What the coach learns of the practice before saying yes: nothing that the team has written in its tools."""
    practice = project.practice
    rows = [
        ("Project", project.title),
        ("Kind of project", ", ".join(words.types[key] for key in project.types if key in words.types)),
        ("Where", ", ".join(filter(None, [practice.address, practice.postcode]))),
        ("Patients", number(practice.list_size) if practice.list_size else ""),
    ]
    return [(key, value) for key, value in rows if value] + wish_rows(wish, words)


NOT_FOR_TEAMS = {"Keeps out of", "Sets out from"}


def for_team(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in rows if key not in NOT_FOR_TEAMS]


def no_words(match: Match) -> str:
    """Why a side said no, for the manager."""
    if not match.decline_reason:
        return ""
    said = f" ‘{match.decline_words}’" if match.decline_words else ""
    return f"{match.get_decline_reason_display()}.{said}"


COLOURS = {Match.State.ASKED: "blue", Match.State.AGREED: "green"}


def state_tag(match: Match) -> tuple[str, str]:
    """Words and colour."""
    return match.get_state_display(), COLOURS.get(Match.State(match.state), "grey")


def match_heading(match: Match, acts: Iterable[Act]) -> str:
    """The question for whoever looks; for those who have nothing to answer, how it stands."""
    acts = set(acts)
    if Act.COACH_AGREE in acts:
        return f"Will you coach {match.project.practice.name}?"
    if Act.PRACTICE_AGREE in acts:
        return f"{match.coach.name} could be your coach"
    return f"{match.coach.name} for {match.project.practice.name}"


@dataclass(frozen=True)
class SideView:
    """What one side has said."""

    who: str
    words: str
    has_agreed: bool


def sides(match: Match, today: date) -> list[SideView]:
    """The practice, then the coach."""
    practice, agreed = match.project.practice.name, match.practice_agreed_at
    if agreed:
        words = f"{match.practice_agreed_by.name} said yes on {day(agreed, today)}"
        ours = SideView(practice, words, True)
    else:
        ours = SideView(practice, _silence(match, Match.State.PRACTICE_DECLINED, today), False)
    coach, agreed = match.coach.name, match.coach_agreed_at
    if agreed:
        return [ours, SideView(coach, f"Said yes on {day(agreed, today)}", True)]
    return [ours, SideView(coach, _silence(match, Match.State.COACH_DECLINED, today), False)]


def _silence(match: Match, declined: str, today: date) -> str:
    """For a side that has not said yes."""
    if match.state == declined:
        return f"Said no on {day(match.settled_at, today)}"
    return "Has not answered yet" if match.state == Match.State.ASKED else "Did not have to answer"
