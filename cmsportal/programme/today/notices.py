"""What somebody wants to be told on the Today page and not by mail."""

from typing import Any

from django.utils import timezone

from projects.models import Project, Reminder
from projects.reach import Way
from projects.reminders.presenters import Notice, notice

MOST = 8


def notices_for(user: Any) -> list[Notice]:
    """Lines of what is due, the next first; one query. Who has left a project is told of it no more."""
    worked_on = Project.objects.reached_by(user, Way.TEAM, Way.COACH)
    rows = Reminder.visible_to(user).filter(user=user, project__in=worked_on).on_today(timezone.now())
    return [notice(row) for row in rows.select_related("project__practice").order_by("due_at", "pk")[:MOST]]
