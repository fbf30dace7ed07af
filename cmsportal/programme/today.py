"""What each role is shown on arriving: the one thing to do, then what is worth a look."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cmsportal.accounts.models import User
from cmsportal.nhsuk.formats import day, day_short
from coaching.models import Visit
from practices.models import Practice, Programme, ProgrammeMembership
from projects.models import Action, Project, Reminder, StatusChange
from projects.permissions import ProjectAccess, access_to
from projects.steps.next import NextAction
from projects.tools import Tool
from toolkit.measures.presenters import Card
from toolkit.models import Measure

from .overview import ProjectCard, programme_projects, project_cards, spread_words
from .snapshots import Snapshot, card_for, project_snapshots

WEEKS = 8


def greeting(now: datetime | None = None) -> dict[str, Any]:
    """What every Today page begins with."""
    local = timezone.localtime(now)
    words = "Good morning" if local.hour < 12 else "Good afternoon" if local.hour < 18 else "Good evening"
    return {"greeting": words, "today_date": local.date(), "who_sees": "Only you see this page"}


def project_row(project: Project, text: str = "") -> dict[str, str]:
    """A project as a row of a list."""
    return {
        "title": project.practice.name,
        "text": text or project.title,
        "url": reverse("project-detail", kwargs={"project_id": project.pk}),
        "described": f"{project.practice.name}: {project.title}",
    }


def _url(action: NextAction | None) -> str:
    return reverse(action.url_name, kwargs=action.kwargs) if action else ""


def lead_card(snapshot: Snapshot, access: ProjectAccess, size: str) -> Card | None:
    """The card of the project's leading chart, as this reader may see it."""
    return card_for(snapshot, snapshot.reader(access), size)


# --- The lead team ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habit:
    """One row of the habit calendar: which weeks have a figure."""

    name: str
    cells: tuple[tuple[str, bool], ...]  # words for the cell, and whether it counts as kept


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


def team_context(user: Any) -> dict[str, Any] | None:
    """Today for somebody on a lead team; None for others. The project with the most pressing thing comes first."""
    found = project_snapshots(Project.objects.with_team_member(user))
    if not found:
        return None
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
        "after_that_url": _url(after),
        "card": lead_card(snapshot, access, "full"),
        "my_actions": [action for action in snapshot.actions if action.owner_id == user.pk],
        "habits": habits(snapshot.measures, snapshot.today),
        "habit_weeks": weeks_back(snapshot.today),
        "other_rows": [project_row(other.project) for other in ranked[1:]],
    }


def _urgency(user: Any) -> Any:
    order = ("figure", "study", "decide", "start", "huddle", "late")

    def key(snapshot: Snapshot) -> tuple[bool, int, str]:
        kind = snapshot.next_actions(access_to(snapshot.project, user))[0].kind
        return (
            snapshot.project.status != Project.Status.ACTIVE,
            order.index(kind) if kind in order else len(order),
            snapshot.project.title,
        )

    return key


# --- The coach ----------------------------------------------------------------------------------------------------


def coach_context(user: Any) -> dict[str, Any] | None:
    """Today for a coach: visits, teams that lose momentum and why, own next steps, room for more."""
    memberships = ProgrammeMembership.objects.current().filter(user=user, role=ProgrammeMembership.Role.COACH)
    capacity = sum(memberships.values_list("capacity", flat=True))
    if not memberships and not Project.objects.coached_by(user).exists():
        return None
    teams = project_snapshots(Project.objects.coached_by(user).exclude(status=Project.Status.COMPLETED))
    today = timezone.localdate()
    by_project = {snapshot.project.pk: snapshot for snapshot in teams}
    visits = (
        Visit.visible_to(user).planned().filter(coach=user, at__date__lte=today).select_related("project__practice")
    )
    coming = (
        Visit.visible_to(user).planned().filter(coach=user, at__date__gt=today).select_related("project__practice")
    )
    due = [(visit, by_project.get(visit.project_id)) for visit in visits.order_by("at")]
    return {
        **greeting(),
        "heading": _visits_heading([visit for visit, _ in due], today),
        "now": timezone.now(),
        "visits_today": due,
        "next_visit": coming.order_by("at").first(),
        "losing": [(snapshot, reasons) for snapshot in teams if (reasons := snapshot.losing_momentum())],
        "next_steps": list(
            Action.visible_to(user)
            .filter(owner=user, done_at__isnull=True)
            .select_related("project__practice")
            .order_by("due_on", "created_at")
        ),
        "teams": [(snapshot, lead_card(snapshot, access_to(snapshot.project, user), "small")) for snapshot in teams],
        "room": max(0, capacity - len(teams)),
        "mentored_rows": [project_row(project) for project in _mentored(user)],
    }


