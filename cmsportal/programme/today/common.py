"""What the Today pages of several roles share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from projects.models import Project
from projects.permissions import ProjectAccess, access_to, read_access
from projects.steps.presenters import StepView
from projects.tools import Tool
from toolkit.measures import siblings
from toolkit.measures.cards import Card

from ..snapshots import Snapshot, card_for


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


def lead_card(snapshot: Snapshot, access: ProjectAccess, size: str) -> Card | None:
    """The card of the project's leading chart, as this reader may see it; None where they may not see the wall."""
    return card_for(snapshot, snapshot.reader(access), size) if access.sees(Tool.WALL) else None


@dataclass(frozen=True)
class TeamTile:
    """A project in a list of teams, with nothing in it that the reader may not open."""

    snapshot: Snapshot
    access: ProjectAccess
    card: Card | None
    step: StepView

    @property
    def words(self) -> str:
        """'Small tests. Since Monday 2 March.'; the step's name once, where the sentence begins with it."""
        sentence = self.step.sentence
        return sentence if sentence.startswith(self.step.label) else f"{self.step.label}. {sentence}"


def team_tiles(found: Iterable[Snapshot], user: Any) -> list[TeamTile]:
    found = list(found)
    read_access([snapshot.project for snapshot in found], user)
    outside = [row.project for row in found if not access_to(row.project, user).sees_raw_figures]
    if outside:
        siblings.load(outside)
    tiles = []
    for snapshot in found:
        access = access_to(snapshot.project, user)
        step = snapshot.present_step(access.tools)
        tiles.append(TeamTile(snapshot, access, lead_card(snapshot, access, "small"), step))
    return tiles


def mentored(user: Any) -> QuerySet[Project]:
    """Projects of the coaches one mentors, without those one coaches."""
    own = Project.objects.coached_by(user).values("pk")
    return Project.objects.mentored_by(user).exclude(pk__in=own).select_related("practice").order_by("practice__name")
