"""What a huddle is told of the small tests: those under way and those that have run."""

from django.urls import reverse

from cmsportal.nhsuk.formats import day
from projects.huddles.sources import Told
from projects.models import Project
from toolkit.cycles.presenters import state_words
from toolkit.models import Cycle

MOST = 3


def tests_under_way(project: Project) -> list[Told]:
    """The newest tests that are not closed, one query."""
    rows = (
        Cycle.objects.filter(ramp__project=project)
        .exclude(stage=Cycle.Stage.CLOSED)
        .select_related("ramp")
        .order_by("-created_at")[:MOST]
    )
    return [
        Told(
            f"Test {cycle.number}: {cycle.title}",
            _when(cycle),
            reverse("cycle-detail", kwargs={"project_id": project.pk, "cycle_id": cycle.pk}),
        )
        for cycle in rows
    ]


def _when(cycle: Cycle) -> str:
    state = state_words(cycle)
    if cycle.stage == Cycle.Stage.DO and cycle.ends_on:
        return f"{state}, until {day(cycle.ends_on)}."
    return f"{state}."
