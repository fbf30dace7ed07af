"""What a project has done so far, and the button that puts it away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from projects.arriving.services import put_welcome_away
from projects.permissions import can_see, is_on_team, keep_access
from projects.tools import Tool
from projects.views_base import ProjectView

from .project_page import snapshot_of
from .story import story_of


class StoryDetail(ProjectView):
    """For a newcomer; whoever sees the project page can read it, of the tools that they may open."""

    permission = can_see(Tool.STEPS)
    tool = Tool.STEPS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        snapshot = snapshot_of(self.project)
        keep_access(snapshot.project, self.access, request.user)
        context = self.get_context_data(parts=story_of(snapshot, self.access), is_team=self.access.is_team)
        return render(request, "programme/story_detail.html", context)


class StoryDone(ProjectView):
    """Put away: Today offers it no more. The page itself stays."""

    permission = is_on_team
    tool = Tool.STEPS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        put_welcome_away(project=self.project, by=request.user)
        return redirect("today")
