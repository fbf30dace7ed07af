"""How the agreements of many projects stand: for the manager's pages, and for Today. A fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from cmsportal.nhsuk.formats import day
from practices.models import Programme
from projects.models import CoachAssignment, Project, TeamMember

from ..models import Agreement
from ..permissions import speakers
from ..querysets import OPEN_AGREEMENTS
from ..statuses import COACHED
from .presenters import edition_words, review_is_due

State = Agreement.State
SETTLE_IN = timedelta(days=14)  # a new coach and the team first meet
LONG = timedelta(days=7)  # an offer waits
OVERDUE = timedelta(days=14)  # a review is


class Wanting(models.TextChoices):
    """What is wanting, the most pressing first."""

    MISSING = "missing", "No agreement"
    WAITING = "waiting", "Waits to be accepted"
    OLD = "old", "To be looked at again"
    WRITTEN = "written", "Being written"
    NOTHING = "nothing", "In force"


@dataclass(frozen=True)
class Standing:
    """One project that has a coach. ``need`` since ``since``; ``agreement``: the edition that this is about."""

    project: Project
    coach: str
    need: Wanting
    since: date
    words: str
    agreement: Agreement | None

    def is_late(self, today: date) -> bool:
        """Whether a manager should ask, as it has waited so long. Not in a pause, nor before it has begun."""
        grace = {
            Wanting.MISSING: SETTLE_IN,
            Wanting.WRITTEN: SETTLE_IN,
            Wanting.WAITING: LONG,
            Wanting.OLD: OVERDUE,
        }.get(self.need)
        return grace is not None and self.project.status == Project.Status.ACTIVE and self.since < today - grace


def standings(programme: Programme, today: date | None = None) -> list[Standing]:
    """Every project of the programme that somebody leads as a coach, the most pressing first. Two queries."""
    today = today or timezone.localdate()
    leads = CoachAssignment.objects.on(today).filter(
        is_lead=True, project__programme=programme, project__status__in=COACHED
    )
    leads = list(leads.select_related("user", "project__practice"))
    rows = live_of([lead.project_id for lead in leads])
    found = [_standing(lead, rows.get(lead.project_id, []), today) for lead in leads]
    order = list(Wanting)
    return sorted(found, key=lambda one: (order.index(one.need), one.since, one.project.practice.name))


def live_of(projects: Collection[UUID]) -> dict[UUID, list[Agreement]]:
    """The editions in force and on their way, by project, the newest first; one query."""
    found: dict[UUID, list[Agreement]] = {}
    rows = Agreement.objects.filter(project__in=projects, state__in=[*OPEN_AGREEMENTS, State.IN_FORCE])
    for row in rows.select_related("coach", "project__practice").order_by("project", "-number"):
        found.setdefault(row.project_id, []).append(row)
    return found


def _standing(lead: CoachAssignment, rows: list[Agreement], today: date) -> Standing:
    """Editions with a coach before this one count for nothing."""
    own = [row for row in rows if row.coach_id == lead.user_id]
    opened = next((row for row in own if row.is_open), None)
    holds = next((row for row in own if row.state == State.IN_FORCE), None)

    def said(need: Wanting, since: date, words: str, agreement: Agreement | None) -> Standing:
        return Standing(lead.project, lead.user.name, need, since, words, agreement)

    if opened is not None and opened.state != State.DRAFT:
        since = timezone.localdate(opened.offered_at)
        words = f"{opened.get_state_display()}. Offered {day(since, today)}."
        return said(Wanting.WAITING, since, words, opened)
    if holds is not None and review_is_due(holds, today):
        return said(
            Wanting.OLD, holds.next_review_on, f"To be looked at since {day(holds.next_review_on, today)}.", holds
        )
    if holds is not None:
        since = timezone.localdate(holds.in_force_at)
        change = " A change is being written." if opened else ""
        return said(Wanting.NOTHING, since, f"{edition_words(holds)}, since {day(since, today)}.{change}", holds)
    if opened is not None:
        since = timezone.localdate(opened.created_at)
        return said(Wanting.WRITTEN, since, f"Being written since {day(since, today)}.", opened)
    since = lead.starts_on
    return said(Wanting.MISSING, since, f"{lead.user.name} coaches the team since {day(since, today)}.", None)


# --- Today ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Something that one person should do about an agreement. ``agreement`` is None where there is none yet."""

    title: str
    text: str
    label: str
    project: Project
    agreement: Agreement | None


def lines_of_coach(user: Any) -> list[Line]:
    """For the coach who leads: accept, change what was sent back, look again, write the first one. Two queries."""
    leads = CoachAssignment.objects.current().filter(user=user, is_lead=True, project__status__in=COACHED)
    leads = list(leads.select_related("project__practice").order_by("starts_on", "pk"))
    rows = live_of([lead.project_id for lead in leads])
    found = []
    for lead in leads:
        own = [row for row in rows.get(lead.project_id, []) if row.coach_id == lead.user_id]
        found += _coach_lines(lead.project, own)
    return found


def _coach_lines(project: Project, own: list[Agreement]) -> Iterable[Line]:
    name = project.practice.name
    if not own:
        yield Line(name, "There is no agreement yet. Most of it is filled in.", "Write it", project, None)
    for row in own:
        if row.state in {State.OFFERED, State.PRACTICE_ACCEPTED}:
            first = "The practice has accepted. " if row.practice_accepted_at else ""
            yield Line(name, f"{first}It waits for you.", "Read and accept", project, row)
        elif row.state == State.DRAFT and row.sent_back_words:
            yield Line(name, "Sent back: something should be different.", "Change it", project, row)
        elif row.state == State.DRAFT:
            yield Line(name, "The draft has not been offered yet.", "Go on with it", project, row)
        elif review_is_due(row):
            yield Line(name, f"To be looked at since {day(row.next_review_on)}.", "Look at it again", project, row)


def lines_of_team(projects: Collection[Project], user: Any) -> list[Line]:
    """For whoever speaks for a practice: accept, look again. Two queries for all projects."""
    places = TeamMember.objects.current().filter(project__in=list(projects), user__isnull=False)
    teams: dict[UUID, list[TeamMember]] = {}
    for place in places:
        teams.setdefault(place.project_id, []).append(place)
    spoken = {key for key, team in teams.items() if user.pk in speakers(team)}
    own = {project.pk: project for project in projects if project.pk in spoken and project.status in COACHED}
    return [line for key, rows in live_of(own).items() for row in rows for line in _team_lines(own[key], row)]


def _team_lines(project: Project, row: Agreement) -> Iterable[Line]:
    if row.state in {State.OFFERED, State.COACH_ACCEPTED}:
        change = "A change of your agreement" if row.number > 1 else "Your agreement"
        first = f"{row.coach.name} has accepted. " if row.coach_accepted_at else ""
        yield Line(
            f"{change} with {row.coach.name} waits for you",
            f"{first}Read it, then accept it or send it back.",
            "Read",
            project,
            row,
        )
    elif review_is_due(row):
        words = f"That was planned for {day(row.next_review_on)}. Does it still hold?"
        yield Line(f"Look at your agreement with {row.coach.name} again", words, "Look", project, row)
