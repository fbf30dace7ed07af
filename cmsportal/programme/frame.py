"""Who sees which entries in the header."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cmsportal.nhsuk.frame import Entry, Frame
from practices.models import Programme, ProgrammeMembership
from projects.models import Project
from projects.reach import Standing, standing_of


def frame_for(request: HttpRequest) -> Frame:
    """The header of a page for the person who looks at it."""
    user: Any = request.user
    if not user.is_authenticated:
        return Frame()
    access = getattr(request, "project_access", None)
    standing = access.standing if access else standing_of(user, timezone.localdate())
    managed = list(Programme.objects.filter(pk__in=standing.managed).order_by("name")) if standing.managed else []
    projects = own_projects(standing, access.project if access else None)
    here = _project_here(request, projects)
    runs = _managed_here(request, managed)
    return Frame(
        programme_name=_programme_name(runs, projects, here),
        entries=tuple(_entries(request, user, runs, projects, here)),
        projects=tuple(_switcher(projects, here)),
        account_name=user.name,
    )


def own_projects(standing: Standing, here: Project | None) -> list[Project]:
    """The projects one works in, as lead team or as coach; not those one only looks at.

    Args:
        here: the project of the page, which need not be fetched again.
    """
    mine = standing.teams.keys() | standing.coached
    if here is not None and mine == {here.pk}:
        return [here]
    shown = ("title", "practice__name", "programme__name")
    rows = Project.objects.filter(pk__in=mine).select_related("practice", "programme").only(*shown)
    return list(rows.order_by("practice__name", "title")) if mine else []


def in_pool(user: Any) -> bool:
    """A coach of a programme, with a team or without; mentors are among them."""
    coach = ProgrammeMembership.Role.COACH
    return ProgrammeMembership.objects.current().filter(user=user, role=coach).exists()


def _project_here(request: HttpRequest, projects: list[Project]) -> Project | None:
    match = request.resolver_match
    wanted = match.kwargs.get("project_id") if match else None
    return next((project for project in projects if project.pk == wanted), None)


def _managed_here(request: HttpRequest, managed: list[Programme]) -> Programme | None:
    """Of the programmes one manages that of the page, by the programme or project in its address; else the first."""
    keys = request.resolver_match.kwargs if request.resolver_match else {}
    wanted = keys.get("programme_id")
    if len(managed) > 1 and "project_id" in keys:
        wanted = Project.objects.filter(pk=keys["project_id"]).values_list("programme_id", flat=True).first()
    return next((programme for programme in managed if programme.pk == wanted), managed[0] if managed else None)


def _programme_name(runs: Programme | None, projects: list[Project], here: Project | None) -> str:
    if here is not None:
        return here.programme.name
    if runs is not None:
        return runs.name
    return projects[0].programme.name if projects else Frame.programme_name


def _switcher(projects: list[Project], here: Project | None) -> list[Entry]:
    if len(projects) < 2:
        return []
    several = len({project.practice_id for project in projects}) > 1
    return [
        Entry(
            f"{project.practice.name}: {project.title}" if several else project.title,
            reverse("project-detail", kwargs={"project_id": project.pk}),
            project == here,
        )
        for project in projects
    ]


def _entries(
    request: HttpRequest, user: Any, runs: Programme | None, projects: list[Project], here: Project | None
) -> list[Entry]:
    """At most five."""
    if runs is not None:
        wanted = [
            ("Today", reverse("today")),
            ("Programme", reverse("programme-detail", kwargs={"programme_id": runs.pk})),
            ("Coaches", reverse("programme-people", kwargs={"programme_id": runs.pk})),
            ("Practices", reverse("practice-list")),
            ("Payments", reverse("payment-list", kwargs={"programme_id": runs.pk})),
        ]
    elif projects:
        main = here or projects[0]
        keys = {"project_id": main.pk}
        one = len(projects) == 1 or here is not None
        wanted = [
            ("Today", reverse("today")),
            ("Project", reverse("project-detail", kwargs=keys)) if one else ("Projects", reverse("project-list")),
            ("Data wall", reverse("wall-detail", kwargs=keys)) if one else ("Data walls", reverse("wall-list")),
            ("Toolkit", reverse("steps-detail", kwargs=keys)),
            ("Learn", reverse("library-list")),
        ]
        if not one:
            wanted.pop(3)
    elif in_pool(user):
        wanted = [
            ("Today", reverse("today")),
            ("Projects", reverse("project-list")),
            ("Data walls", reverse("wall-list")),
            ("Learn", reverse("library-list")),
        ]
    elif user.is_superuser:
        wanted = [
            ("Today", reverse("today")),
            ("People", reverse("person-list")),
            ("Programmes", reverse("programme-list")),
            ("Practices", reverse("practice-list")),
            ("Audit trail", reverse("event-list")),
        ]
    else:
        wanted = [("Today", reverse("today")), ("Data walls", reverse("wall-list"))]
    here_url = max((url for _, url in wanted if request.path.startswith(url)), key=len)
    if here_url == reverse("today") and request.path != here_url:
        here_url = ""
    if request.resolver_match and request.resolver_match.url_name == "wall-detail":
        here_url = here_url or reverse("wall-list")  # a wall of others is one of theirs
    if runs is not None and request.path.startswith(_of_coaches(runs)):
        here_url = reverse("programme-people", kwargs={"programme_id": runs.pk})
    return [Entry(label, url, url == here_url) for label, url in wanted]


def _of_coaches(runs: Programme) -> tuple[str, ...]:
    """Where the programme's pages about coaches begin: they lie beside that of its people."""
    of_programme = reverse("programme-detail", kwargs={"programme_id": runs.pk})
    return tuple(f"{of_programme}{part}/" for part in ("matching", "coaches", "hand-overs", "agreements"))