def _visits_heading(visits: list[Visit], today: date) -> str:
    """Those of today count first; those still to be logged when there is none today."""
    coming = sum(timezone.localdate(visit.at) == today for visit in visits)
    count, words = (coming, "today") if coming else (len(visits), "to log")
    if not count:
        return "No visit today"
    numbers = {1: "One", 2: "Two", 3: "Three", 4: "Four"}
    return f"{numbers.get(count, count)} visit{'s' if count > 1 else ''} {words}"


def _mentored(user: Any) -> Any:
    own = Project.objects.coached_by(user).values("pk")
    return Project.objects.mentored_by(user).exclude(pk__in=own).select_related("practice").order_by("practice__name")


# --- Everybody with projects --------------------------------------------------------------------------------------


def list_context(user: Any) -> dict[str, Any]:
    """One's projects as a coach, mentor or team member, each with its step and its chart."""
    own = Project.objects.with_team_member(user) | Project.objects.coached_by(user)
    found = project_snapshots(own.order_by("practice__name"), lead_measure_only=True)
    return {
        "teams": [(snapshot, lead_card(snapshot, access_to(snapshot.project, user), "small")) for snapshot in found],
        "mentored_rows": [project_row(project) for project in _mentored(user)],
    }


def reader_context(user: Any) -> dict[str, Any]:
    """Today for a partner or a colleague: the walls that are shared with them."""
    walls = shared_walls(user)
    count = len(walls)
    heading = "No data wall yet" if not count else "One data wall" if count == 1 else f"{count} data walls"
    return {**greeting(), "heading": f"{heading} shared with you" if count else heading, "shared": walls}


def administrator_context() -> dict[str, Any]:
    """Today for an administrator: how many there are of what they look after."""
    failed = failed_reminders()
    accounts = User.objects.filter(is_active=True).count()
    rows = [
        ("Mails", f"{failed:,} could not be sent" if failed else "All reminders have left", "reminder-list"),
        ("People", f"{accounts:,} {'account' if accounts == 1 else 'accounts'} open", "person-list"),
        ("Programmes", f"{Programme.objects.count():,}", "programme-list"),
        ("Practices", f"{Practice.objects.open().count():,} open", "practice-list"),
        ("Audit trail", "Who did what, and when", "event-list"),
    ]
    return {
        **greeting(),
        "heading": "Everything is in order" if not failed else "Some mails could not be sent",
        "rows": [{"title": title, "text": text, "url": reverse(name)} for title, text, name in rows],
    }


def failed_reminders() -> int:
    return Reminder.objects.filter(state=Reminder.State.FAILED).count()


def shared_walls(user: Any) -> list[tuple[Project, Card | None]]:
    """Walls shown to a partner, a colleague or a reader of the library; those with a signal first."""
    projects = Project.objects.shared_with(user)
    rows = []
    for snapshot in project_snapshots(projects.order_by("practice__name")):
        access = access_to(snapshot.project, user)
        if access.sees(Tool.WALL):
            rows.append((snapshot.project, lead_card(snapshot, access, "small")))
    return sorted(rows, key=lambda row: row[1] is None or row[1].words.state not in {"better", "worse"})


# --- The programme's manager --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    title: str
    detail: str
    url_name: str
    kwargs: dict[str, Any]
    label: str

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs=self.kwargs)


