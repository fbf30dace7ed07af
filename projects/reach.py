"""By which ways a person comes to a project on a day, as SQL.

Every page of a project asks this, and asking it in conditions of the ORM took 20 ms of Python a time. The first table
is the whole of ``ProjectQuerySet.visible_to``; ``projects.permissions.access_to`` decides tool by tool from the facts
at the foot of this file. tests/projects/test_access.py holds the two together for everybody and every way of sharing.
A page of one project asks the facts alone: PostgreSQL plans the table for longer than it reads all of them.

In these texts ``HOLDS(t)`` says that the dated row ``t`` holds on the day (see cmsportal.models.current_on).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

_DATED = re.compile(r"HOLDS\((\w+)\)")


def _sql(text: str) -> str:
    return _DATED.sub(r"(\1.starts_on <= me.day AND (me.day < \1.ends_on) IS NOT FALSE)", text)


class Way(models.TextChoices):
    """How a person comes to a project."""

    TEAM = "team"
    COACH = "coach"
    MENTOR = "mentor"
    MANAGER = "manager"
    PARTNER = "partner"
    COLLEAGUE = "colleague"
    LIBRARY = "library"


SHARED = (Way.PARTNER, Way.COLLEAGUE, Way.LIBRARY)  # those to whom the team shows something of its own will

_ME = "WITH me AS (SELECT %s::uuid AS id, %s::date AS day)"

# Each gives project ids; the ways of sharing join an open share ``s``, so that a tool can be asked for.
_PROJECTS = {
    Way.TEAM: """
        SELECT t.project_id FROM me JOIN projects_teammember t ON t.user_id = me.id WHERE HOLDS(t)""",
    Way.COACH: """
        SELECT a.project_id FROM me JOIN projects_coachassignment a ON a.user_id = me.id WHERE HOLDS(a)""",
    # mentors, in the project's programme, a coach of the project
    Way.MENTOR: """
        SELECT a.project_id FROM me
        JOIN practices_programmemembership mentor ON mentor.user_id = me.id
        JOIN practices_programmemembership coach ON coach.mentor_id = mentor.id
        JOIN projects_coachassignment a ON a.user_id = coach.user_id
        JOIN projects_project p ON p.id = a.project_id AND p.programme_id = coach.programme_id
        WHERE HOLDS(mentor) AND HOLDS(coach) AND HOLDS(a)""",
    Way.MANAGER: """
        SELECT p.id FROM me
        JOIN practices_programmemembership m ON m.user_id = me.id AND m.role = 'manager'
        JOIN projects_project p ON p.programme_id = m.programme_id
        WHERE HOLDS(m)""",
    Way.PARTNER: """
        SELECT s.project_id FROM me
        JOIN practices_partnermembership m ON m.user_id = me.id
        JOIN projects_share s ON s.partner_id = m.partner_id AND s.audience = 'partner' AND s.ended_at IS NULL
        WHERE HOLDS(m)""",
    Way.COLLEAGUE: """
        SELECT s.project_id FROM me
        JOIN practices_practicemembership m ON m.user_id = me.id
        JOIN projects_project p ON p.practice_id = m.practice_id
        JOIN projects_share s ON s.project_id = p.id AND s.audience = 'practice' AND s.ended_at IS NULL
        WHERE HOLDS(m)""",
    # belongs to the programme: in its pool, or in a lead team of it
    Way.LIBRARY: """
        SELECT s.project_id FROM projects_share s
        JOIN projects_project p ON p.id = s.project_id AND s.audience = 'library' AND s.ended_at IS NULL
        WHERE p.programme_id IN (
            SELECT m.programme_id FROM me JOIN practices_programmemembership m ON m.user_id = me.id WHERE HOLDS(m)
            UNION
            SELECT own.programme_id FROM me JOIN projects_teammember t ON t.user_id = me.id
            JOIN projects_project own ON own.id = t.project_id WHERE HOLDS(t))""",
}
_PROJECTS = {way: _sql(text) for way, text in _PROJECTS.items()}


def reached_by(user: Any, *ways: Way, tool: str = "") -> RawSQL:
    """A subquery of project ids for ``pk__in``. ``tool``: only where a share of this tool is the way."""
    branches = [_PROJECTS[way] for way in ways]
    parameters = [user.pk, timezone.localdate()]
    if tool:
        branches = [f"{branch} AND s.tool = %s" for branch in branches]
        parameters += [tool] * len(branches)
    return RawSQL(_ME + " UNION ALL ".join(branches), parameters)  # noqa: S611 # nosec B611 - the texts above


# --- Facts for access_to ----------------------------------------------------------------------------------------


@dataclass
class Standing:
    """What a person is on a day, wherever that is."""

    teams: dict[UUID, bool] = field(default_factory=dict)  # project -> whether they lead or champion it
    coached: set[UUID] = field(default_factory=set)  # projects
    team_programmes: set[UUID] = field(default_factory=set)
    programmes: set[UUID] = field(default_factory=set)  # as manager or in the pool
    managed: set[UUID] = field(default_factory=set)
    practices: set[UUID] = field(default_factory=set)
    partners: set[UUID] = field(default_factory=set)


_STANDING = _ME + _sql(
    """
    SELECT 'team', t.project_id, p.programme_id, t.is_lead OR t.is_champion
    FROM me JOIN projects_teammember t ON t.user_id = me.id JOIN projects_project p ON p.id = t.project_id
    WHERE HOLDS(t)
    UNION ALL
    SELECT 'coach', a.project_id, NULL, FALSE
    FROM me JOIN projects_coachassignment a ON a.user_id = me.id WHERE HOLDS(a)
    UNION ALL
    SELECT 'programme', m.programme_id, NULL, m.role = 'manager'
    FROM me JOIN practices_programmemembership m ON m.user_id = me.id WHERE HOLDS(m)
    UNION ALL
    SELECT 'practice', m.practice_id, NULL, FALSE
    FROM me JOIN practices_practicemembership m ON m.user_id = me.id WHERE HOLDS(m)
    UNION ALL
    SELECT 'partner', m.partner_id, NULL, FALSE
    FROM me JOIN practices_partnermembership m ON m.user_id = me.id WHERE HOLDS(m)"""
)


def standing_of(user: Any, day: date) -> Standing:
    """One query."""
    found = Standing()
    for kind, ident, programme, leads in _rows(_STANDING, [user.pk, day]):
        match kind:
            case "team":
                found.teams[ident] = leads or found.teams.get(ident, False)
                found.team_programmes.add(programme)
            case "coach":
                found.coached.add(ident)
            case "programme":
                found.programmes.add(ident)
                if leads:
                    found.managed.add(ident)
            case "practice":
                found.practices.add(ident)
            case "partner":
                found.partners.add(ident)
    return found


@dataclass(frozen=True)
class CoachOn:
    """A coach of a project on a day, with the mentor they have in its programme."""

    project_id: UUID
    user_id: UUID
    name: str
    mentor_id: UUID | None
    mentor_name: str | None


_COACHES = _sql(
    """WITH me AS (SELECT %s::date AS day)
    SELECT a.project_id, a.user_id, u.name, mentored.user_id, mentored.name
    FROM me
    JOIN projects_coachassignment a ON a.project_id = ANY(%s)
    JOIN projects_project p ON p.id = a.project_id
    JOIN accounts_user u ON u.id = a.user_id
    LEFT JOIN LATERAL (
        SELECT mentor.user_id, who.name
        FROM practices_programmemembership coach
        JOIN practices_programmemembership mentor ON mentor.id = coach.mentor_id
        JOIN accounts_user who ON who.id = mentor.user_id
        WHERE coach.user_id = a.user_id AND coach.programme_id = p.programme_id AND HOLDS(coach) AND HOLDS(mentor)
    ) mentored ON TRUE
    WHERE HOLDS(a)
    ORDER BY a.is_lead DESC, u.name"""
)


def coaches_on(projects: Collection[Any], day: date) -> list[CoachOn]:
    """The coaches of some projects, the leading one first; one query."""
    return [CoachOn(*row) for row in _rows(_COACHES, [day, [project.pk for project in projects]])]


def _rows(sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from cursor.fetchall()
