"""Builders of huddles that were held, what was said in them, and closed days."""

from datetime import date, timedelta
from typing import Any

from practices.models import Closure, Practice
from projects.models import Huddle, HuddleItem, Project

from . import make


def huddle(project: Project, day: date | None = None, *, finished: bool = False, **extra: Any) -> Huddle:
    """Begun today or on a day before, by somebody of its own."""
    day = day or make.today()
    by = extra.pop("by", None) or make.user()
    begun = make.now() - timedelta(days=(make.today() - day).days)
    ends = {"finished_at": make.now(), "finished_by": by} if finished else {}
    return Huddle.objects.create(
        **{"project": project, "day": day, "begun_by": by, "begun_at": begun, "version": 1, **ends, **extra}
    )


def item(project: Project, text: str = "Cover for the front desk", **extra: Any) -> HuddleItem:
    """Said yesterday, and still open."""
    held = extra.pop("huddle", None)
    if held is None:
        day = make.today() - timedelta(days=1)
        held = project.huddles.filter(day=day).first() or huddle(project, day, finished=True)
    return HuddleItem.objects.create(
        **{"huddle": held, "prompt": "staffing", "text": text, "said_by": held.begun_by, **extra}
    )


def closure(practice: Practice, first_day: date | None = None, **extra: Any) -> Closure:
    first_day = first_day or make.today() + timedelta(days=14)
    return Closure.objects.create(
        **{
            "practice": practice,
            "first_day": first_day,
            "last_day": first_day,
            "reason": "Training",
            "added_by": extra.pop("added_by", None) or make.user(),
            **extra,
        }
    )
