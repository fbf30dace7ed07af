"""On the morning a figure is due and none is there: to whoever collects it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from projects.models import Project, Reminder, TeamMember
from projects.reminders.kinds import (
    BACK,
    DAY,
    Due,
    Kind,
    Letter,
    days_around,
    in_the_morning,
    working_day_from,
    zone_of,
)
from projects.reminders.people import own_or_champion, team_today
from projects.series import closed_days
from toolkit.models import Figure, Measure

from .links import make_figure_link
from .schedule import figure_name, is_due_on, is_entered

RECENT = BACK + timedelta(days=14)
KNOWN = timedelta(days=120)  # figures looked at again before the mail leaves: also of one that is sent late


def find(now: datetime) -> Iterator[Due]:
    recent = Figure.objects.filter(date__gte=timezone.localdate(now) - RECENT)
    measures = (
        Measure.objects.in_use()
        .filter(project__status=Project.Status.ACTIVE)
        .with_test_ends()
        .select_related("project__practice")
        .prefetch_related(team_today(), Prefetch("figures", recent, to_attr="recent"))
    )
    measures = list(measures)
    today = timezone.localdate(now)
    closed = closed_days({measure.project.practice for measure in measures}, today - BACK - DAY, today + BACK)
    for measure in measures:
        who = collector_of(measure)
        if who is None:
            continue
        zone = zone_of(measure.project)
        for due_on in days_around(now, zone, back=BACK.days):
            if not is_due_on(measure, due_on) or is_entered(measure, due_on, (row.date for row in measure.recent)):
                continue
            asked_on = send_day(due_on, closed[measure.project.practice_id], measure.project.practice.nation)
            due = in_the_morning(who.user_id, measure.project, measure.pk, due_on, asked_on)
            if measure.created_at <= due.due_at:
                yield due


def send_day(due_on: date, closed: Collection[date], nation: str) -> date:
    """The day it is asked for: while the practice is closed nobody is there, so the working day after."""
    return working_day_from(due_on, closed, nation) if due_on in closed else due_on


def collector_of(measure: Measure) -> TeamMember | None:
    return own_or_champion(measure.project.reachable, lambda place: place.pk == measure.collector_id)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Measure]:
    since = timezone.localdate() - KNOWN
    recent = Prefetch("figures", Figure.objects.filter(date__gte=since), to_attr="recent")
    rows = Measure.objects.in_use().with_test_ends().select_related("project__practice")
    return rows.prefetch_related(recent).in_bulk(ids)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the figure came meanwhile, or the measure is no longer used."""
    measure = reminder.about
    if measure is None or not reminder.on_team:
        return None
    by_calendar = measure.schedule not in {Measure.Schedule.CYCLE, Measure.Schedule.EVENT}
    if not by_calendar and not is_due_on(measure, reminder.day):  # its small test was moved
        return None
    if is_entered(measure, reminder.day, (row.date for row in measure.recent)):
        return None
    return Letter(
        "toolkit/emails/figure_due",
        {
            "measure": measure,
            "figure_name": figure_name(measure, reminder.day, timezone.localdate(now, zone_of(measure.project))),
            "due_on": reminder.day,
            "link": make_figure_link(measure=measure, user=reminder.user, due_on=reminder.day),
        },
    )


def page(reminder: Reminder) -> str:
    return reverse("figure-create", kwargs={"project_id": reminder.project_id, "measure_id": reminder.subject_id})


KIND = Kind(
    name="figure",
    label="A figure is due",
    hint="On the day, if nobody has entered it.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    by_day=True,
    ahead=True,
    page=page,
)
