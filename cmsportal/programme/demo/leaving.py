"""A coach who is away soon, with a hand-over that is half done; and a team whose coaching comes to its end."""

from datetime import timedelta
from typing import Any

from coaching.handover.notes import drafted, save_note
from coaching.handover.services import assign_successors, begin_departure
from coaching.models import Departure, HandOver
from coaching.transition.services import save_transition
from practices.models import Programme
from projects.models import Project

AWAY = "Tom Ashdown"
WRITTEN = {
    "works": "The receptionists know their figures by heart. Nothing about the huddle needs changing.",
    "look_out": "The practice manager is new and careful. Ask her first, and she brings the others along.",
}
READY, FOLLOWED, FOLLOWS = "Fennel Row Medical Practice", "Marlpit Lane Practice", "Marcus Bell"
ENDS = "Old Saltern Surgery"


def hand_over_half(builder: Any, programme: Programme) -> None:
    coach, manager = builder.person(AWAY), builder.person("Helen Brandt")
    place = coach.programme_memberships.get(programme=programme)
    projects = Project.objects.filter(programme=programme, coach_assignments__user=coach)
    departure = begin_departure(
        membership=place,
        kind=Departure.Kind.AWAY,
        from_on=builder.today + timedelta(days=6),
        back_on=builder.today + timedelta(days=48),
        project_ids=list(projects.values_list("pk", flat=True)),
        key=None,
        by=coach,
    )
    rows = HandOver.objects.filter(departure=departure).select_related("project__practice", "project__programme")
    ready = rows.get(project__practice__name=READY)
    save_note(
        hand_over=ready, values=drafted(ready) | WRITTEN, is_ready=True, expected_version=ready.version, by=coach
    )
    followed = rows.get(project__practice__name=FOLLOWED)
    chosen = {followed.project_id: builder.person(FOLLOWS).pk}
    assign_successors(departure=departure, chosen=chosen, by=manager)


def come_to_the_end(builder: Any, programme: Programme) -> None:
    project = Project.objects.get(programme=programme, practice__name=ENDS)
    coach = project.coach_assignments.get().user
    values = {
        "ends_on": builder.today + timedelta(days=35),
        "reflection": "Short meetings with a clock on the table. We stopped talking about who, and talk about how.",
        "celebrate_on": builder.today + timedelta(days=33),
        "celebrate_how": "Cake beside the data wall, for the whole practice",
    }
    save_transition(project=project, values=values, celebrated=False, expected_version=0, by=coach)
