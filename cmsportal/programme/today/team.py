"""Today for the lead team: the one thing to do, the chart, own actions, the habits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from projects.actions.presenters import action_list
from projects.huddles.reading import habit_for
from projects.models import Project
from projects.permissions import ProjectAccess, access_to, read_access
from projects.steps.next import NextAction
from projects.tools import Tool
from toolkit.models import Measure

from ..snapshots import Snapshot, project_snapshots
from .arrivals import arrivals
from .common import greeting, lead_card, project_row

WEEKS = 8


@dataclass(frozen=True)
class Habit:
    """One row of the habit calendar: which weeks have a figure, or all of their huddles."""

    name: str
    cells: tuple[tuple[str, bool], ...]  # words for the cell, and whether it counts as kept
    kept_word: str = "entered"  # heard for a tick
    url: str = ""


def weeks_back(today: date, count: int = WEEKS) -> list[date]:
    """The Mondays of the last weeks, the present one last."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def habits(measures: list[Measure], today: date) -> list[Habit]:
    """Whether each measure had its figure, week by week. Words, not colours: nobody is marked down."""
    mondays = weeks_back(today)
    return [
        Habit(measure.name, tuple(_cell(measure, monday, mondays[-1]) for monday in mondays))
        for measure in measures
        if measure.schedule == Measure.Schedule.WEEKLY
    ][:4]


def _cell(measure: Measure, monday: date, present: date) -> tuple[str, bool]:
    week = [entry for entry in measure.figures.all() if monday <= entry.date < monday + timedelta(days=7)]
    if any(entry.status == "closed" for entry in week):
        return "closed", False
    if any(entry.value is not None or entry.denominator is not None for entry in week):
        return "yes", True
    first = next(iter(measure.figures.all()), None)
    if first is None or monday < first.date - timedelta(days=6):
        return "", False
    return ("due" if monday == present else "none"), False


def huddle_habit(snapshot: Snapshot, access: ProjectAccess) -> list[Habit]:
    """Of each week how many of the huddles were held; nothing while there was none."""
    if not access.sees(Tool.HUDDLES):
        return []
    found = habit_for(snapshot.project, snapshot.huddle_schedule, WEEKS)
    if not found.any:
        return []
    cells = tuple((week.words, 0 < week.meant == week.kept) for week in reversed(found.weeks))
    url = reverse("huddle-detail", kwargs={"project_id": snapshot.project.pk})
    return [Habit("Huddles", cells, "all held", url)]


def team_context(user: Any) -> dict[str, Any]:
    """Today for somebody on a lead team. The project with the most pressing thing comes first."""
    found = project_snapshots(Project.objects.with_team_member(user))
    read_access([snapshot.project for snapshot in found], user)
    ranked = sorted(found, key=_urgency(user))
    snapshot = ranked[0]
    access = access_to(snapshot.project, user)
    actions = snapshot.next_actions(access)
    after = actions[1] if len(actions) > 1 else None
    return {
        **greeting(),
        "snapshot": snapshot,
        "project": snapshot.project,
        "access": access,
        "now_due": actions[0],
        "now_due_url": _url(actions[0]),
        "after_that": after,
        "after_that_url": _url(after) if after else "",
        "card": lead_card(snapshot, access, "full"),
        "my_actions": action_list(snapshot.actions, user=user, today=snapshot.today).mine,
        "habits": [*huddle_habit(snapshot, access), *habits(snapshot.measures, snapshot.today)],
        "habit_weeks": weeks_back(snapshot.today),
        "arrivals": arrivals([row.project for row in ranked], user),
        "other_rows": [project_row(other.project) for other in ranked[1:]],
    }


def _urgency(user: Any) -> Any:
    order = ("running", "figure", "study", "decide", "start", "huddle", "meeting", "late")

    def key(snapshot: Snapshot) -> tuple[bool, int, str]:
        kind = snapshot.next_actions(access_to(snapshot.project, user))[0].kind
        return (
            snapshot.project.status != Project.Status.ACTIVE,
            order.index(kind) if kind in order else len(order),
            snapshot.project.title,
        )

    return key


def _url(action: NextAction) -> str:
    return reverse(action.url_name, kwargs=action.kwargs)
