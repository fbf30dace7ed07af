"""What a team has ready before its coach goes, read from the record."""

from dataclasses import dataclass
from datetime import date

from projects.models import Project, TeamMember
from toolkit.measures import schedule
from toolkit.models import Figure, Measure, PlaybookEntry, Storyboard, Wall
from toolkit.models.storyboard import PARTS

from ..models import Contact, Transition


@dataclass(frozen=True)
class Facts:
    """``story``: parts of the storyboard in the team's own words; ``ownerless``: standards nobody on the team owns.

    ``stale_since``: the day of the leading measure's last figure, where newer ones are missing.
    """

    transition: Transition | None
    contacts: list[Contact]
    has_story: bool = False
    story: int = 0
    standards: int = 0
    ownerless: int = 0
    wall_owner: str = ""
    stale_since: date | None = None
    has_figures: bool = False


def facts_for(project: Project, today: date) -> Facts:
    """A fixed number of queries."""
    here = set(
        TeamMember.objects.on(today).filter(project=project, user__isnull=False).values_list("user_id", flat=True)
    )
    owners = list(
        PlaybookEntry.objects.in_force().filter(standard__project=project).values_list("owner_id", flat=True)
    )
    board = Storyboard.objects.filter(project=project).first()
    wall = Wall.objects.filter(project=project).select_related("owner").first()
    keeper = wall.owner if wall and wall.owner and wall.owner.covers(today) else None
    last, stale = _last_figure(project, today)
    return Facts(
        transition=Transition.objects.filter(project=project).select_related("begun_by").first(),
        contacts=list(Contact.objects.filter(project=project).select_related("recorded_by")),
        has_story=board is not None,
        story=sum(bool(getattr(board, name)) for name in PARTS) if board else 0,
        standards=len(owners),
        ownerless=sum(owner not in here for owner in owners),
        wall_owner=keeper.name if keeper else "",
        stale_since=last if stale else None,
        has_figures=last is not None,
    )


def _last_figure(project: Project, today: date) -> tuple[date | None, bool]:
    measure = Measure.objects.in_use().filter(project=project).order_by("-is_lead", *Measure._meta.ordering).first()
    if measure is None:
        return None, False
    last = Figure.objects.filter(measure=measure).order_by("-date").values_list("date", flat=True).first()
    return last, schedule.is_stale(measure, last, today)
