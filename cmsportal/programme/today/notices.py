"""What somebody wants to be told on the Today page and not by mail."""

from typing import Any

from django.utils import timezone

from projects.models import Project, Reminder
from projects.reach import Way
from projects.reminders.presenters import Notice, notice
from projects.reminders.standing import still_wanted

MOST = 8


def notices_for(user: Any) -> list[Notice]:
    """Lines of what is due, the next first, in a fixed number of queries.

    What was done or called off since is told no more, nor is anything of a project that the person has left."""
    now = timezone.now()
    worked_on = Project.objects.reached_by(user, Way.TEAM, Way.COACH)
    rows = Reminder.visible_to(user).filter(user=user, project__in=worked_on).on_today(now)
    rows = rows.select_related("project__practice", "project__programme", "user").order_by("due_at", "pk")
    return [notice(row) for row in still_wanted(rows, now)[:MOST]]
