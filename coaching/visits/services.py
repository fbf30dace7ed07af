"""Visits are planned, logged and corrected. What was agreed becomes actions; the next visit is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cmsportal.audit.services import record
from cmsportal.nhsuk.formats import day_full
from cmsportal.versions import save_versioned
from projects.actions.parsing import read_action
from projects.actions.services import add_action, people_for
from projects.locks import lock_project
from projects.models import Action, CoachAssignment, Project, TeamMember
from projects.refusal import Refusal

from ..models import Visit
from ..sealed import seal
from ..statuses import COACHED

USUAL_MINUTES = 60  # until a coach has said otherwise
HABITS = ("minutes", "preparation_minutes", "travel_minutes", "tools_used", "people")
UNLOGGED_FOR = timedelta(days=14)


class AfterLastDay(Refusal):
    """On a day when the coach's time with the team has ended."""


@transaction.atomic
def plan_visit(*, project: Project, at: datetime, mode: str, minutes: int | None = None, by: Any) -> Visit:
    """Put a visit in the calendar. The same time planned twice is one visit.

    Raises Refusal when the person does not coach the team on that day.
    """
    lock_project(project.pk)
    planned = Visit.objects.planned().filter(project=project, coach=by, at=at).first()
    if planned is not None:
        return planned
    _check_coaches(project, by, at)
    visit = Visit(project=project, coach=by, at=at, mode=mode, minutes=minutes)
    visit.full_clean()
    visit.save()
    record("visit.planned", visit, by=by, project=project)
    return visit


@transaction.atomic
def move_visit(*, visit: Visit, at: datetime, mode: str, minutes: int | None = None, version: int, by: Any) -> None:
    """Another day, way or length.

    Raises Stale, or Refusal: once it is logged, and on a day when one coaches no more.
    """
    lock_project(visit.project_id)
    if visit.logged_at:
        raise Refusal("This visit is logged already. Change the log instead.")
    _check_coaches(visit.project, by, at)
    visit.at, visit.mode, visit.minutes = at, mode, minutes
    visit.full_clean()
    save_versioned(visit, version, ["at", "mode", "minutes"])
    record("visit.moved", visit, by=by, project=visit.project)


def _check_coaches(project: Project, coach: Any, at: datetime) -> None:
    """Under the project's lock: a visit after one's last day would be nobody's, for it was not handed over."""
    day = at.astimezone(ZoneInfo(project.practice.time_zone)).date()
    assignments = CoachAssignment.objects.filter(project=project, user=coach)
    if assignments.on(day).exists():
        return
    last = assignments.current().first()
    if last is None or last.ends_on is None:
        raise Refusal("You do not coach this team any more.")
    raise AfterLastDay(f"Your last day with this team is {day_full(last.ends_on - timedelta(days=1))}.")


@transaction.atomic
def cancel_visit(*, visit: Visit, by: Any) -> None:
    """Take a planned visit out. Raises Refusal once it is logged: the record stays."""
    row = Visit.objects.select_for_update(of=("self",)).filter(pk=visit.pk).first()
    if row is None:
        return
    if row.logged_at:
        raise Refusal("This visit is logged: it stays in the record.")
    record("visit.cancelled", row, by=by, project=visit.project)
    row.delete()


@transaction.atomic
def log_visit(
    *,
    visit: Visit,
    values: Mapping[str, Any],
    note: str | None,
    next_steps: Sequence[str],
    next_at: datetime | None,
    version: int,
    by: Any,
    sent: str = "",
    said_on: date | None = None,
    left_on: date | None = None,
) -> Visit:
    """Write down what happened. Works for a planned visit, a new one and a correction.

    Args:
        values: fields of Visit, as the form cleaned them.
        note: the private note, sealed before it is stored; it never reaches history, audit or mail. None leaves
            what is sealed already as it is.
        next_steps: lines such as 'Dr Sethi: draft the aim, by Monday 10 March'; each becomes an action.
        next_at: when the next visit is, planned with the same mode. Another time than before moves the planned one,
            none takes it out.
        version: what the page was drawn from.
        sent: the name of a phone's sending, kept in the history. What it adds to one that came before it is added.
        said_on: the day from which 'by Friday' counts; today where nobody says.
        left_on: the first day without this coach, where the log comes later; it stands in the trail.

    Raises:
        cmsportal.versions.Stale: somebody saved the visit since.
        Refusal: the id of a new visit is taken by another one.
    """
    lock_project(visit.project_id)
    is_new = visit._state.adding
    if is_new and (present := Visit.objects.filter(pk=visit.pk).first()) is not None:
        if (present.project_id, present.coach_id) != (visit.project_id, visit.coach_id):
            raise Refusal("This page was used for another visit. Open ‘Log a visit’ again.")
        return present
    first_time, next_before = visit.logged_at is None, visit.next_contact_at
    for name, value in values.items():
        setattr(visit, name, value)
    if note is not None:
        visit.private_note_sealed = seal(note)
    visit.logged_at = visit.logged_at or timezone.now()
    visit.next_contact_at = next_at
    visit._change_reason = sent or None
    visit.full_clean()
    if is_new:
        visit.save(force_insert=True)
    else:
        sealed = [] if note is None else ["private_note_sealed"]  # it may have a new key since this page was read
        save_versioned(visit, version, [*values, *sealed, "logged_at", "next_contact_at"])
    if next_steps:
        add_next_steps(visit, next_steps, said_on or timezone.localdate(), by)
    if next_at != next_before:
        _plan_next(visit, next_before, by)
    late = {"left_on": left_on.isoformat()} if left_on else {}
    record("visit.logged" if first_time else "visit.corrected", visit, by=by, project=visit.project, **late)
    return visit


