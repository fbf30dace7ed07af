"""Who coached a project when. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cmsportal.nhsuk.formats import day
from projects.models import CoachAssignment


@dataclass(frozen=True)
class CoachView:
    id: UUID
    name: str
    sentence: str  # 'Since Monday 3 March', 'From Monday 3 March', 'Monday 3 March to Friday 4 July'
    is_over: bool


def coach_history(assignments: Iterable[CoachAssignment], today: date) -> list[CoachView]:
    """Newest first; each comes with its ``user``. Those that never began are left out."""
    began = [row for row in assignments if row.ends_on is None or row.ends_on > row.starts_on]
    return [
        CoachView(row.pk, row.user.name, _dates(row, today), row.ends_on is not None and row.ends_on <= today)
        for row in sorted(began, key=lambda row: row.starts_on, reverse=True)
    ]


def coaches_words(assignment: CoachAssignment, whom: str, today: date) -> str:
    """'Rachel Osei coaches this team', or 'Rachel Osei will coach this team from Monday 3 March'."""
    if assignment.starts_on <= today:
        return f"{assignment.user.name} coaches {whom}"
    return f"{assignment.user.name} will coach {whom} from {day(assignment.starts_on, today)}"


def room_words(teams: int, capacity: int) -> str:
    """'1 of 2 teams': how many take room already, of how many at a time."""
    return f"{teams} of {capacity} team{'' if capacity == 1 else 's'}"


def _dates(row: CoachAssignment, today: date) -> str:
    if row.ends_on:
        return f"{day(row.starts_on, today)} to {day(row.ends_on, today)}"
    return f"{'Since' if row.starts_on <= today else 'From'} {day(row.starts_on, today)}"