def decisions(found: list[Snapshot], help_wanted: list[Visit]) -> list[Decision]:
    """What waits for the manager, the oldest first within each kind."""
    waiting = [
        snapshot
        for snapshot in found
        if not snapshot.coaches and snapshot.project.status in {Project.Status.ACTIVE, Project.Status.INVITED}
    ]
    waiting.sort(key=lambda snapshot: snapshot.project.signed_up_on)
    rows = [
        Decision(
            f"{snapshot.project.practice.name} has no coach",
            f"Signed up {day(snapshot.project.signed_up_on)}",
            "coach-assign",
            {"project_id": snapshot.project.pk},
            "Choose a coach",
        )
        for snapshot in waiting
    ]
    rows += [
        Decision(
            f"{visit.coach.name} asks for help with {visit.project.practice.name}",
            f"Visit on {day(visit.at)}",
            "project-detail",
            {"project_id": visit.project_id},
            "See the project",
        )
        for visit in help_wanted
    ]
    rows += [
        Decision(
            f"{snapshot.project.practice.name} has not answered the invitation",
            f"Invited {day(snapshot.project.signed_up_on)}",
            "project-detail",
            {"project_id": snapshot.project.pk},
            "See the project",
        )
        for snapshot in found
        if snapshot.project.status == Project.Status.INVITED
        and snapshot.project.signed_up_on < timezone.localdate() - timedelta(days=14)
    ]
    return rows


def managed_programmes(user: Any) -> list[Programme]:
    return list(Programme.objects.managed_by(user).order_by("name"))


def manager_context(managed: list[Programme]) -> dict[str, Any]:
    """Today for a programme's manager; of several programmes, the first."""
    programme = managed[0]
    found = project_snapshots(programme_projects(programme), lead_measure_only=True)
    since = timezone.now() - timedelta(days=7)
    help_wanted = list(
        Visit.objects.logged()
        .filter(project__programme=programme, needs_help=True, logged_at__gte=since)
        .select_related("project__practice", "coach")
    )
    cards = project_cards([snapshot for snapshot in found if snapshot.project.is_open], programme)
    columns: dict[int, list[ProjectCard]] = {step.step.value: [] for step in found[0].steps()} if found else {}
    for card in cards:
        columns[card.snapshot.present_step.step.value].append(card)
    waiting = decisions(found, help_wanted)
    others = [other for other in managed if other != programme]
    return {
        **greeting(),
        "heading": _decisions_heading(len(waiting)),
        "programme": programme,
        "decisions": waiting,
        "columns": [(step, columns[step.step.value]) for step in found[0].steps()] if found else [],
        "gone_rows": [_gone_row(snapshot.project) for snapshot in found if not snapshot.project.is_open],
        "changes": _changes(programme, cards, since),
        "spread_words": spread_words(programme),
        "other_programmes": [
            {"title": other.name, "url": reverse("programme-detail", kwargs={"programme_id": other.pk})}
            for other in others
        ],
    }


def _decisions_heading(count: int) -> str:
    words = {0: "Nothing waits for you", 1: "One thing waits for you", 2: "Two things wait for you"}
    words |= {3: "Three things wait for you", 4: "Four things wait for you"}
    return words.get(count, f"{count} things wait for you")


def _gone_row(project: Project) -> dict[str, str]:
    change = next(iter(project.status_changes.all()), None)
    reason = f": {change.get_reason_display().lower()}" if change and change.reason else ""
    return project_row(project, f"{project.get_status_display()}{reason}")


def _changes(programme: Programme, cards: list[ProjectCard], since: Any) -> list[tuple[str, str]]:
    """What happened in the last week: practice and words."""
    rows = [
        (change.project.practice.name, f"{change.project.get_status_display().lower()} since {day_short(change.at)}")
        for change in StatusChange.objects.filter(project__programme=programme, at__gte=since)
        .filter(~Q(action="sign_up"))
        .select_related("project__practice")
        .order_by("-at")[:8]
    ]
    rows += [
        (card.snapshot.project.practice.name, card.card.words.brief)
        for card in cards
        if card.card and card.card.words.state in {"better", "worse"} and not card.card.chart.stale
    ]
    return rows[:8]
