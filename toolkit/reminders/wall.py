"""Charts on the wall are out of date: to whoever looks after the wall, on the first working day of a week."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from projects.models import Project, Reminder, TeamMember
from projects.reminders.kinds import DAY, Due, Kind, Letter, in_the_morning, working_day_from, zone_of
from projects.reminders.people import own_or_champion, team_today
from projects.series import closed_days
from toolkit.measures.schedule import is_stale
from toolkit.models import Measure


def find(now: datetime) -> Iterator[Due]:
    """On every other day of the week nothing is looked up."""
    today = timezone.localdate(now)
    projects = list(
        Project.objects.filter(status=Project.Status.ACTIVE, measures__on_wall=True)
        .distinct()
        .select_related("practice", "wall")
        .prefetch_related(team_today("team"))
    )
    weeks = {project: _monday(project, now) for project in projects}
    closed = closed_days({project.practice for project in projects}, today - DAY * 7, today + DAY * 14)
    told = {
        project: working_day_from(monday, closed[project.practice_id], project.practice.nation)
        for project, monday in weeks.items()
    }
    near = [project for project in projects if abs((told[project] - today).days) <= 1]
    stale = stale_charts([project.pk for project in near], {project.pk: told[project] for project in near})
    for project in near:
        keeper = _keeper(project)
        if keeper and stale.get(project.pk):
            yield in_the_morning(keeper.user_id, project, project.pk, weeks[project], told[project])


def _monday(project: Project, now: datetime) -> date:
    today = now.astimezone(zone_of(project)).date()
    return today - DAY * today.weekday()


def _keeper(project: Project) -> TeamMember | None:
    wall = getattr(project, "wall", None)
    return own_or_champion(project.reachable, lambda place: wall is not None and place.pk == wall.owner_id)


def stale_charts(ids: Collection[UUID], today: Mapping[UUID, date]) -> dict[UUID, list[Measure]]:
    """The measures on these projects' walls that are out of date on the given days, by project; one query."""
    if not ids:
        return {}
    found: dict[UUID, list[Measure]] = {}
    rows = Measure.objects.hanging().filter(project__in=ids).with_test_ends().annotate(last=Max("figures__date"))
    for measure in rows.order_by("project", "-is_lead", "created_at"):
        if is_stale(measure, measure.last, today[measure.project_id]):
            found.setdefault(measure.project_id, []).append(measure)
    return found


def fetch(ids: Collection[UUID]) -> Mapping[UUID, tuple[Project, list[Measure]]]:
    projects = Project.objects.select_related("practice", "wall").in_bulk(ids)
    now = timezone.now()
    days = {pk: now.astimezone(zone_of(project)).date() for pk, project in projects.items()}
    stale = stale_charts(list(projects), days)
    return {pk: (project, stale[pk]) for pk, project in projects.items() if pk in stale}


def compose(reminder: Reminder, now: datetime) -> Letter | None:
    """Nothing when the figures came meanwhile."""
    if reminder.about is None or not reminder.on_team:
        return None
    project, stale = reminder.about
    wall = getattr(project, "wall", None)
    return Letter(
        "toolkit/emails/wall_stale",
        {
            "measures": stale,
            "when_stale": wall.when_stale if wall else "",
            "link": settings.SITE_URL + page(reminder),
        },
    )


def page(reminder: Reminder) -> str:
    return reverse("wall-detail", kwargs={"project_id": reminder.project_id})


KIND = Kind(
    name="wall",
    label="The data wall is out of date",
    hint="Once a week while a chart is, to whoever looks after the wall.",
    for_team=True,
    for_coaches=False,
    find=find,
    compose=compose,
    fetch=fetch,
    by_day=True,
    ahead=True,
    page=page,
)