def _plan_next(visit: Visit, before: datetime | None, by: Any) -> None:
    """Put the next visit in the calendar, once: the one that stood there for this visit moves, or goes."""
    at = visit.next_contact_at
    planned = Visit.objects.planned().filter(project=visit.project, coach=by)
    standing = planned.filter(at=before).first() if before else None
    if standing is None or planned.filter(at=at).exists():
        if at:
            plan_visit(project=visit.project, at=at, mode=visit.mode, by=by)
    elif at:
        move_visit(
            visit=standing, at=at, mode=standing.mode, minutes=standing.minutes, version=standing.version, by=by
        )
        return
    if standing is not None:
        cancel_visit(visit=standing, by=by)


@transaction.atomic
def add_next_steps(visit: Visit, lines: Sequence[str], said_on: date, by: Any) -> None:
    """Those that are not there yet: a phone that heard no answer sends the same ones again.

    What somebody takes on who coaches the team no more is the present coach's, as at the hand-over.
    """
    lock_project(visit.project_id)
    people = people_for(visit.project)
    has_left = by not in people
    readers = [*people, by] if has_left else people
    heir = _leader_now(visit.project) if has_left else None
    present = set(
        Action.objects.filter(source="visit", source_id=visit.pk).values_list("text", "owner", "owner_name", "due_on")
    )
    for line in lines:
        spoken = read_action(line, readers, said_on)
        if has_left and spoken.owner == by:
            spoken = replace(spoken, owner=heir, owner_name="" if heir else by.name)
        if (spoken.what, spoken.owner and spoken.owner.pk, spoken.owner_name, spoken.due_on) in present:
            continue
        add_action(
            project=visit.project,
            text=spoken.what,
            owner=spoken.owner,
            owner_name=spoken.owner_name,
            due_on=spoken.due_on,
            source="visit",
            source_id=visit.pk,
            by=by,
        )


def _leader_now(project: Project) -> Any:
    """Who leads the coaching today; None for nobody."""
    place = CoachAssignment.objects.current().filter(project=project, is_lead=True).select_related("user").first()
    return place.user if place else None


def new_visit(project: Project, coach: Any, *, draft: UUID) -> Visit:
    """A visit that nobody had planned, with what can be filled in. ``draft`` makes sending it twice harmless."""
    last = _last_logged(project.pk, coach.pk)
    visit = Visit(
        id=draft,
        project=project,
        coach=coach,
        at=timezone.now().replace(second=0, microsecond=0),
        mode=last.mode if last else Visit.Mode.IN_PERSON,
    )
    return _fill_in(visit, last)


def with_habits(visit: Visit) -> Visit:
    """A planned visit with what was usual last time filled in: minutes, phase, tools, people."""
    if visit.logged_at is None:
        _fill_in(visit, _last_logged(visit.project_id, visit.coach_id))
    return visit


def _fill_in(visit: Visit, last: Visit | None) -> Visit:
    """As this coach's last visit to the team was; the phase as the team's last, whichever coach came."""
    planned = visit.minutes
    for name in HABITS if last is not None else ():
        setattr(visit, name, getattr(last, name))
    visit.minutes = planned or visit.minutes or USUAL_MINUTES
    visit.phase = last.phase if last else _phase_of(visit.project_id)
    return visit


def _phase_of(project_id: UUID) -> str:
    """Where the coaching of a team is that this coach has not visited yet."""
    newest = Visit.objects.logged().filter(project=project_id).order_by("-at").values_list("phase", flat=True).first()
    return newest or Visit.Phase.PRE


def _last_logged(project_id: UUID, coach_id: UUID) -> Visit | None:
    return Visit.objects.logged().filter(project=project_id, coach=coach_id).order_by("-at").first()


def team_names(project: Project, *, since: date | None = None) -> list[str]:
    """The lead team of today, by name; and who was on it on the day before ``since``."""
    members = TeamMember.objects.filter(project=project)
    found = members.current()
    if since is not None:
        found = found | members.on(since - timedelta(days=1))
    return list(found.order_by("name").values_list("name", flat=True).distinct())


def to_keep(coach: Any, *, until: datetime, most: int) -> list[Visit]:
    """A coach's own visits that are to be logged or come soon, whose pages a phone keeps; the next first."""
    since = timezone.now() - UNLOGGED_FOR
    own = Visit.visible_to(coach).planned().filter(coach=coach, at__range=(since, until))
    own = own.filter(project__in=Project.objects.coached_by(coach))
    return list(own.select_related("project__practice").order_by("at")[:most])


def teams_to_keep(coach: Any) -> list[Project]:
    """The teams of a coach that can have a visit, by practice."""
    rows = Project.objects.coached_by(coach).filter(status__in=COACHED).select_related("practice")
    return list(rows.order_by("practice__name", "title"))


def steps_of(visit: Visit) -> list[Any]:
    """The actions that came of a visit."""
    return list(visit.project.actions.filter(source="visit", source_id=visit.pk).select_related("owner"))
