"""Coaches who go, and teams that need another one."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from coaching.handover import services
from coaching.models import Departure, HandOver, Transition
from coaching.transition.services import save_transition
from projects.models import CoachAssignment, Project

from . import make


def place_of(user: Any, programme: Any) -> Any:
    return user.programme_memberships.get(programme=programme, role="coach")


def say(world: Any, **extra: Any) -> Departure:
    """Rachel stops coaching in ten days."""
    coach = extra.pop("coach", world.coach)
    values = {
        "membership": place_of(coach, world.programme),
        "kind": "stops",
        "from_on": in_days(10),
        "back_on": None,
        "project_ids": [world.project.pk, world.other_project.pk],
        "key": None,
        "by": coach,
        **extra,
    }
    return services.begin_departure(**values)


def away(world: Any, **extra: Any) -> Departure:
    """Rachel is away from in ten days on, for a month."""
    return say(world, **{"kind": "away", "back_on": in_days(40), **extra})


def in_days(days: int) -> date:
    return make.today() + timedelta(days=days)


def lead_of(project: Project, day: date | None = None) -> str:
    """First name of who leads the coaching on a day; empty for nobody."""
    row = CoachAssignment.objects.on(day or make.today()).filter(project=project, is_lead=True).first()
    return row.user.name.split()[0] if row else ""


def of(project: Project) -> HandOver:
    return HandOver.objects.get(project=project)


def follow(world: Any, departure: Departure, user: Any, project: UUID | None = None) -> Any:
    """The manager gives the team to another coach at once."""
    chosen = {project or world.project.pk: user.pk}
    return services.assign_successors(departure=departure, chosen=chosen, by=world.manager)


def ready(project: Project, coach: Any) -> None:
    """The coach has signed the note off as the record drafted it."""
    HandOver.objects.filter(project=project).update(ready_at=make.now(), ready_by=coach)


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def end(project: Project, by: Any, days: int = 30, **values: Any) -> Transition:
    """The coaching ends in some days."""
    given = {"ends_on": in_days(days), "reflection": "", "celebrate_on": None, "celebrate_how": "", **values}
    celebrated = given.pop("celebrated", False)
    row = Transition.objects.filter(project=project).first()
    return save_transition(
        project=project, values=given, celebrated=celebrated, expected_version=row.version if row else 0, by=by
    )
