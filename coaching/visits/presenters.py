"""Words about a visit, from objects already fetched."""

from projects.tools import Tool

from ..models import Visit


def filled_in(visit: Visit) -> str:
    """What a log that is not written yet has taken over from last time, so that nobody keeps it unseen."""
    if visit.logged_at is not None:
        return ""
    tools = ", ".join(Tool(value).label for value in visit.tools_used)
    return "; ".join(part for part in (visit.people, tools) if part)
