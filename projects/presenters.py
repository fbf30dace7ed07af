"""Words and links for pages, from objects already fetched."""

from collections.abc import Sequence

from .models import Project
from .permissions import ProjectAccess
from .tools import Audience, Tool


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def who_sees(project: Project, tool: Tool, access: ProjectAccess) -> str:
    """One line for the foot of the page: who can read this tool of the project."""
    audiences = {share.audience for share in access.shares if share.tool == tool}
    names = ["your lead team" if access.is_team else "the lead team"]
    if tool in {Tool.VISITS, Tool.STEPS} or Audience.COACH in audiences:
        names += coach_words(access)
    if Audience.PROGRAMME in audiences or tool is Tool.STEPS:
        names.append("the programme's managers")
    if Audience.PRACTICE in audiences:
        names.append("everybody in the practice")
    names += sorted(share.partner.name for share in access.shares if share.tool == tool and share.partner)
    if Audience.LIBRARY in audiences:
        names.append("other teams in the programme")
    return _can_see(names, access)


def inside_sees(access: ProjectAccess) -> str:
    """The same for a page of the team, its coach and the coach's mentor, which is of no tool."""
    return _can_see(["your lead team" if access.is_team else "the lead team", *coach_words(access)], access)


def _can_see(names: list[str], access: ProjectAccess) -> str:
    if len(names) == 2 and access.coach_names and names[1].endswith(")"):
        names[1] = names[1].replace(" (", ", ").replace(")", ",")
    line = listed(names)
    return f"{line[0].upper()}{line[1:]} can see this page"


def coach_words(access: ProjectAccess) -> list[str]:
    """The coach and, where the coach has one, the mentor: both by name."""
    your = "your" if access.is_team else "the"
    if not access.coach_names:
        return [f"{your} coach once there is one"]
    noun = "coach" if len(access.coach_names) == 1 else "coaches"
    words = [f"{your} {noun} ({listed(access.coach_names)})"]
    if access.mentor_names:
        words.append(f"the coach's mentor ({listed(access.mentor_names)})")
    return words


STANDS = {
    Project.Status.INVITED: "The practice has not said yes yet.",
    Project.Status.ACTIVE: "The project is under way.",
    Project.Status.PAUSED: "The project is paused.",
    Project.Status.DECLINED: "The practice has declined.",
    Project.Status.WITHDRAWN: "The practice has withdrawn.",
    Project.Status.COMPLETED: "The project is completed.",
}


def status_note(project: Project) -> str:
    """What a page says while the team cannot write in it; empty while the project is open."""
    if project.is_open:
        return ""
    return f"{STANDS[Project.Status(project.status)]} Everything can be read, and nothing can be changed."
