"""Where an action came from, in words, with a link for those who may open that page. No queries."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from projects.models import Action
from projects.permissions import access_to
from projects.tools import Tool

Source = Action.Source


@dataclass(frozen=True)
class Origin:
    words: str
    tool: Tool
    url_name: str  # takes the project's id and that of the row
    key: str


ORIGINS = {
    Source.VISIT: Origin("From a coach’s visit", Tool.VISITS, "visit-detail", "visit_id"),
    Source.CYCLE: Origin("From a small test", Tool.CYCLES, "cycle-detail", "cycle_id"),
    Source.MEETING: Origin("From a meeting", Tool.MEETINGS, "meeting-detail", "meeting_id"),
    Source.HUDDLE: Origin("From a huddle", Tool.HUDDLES, "huddle-record", "huddle_id"),
}


def origin_of(action: Action, user: Any) -> tuple[str, str]:
    """'From a huddle' and its address; no address for who may not open that page, nothing for the team's own list."""
    origin = ORIGINS.get(Source(action.source))
    if origin is None:
        return "", ""
    if not access_to(action.project, user).sees(origin.tool):
        return origin.words, ""
    return origin.words, reverse(
        origin.url_name, kwargs={"project_id": action.project_id, origin.key: action.source_id}
    )
