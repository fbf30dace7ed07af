"""All projects of a programme: the table, its filters, the download and the adoption curve."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from cmsportal.nhsuk.formats import day, day_short
from coaching.transition.presenters import programme_words
from practices.imports.names import name_on
from practices.models import Practice, Programme
from projects.models import Project, Share
from projects.steps.presenters import StepView
from projects.tools import Audience, Tool
from toolkit.charts import adoption_curve
from toolkit.measures import siblings
from toolkit.measures.cards import Card
from toolkit.measures.series import Reader

from .snapshots import Snapshot, card_for, project_snapshots

# One order for every page: the id decides where the rest is equal.
SORTS = {
    "practice": ("practice__name", "title", "pk"),
    "signed_up": ("signed_up_on", "practice__name", "pk"),
    "status": ("status", "practice__name", "pk"),
}
SORT_WORDS = (("practice", "By practice"), ("signed_up", "Longest in the programme"), ("status", "By state"))


def programme_projects(programme: Programme) -> QuerySet[Project]:
    """The programme's projects with the shares that say what its managers may see."""
    return Project.objects.filter(programme=programme).prefetch_related(
        Prefetch("shares", Share.objects.open(), to_attr="open_shares")
    )


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything unknown is left out."""

    text: str = ""
    status: str = ""
    coach: str = ""
    sort: str = "practice"

    @classmethod
    def from_query(cls, query: Any) -> "Filters":
        status = query.get("status", "")
        sort = query.get("sort", "practice")
        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:80],
            status=status if status in Project.Status.values else "",
            coach="none" if query.get("coach") == "none" else "",
            sort=sort if sort in SORTS else "practice",
        )

    def apply(self, projects: QuerySet[Project]) -> QuerySet[Project]:
        if self.text:
            projects = projects.filter(Q(practice__name__icontains=self.text) | Q(title__icontains=self.text))
        if self.status:
            projects = projects.filter(status=self.status)
        if self.coach:
            projects = projects.without_coach()
        return projects.order_by(*SORTS[self.sort])


HEAD = ("Practice", "Project", "Step", "Coach", "Last activity", "Last figure", "How it looks")


@dataclass(frozen=True)
class ProjectCard:
    """A project in the five columns."""

    snapshot: Snapshot
    card: Card | None
    step: StepView
    line: str
    coach: str


def manager_reader(programme: Programme, today: date) -> Reader:
    """A manager reads with small numbers hidden."""
    return Reader(raw=False, threshold=programme.small_number_threshold, today=today)


def manager_tools(project: Project) -> frozenset[Tool]:
    """What the team shows to the programme's managers; reads the prefetched open shares."""
    shown = {Tool(share.tool) for share in project.open_shares if share.audience == Audience.PROGRAMME}
    return frozenset(shown | {Tool.STEPS})


def project_cards(found: list[Snapshot], programme: Programme) -> list[ProjectCard]:
    siblings.load(snapshot.project for snapshot in found)
    cards = []
    for snapshot in found:
        tools = manager_tools(snapshot.project)
        reader = manager_reader(programme, snapshot.today)
        card = card_for(snapshot, reader, "small") if Tool.WALL in tools else None
        step = snapshot.present_step(tools)
        cards.append(ProjectCard(snapshot, card, step, _card_line(snapshot, card, step), snapshot.coach_name))
    return cards


def _card_line(snapshot: Snapshot, card: Card | None, step: StepView) -> str:
    project = snapshot.project
    if project.status != Project.Status.ACTIVE:
        return project.get_status_display()
    if snapshot.transition:
        return f"{programme_words(snapshot.transition, snapshot.today)}."
    if card is not None:
        return card.stale_sentence.split(".")[0] if card.chart.stale else ""
    return step.sentence


@dataclass(frozen=True)
class OverviewRow:
    project: Project
    step: str
    coach: str
    last_activity: date
    last_figure: date | None
    signal: str
    signal_kind: str
    chance: str

    def cells(self) -> tuple[str, ...]:
        """As text, in the order of HEAD, for the download."""
        return (
            self.project.practice.name,
            self.project.title,
            self.step,
            self.coach,
            day_short(self.last_activity),
            day_short(self.last_figure) if self.last_figure else "",
            self.signal,
        )


def rows_of(projects: QuerySet[Project], programme: Programme) -> list[OverviewRow]:
    """The rows of these projects, in their order."""
    found = project_snapshots(projects, lead_measure_only=True)
    return [_row(card) for card in project_cards(found, programme)]


def _row(item: ProjectCard) -> OverviewRow:
    snapshot, card, project = item.snapshot, item.card, item.snapshot.project
    active = project.status == Project.Status.ACTIVE
    step = item.step.label if active else project.get_status_display()
    if snapshot.transition and project.is_open:
        step = f"{step}. {programme_words(snapshot.transition, snapshot.today)}"
    sees_dates = manager_tools(project) & {Tool.WALL, Tool.MEASURES}
    return OverviewRow(
        project,
        step,
        snapshot.coach_name,
        snapshot.last_activity_on,
        snapshot.last_figure_on if sees_dates else None,
        card.words.signal if card else "",
        card.signal_kind if card else "early",
        card.words.chance_short if card else "",
    )


def curve(programme: Programme, size: str) -> bytes:
    """How many practices joined, over time, of those of the commissioner (or of the projects where none is known)."""
    today = timezone.localdate()
    return adoption_curve(
        list(joined_on(programme).values()),
        area_total(programme, today),
        start=programme.starts_on,
        today=today,
        size=size,
    )


def spread_words(programme: Programme) -> str:
    """The curve in a sentence."""
    total = area_total(programme, timezone.localdate())
    joined = len(joined_on(programme))
    return f"{joined} of {total:,} practices in the area have joined since {day(programme.starts_on)}."


def joined_on(programme: Programme) -> dict[Any, date]:
    """The practices that joined, and when."""
    joined: dict[Any, date] = {}
    projects = Project.objects.filter(programme=programme).exclude(
        status__in=[Project.Status.INVITED, Project.Status.DECLINED]
    )
    for practice, on in projects.order_by("signed_up_on").values_list("practice_id", "signed_up_on"):
        joined.setdefault(practice, on)
    return joined


def area_total(programme: Programme, today: date) -> int:
    relation = programme.commissioner_relations.on(today).first()
    invited = Project.objects.filter(programme=programme).values("practice").distinct().count()
    if relation is None:
        return max(invited, 1)
    return max(Practice.objects.open().of_commissioner(relation.commissioner, today).count(), invited, 1)


def commissioner_words(programme: Programme) -> str:
    """'Run by NHS A, begun under NHS B.' Under the name that it had on the day (decision 0025)."""
    today = timezone.localdate()
    relations = list(
        programme.commissioner_relations.select_related("commissioner")
        .prefetch_related("commissioner__names")
        .order_by("starts_on")
    )
    now = next((relation for relation in relations if relation.covers(today)), None)
    if now is None:
        return ""
    words = f"Run by {now.commissioner.name}"
    if relations[0] is not now:
        first = relations[0]
        begun = name_on(list(first.commissioner.names.all()), first.starts_on, first.commissioner.name)
        words += f", begun under {begun}. It changed hands on {day(now.starts_on)}"
    return f"{words}."
