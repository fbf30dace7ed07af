"""What every page of a project does first."""

from typing import Any

from cmsportal.accounts.access import Guarded

from .comments.beside import CommentsBeside
from .models import Project
from .permissions import ProjectAccess, access_to, find_project
from .presenters import status_note, who_sees
from .tools import Tool
from .words import words_for


class ProjectView(Guarded, abstract=True):
    """A page of a project at ``projects/<uuid:project_id>/...``; the permission's target is the project.

    Declare ``tool``: the page then says who sees it.
    """

    tool: Tool
    project: Project

    def find_target(self) -> Project:
        self.project = find_project(self.request.user, self.kwargs["project_id"])
        self.request.project_access = self.access  # type: ignore[attr-defined] - the header needs it, too
        return self.project

    @property
    def access(self) -> ProjectAccess:
        return access_to(self.project, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "project": self.project,
            "access": self.access,
            "can_edit": self.access.edits,
            "who_sees": who_sees(self.project, self.tool, self.access),
            "status_note": status_note(self.project),
            "words": words_for(self.project),
            "comments": CommentsBeside(self.project, self.access),
            **kwargs,
        }
