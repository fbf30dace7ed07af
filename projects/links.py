"""The pages from which somebody may look after a project."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .models import Project
from .permissions import can_assign_coach, can_edit_details, can_read_sharing, can_set_adopter
from .workflow import allowed_actions


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def links_for(project: Project, user: Any) -> list[Link]:
    """What this person may change about the project as a whole, each asked of the predicate that guards its page."""
    pages = [
        ("Change title and type", "project-update", can_edit_details),
        ("Who sees what", "sharing-detail", can_read_sharing),
        ("Coach", "coach-assign", can_assign_coach),
        ("How early this practice joins in", "adopter-update", can_set_adopter),
    ]
    names = [(label, name) for label, name, may in pages if may(user, project)]
    names += [(action.label, action.url_name) for action in allowed_actions(project, user)]
    return [Link(label, reverse(name, kwargs={"project_id": project.pk})) for label, name in names]
