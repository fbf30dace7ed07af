"""What the toolkit puts on agendas: tests to study, measures gone stale, standards to look at again."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from projects.meetings.sources import ALL, LEAD, OpenThing, Source, register, shortened
from projects.models import AgendaItem, Project

from .measures.schedule import is_stale
from .models import Cycle, Figure, Measure, PlaybookEntry, Standard

MOST = 3


def _cycles(project: Project, kind: str, day: date) -> list[OpenThing]:
    waits = Q(stage__in=[Cycle.Stage.STUDY, Cycle.Stage.ACT]) | Q(stage=Cycle.Stage.DO, ends_on__lte=day)
    rows = Cycle.objects.filter(waits, ramp__project=project).order_by("ends_on", "created_at")[:MOST]
    return [OpenThing(row.pk, shortened(f"Study small test {row.number}: {row.title}"), 10) for row in rows]


def _measures(project: Project, kind: str, day: date) -> list[OpenThing]:
    measures = list(Measure.objects.in_use().with_test_ends().filter(project=project))
    newest = {}
    for measure_id, on in Figure.objects.filter(measure__in=measures).order_by("date").values_list("measure", "date"):
        newest[measure_id] = on
    stale = [row for row in measures if row.pk in newest and is_stale(row, newest[row.pk], day)]
    return [OpenThing(row.pk, shortened(f"No new figure: {row.name}"), 3) for row in stale]


def _standards(project: Project, kind: str, day: date) -> list[OpenThing]:
    """By the day in the playbook; by the standard's own day while it is not in the playbook."""
    in_force = PlaybookEntry.objects.in_force().filter(standard__project=project)
    days = {entry.standard_id: entry.review_on for entry in in_force}
    rows = Standard.objects.filter(project=project)
    due = [(days.get(row.pk, row.review_on), row) for row in rows]
    due = sorted(((on, row) for on, row in due if on and on <= day), key=lambda pair: pair[0])
    return [OpenThing(row.pk, shortened(f"Look again at: {row.title}"), 5) for _, row in due]


def register_sources() -> None:
    register(
        Source(
            AgendaItem.Source.CYCLE,
            frozenset({LEAD, ALL}),
            _cycles,
            lambda project, cycle: reverse("cycle-detail", kwargs={"project_id": project, "cycle_id": cycle}),
        )
    )
    register(
        Source(
            AgendaItem.Source.MEASURE,
            frozenset({LEAD}),
            _measures,
            lambda project, measure: reverse("measure-detail", kwargs={"project_id": project, "measure_id": measure}),
        )
    )
    register(
        Source(
            AgendaItem.Source.STANDARD,
            frozenset({LEAD, ALL}),
            _standards,
            lambda project, standard: reverse(
                "standard-detail", kwargs={"project_id": project, "standard_id": standard}
            ),
        )
    )
