"""Coaches with profiles, practices that wait, and matches."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from coaching.models import CoachProfile, Match, Training, Wish
from projects.models import CoachAssignment, Project

from . import make


def profile(user: Any, **extra: Any) -> CoachProfile:
    return CoachProfile.objects.create(user=user, **extra)


def training(user: Any, **extra: Any) -> Training:
    details = {"name": "Coaching clinical microsystems", "done_on": make.today() - timedelta(days=300), **extra}
    return Training.objects.create(user=user, **details)


def wish(project: Project, **extra: Any) -> Wish:
    return Wish.objects.create(project=project, **extra)


def waiting(programme: Any, name: str = "", days: int = 10, **extra: Any) -> Project:
    """A project of a practice of its own, without a coach, that joined some days ago."""
    practice = make.practice(name, postcode=extra.pop("postcode", ""))
    return make.project(programme, practice, signed_up_on=make.today() - timedelta(days=days), **extra)


def match(project: Project, coach: Any, by: Any, **extra: Any) -> Match:
    """Asked just now; the first of the list."""
    return Match.objects.create(
        **{
            "project": project,
            "coach": coach,
            "chosen_at": timezone.now(),
            "chosen_by": by,
            "starts_on": make.today(),
            "rank": 1,
            "reasons": [[True, "Has room: 1 of 2 teams"]],
            **extra,
        }
    )


def settled(state: str, by: Any, **extra: Any) -> dict[str, Any]:
    """Fields of a match that is over."""
    now = timezone.now()
    values: dict[str, Any] = {"state": state, "settled_at": now, "settled_by": by}
    if state == Match.State.AGREED:
        values |= {"coach_agreed_at": now, "practice_agreed_at": now, "practice_agreed_by": by}
    if state in {Match.State.COACH_DECLINED, Match.State.PRACTICE_DECLINED}:
        values["decline_reason"] = Match.Reason.NO_TIME
    return {**values, **extra}


def leave(project: Project, day: date | None = None) -> None:
    """The project's coaches stop on a day (today)."""
    CoachAssignment.objects.filter(project=project, ends_on=None).update(ends_on=day or make.today())
