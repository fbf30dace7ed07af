"""What is known of a wall besides its charts: who looks after it, what to do when it is stale, and who sees it."""

from dataclasses import dataclass

from projects.models import Project
from toolkit.models import Wall, WallLink

from .tokens import shows

REFRESH = "Enter the figure that is missing, or say that you were closed."


@dataclass(frozen=True)
class Facts:
    """``keepers``: the one whom the team named, else who leads the team. ``links``: those that show the wall now."""

    wall: Wall | None
    keepers: tuple[str, ...]
    links: tuple[WallLink, ...]

    @property
    def when_stale(self) -> str:
        """The team's own sentence about a chart that is out of date; '' without one."""
        return self.wall.when_stale if self.wall else ""

    @property
    def to_do(self) -> str:
        """What stands on a stale chart for those who can do something about it."""
        return self.when_stale or REFRESH

    @property
    def screens(self) -> int:
        return sum(link.kind == WallLink.Kind.SCREEN for link in self.links)

    @property
    def public(self) -> int:
        return sum(link.kind == WallLink.Kind.PUBLIC for link in self.links)


def facts_of(project: Project) -> Facts:
    """Three queries."""
    wall = Wall.objects.filter(project=project).select_related("owner").first()
    team = list(project.team.current())
    named = [place for place in team if wall and place.pk == wall.owner_id]
    keepers = named or [place for place in team if place.is_lead or place.is_champion]
    return Facts(wall, tuple(place.name for place in keepers), tuple(links_shown(project)))


def links_shown(project: Project) -> list[WallLink]:
    """Screens and public links that show the wall now, from a project with its programme."""
    links = list(WallLink.objects.open().filter(project=project))
    for link in links:
        link.project = project
    return [link for link in links if shows(link)]
