"""On the morning a figure is due and none is there: to whoever collects it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from cmsportal.workdays import is_bank_holiday, next_working_day
from projects.models import Project, Reminder, TeamMember
from projects.reminders.kinds import Due, Kind, Letter, days_around, moment, zone_of
from projects.reminders.people import champion_of, is_on_team, team_today
from toolkit.models import Figure, Measure

from .links import make_figure_link
from .schedule import figure_name, is_due_on, is_entered

MORNING, EVENING = time(8), time(20)
BACK = 6  # days: Christmas on a Friday moves Friday's figure to the Tuesday after
RECENT = timedelta(days=BACK + 14)


def find(now: datetime) -> Iterator[Due]:
    recent = Figure.objects.filter(date__gte=timezone.localdate(now) - RECENT)
    measures = (
        Measure.objects.in_use()
        .filter(project__status=Project.Status.ACTIVE)
        .with_test_ends()
        .select_related("project__practice")
        .prefetch_related(team_today(), Prefetch("figures", recent, to_attr="recent"))
    )
    for measure in measures:
        who = collector_of(measure)
        if who is None:
            continue
        zone = zone_of(measure.project)
        for due_on in days_around(now, zone, back=BACK):
            if not is_due_on(measure, due_on) or is_entered(measure, due_on, (row.date for row in measure.recent)):
                continue
            morning = moment(send_day(due_on), MORNING, zone)
            if measure.created_at <= morning:
                evening = moment(send_day(due_on), EVENING, zone)
                yield Due(who.user_id, measure.project_id, measure.pk, due_on, morning, evening)


def send_day(due_on: date) -> date:
    """The day it is asked for: on a bank holiday nobody is there, so the working day after."""
    return next_working_day(due_on) if is_bank_holiday(due_on) else due_on


def collector_of(measure: Measure) -> TeamMember | None:
    """Whoever collects the figure, while they are on the team and can be mailed; else the champion."""
    places = measure.project.reachable
    own = next((place for place in places if place.pk == measure.collector_id), None)
    return own or champion_of(places)


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the figure came meanwhile, or the measure is no longer used."""
    rows = Measure.objects.in_use().with_test_ends().select_related("project__practice")
    measure = rows.filter(pk=reminder.subject_id).first()
    if measure is None or not is_on_team(reminder.project, reminder.user):
        return None
    if not is_due_on(measure, reminder.day):  # a small test was moved, or the schedule was changed
        return None
    if is_entered(measure, reminder.day, measure.figures.values_list("date", flat=True)):
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


KIND = Kind(
    name="figure",
    label="A figure is due",
    hint="At 8am on the day, if nobody has entered it.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
)
