"""How we test changes: the five features of each ramp, for the team, its coach, and whom the team shows it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.permissions import can_see
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Ramp
from .reading import strip_of


class FidelityDetail(ProjectView):
    permission = can_see(Tool.FIDELITY)
    tool = Tool.FIDELITY

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ramps = Ramp.visible_to(request.user).filter(project=self.project, cycles__isnull=False).distinct()
        named = self.access.sees(Tool.CYCLES)  # of tests that this reader may not open, no name is told
        rows = [
            (ramp if named else None, strip_of(self.project, self.access, list(ramp.cycles.all())))
            for ramp in ramps.prefetch_related("cycles__questions")
        ]
        return render(request, "toolkit/fidelity_detail.html", self.get_context_data(rows=rows, sees_tests=named))
