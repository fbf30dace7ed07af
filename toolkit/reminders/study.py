"""A small test has run: to the team's leaders, on the working day after."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from projects.models import Project, Reminder
from projects.reminders.kinds import BACK, DAY, Due, Kind, Letter, in_the_morning, working_day_from
from projects.reminders.people import leaders, team_today
from projects.series import closed_days
from projects.words import words_for
from toolkit.models import Cycle

RUN = Q(stage=Cycle.Stage.DO) | Q(stage=Cycle.Stage.STUDY)


def find(now: datetime) -> Iterator[Due]:
    today = timezone.localdate(now)
    cycles = list(
        Cycle.objects.filter(RUN, ends_on__range=(today - BACK, today), ramp__project__status=Project.Status.ACTIVE)
        .select_related("ramp__project__practice")
        .prefetch_related(team_today("ramp__project__team"))
    )
    closed = closed_days({cycle.ramp.project.practice for cycle in cycles}, today - BACK, today + BACK)
    for cycle in cycles:
        project = cycle.ramp.project
        told_on = working_day_from(cycle.ends_on + DAY, closed[project.practice_id], project.practice.nation)
        for place in leaders(project.reachable):
            yield in_the_morning(place.user_id, project, cycle.pk, cycle.ends_on, told_on)


def fetch(ids: Collection[UUID]) -> Mapping[UUID, Cycle]:
    return (
        Cycle.objects.filter(RUN)
        .select_related("ramp__project__programme")
        .prefetch_related("questions")
        .in_bulk(ids)
    )


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when it was studied, begun anew or given another end meanwhile."""
    cycle = reminder.about
    if cycle is None or cycle.ends_on != reminder.day or not reminder.on_team:
        return None
    predicted = [question for question in cycle.questions.all() if question.prediction]
    return Letter(
        "toolkit/emails/study_due",
        {
            "cycle": cycle,
            "words": words_for(cycle.ramp.project),
            "predicted": predicted[:3],
            "link": settings.SITE_URL
            + reverse("cycle-detail", kwargs={"project_id": reminder.project_id, "cycle_id": cycle.pk}),
        },
    )


def page(reminder: Reminder) -> str:
    return reverse("cycle-detail", kwargs={"project_id": reminder.project_id, "cycle_id": reminder.subject_id})


KIND = Kind(
    name="study",
    label="A small test to study",
    hint="On the working day after it ended.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    by_day=True,
    ahead=True,
    page=page,
)
