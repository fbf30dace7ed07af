"""Words and links for pages, from objects already fetched."""

from .models import Project
from .permissions import ProjectAccess
from .tools import Audience, Tool


def who_sees(project: Project, tool: Tool, access: ProjectAccess) -> str:
    """One line for the foot of the page: who can read this tool of the project."""
    audiences = {share.audience for share in access.shares if share.tool == tool}
    partners = sorted(share.partner.name for share in access.shares if share.tool == tool and share.partner)
    names = ["your lead team" if access.is_team else "the lead team"]
    if tool is Tool.VISITS or Audience.COACH in audiences:
        names.append("your coach" if access.is_team else "the coach")
    if Audience.PROGRAMME in audiences or tool is Tool.STEPS:
        names.append("the programme's managers")
    if Audience.PRACTICE in audiences:
        names.append("everybody in the practice")
    names += partners
    if Audience.LIBRARY in audiences:
        names.append("other teams in the programme")
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"{listed[0].upper()}{listed[1:]} can see this page"
