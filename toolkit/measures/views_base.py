from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.models import Measure

from .cards import Card, card_of
from .permissions import reader_for
from .series import Reader, for_charts, marks_of
from .tally import can_tally


class MeasuresView(ProjectView, abstract=True):
    """A page about a project's measures."""

    tool = Tool.MEASURES
    template_name = ""

    @property
    def measures(self) -> Any:
        """The project's own; the project itself came from ``visible_to``, so no second look at who may see it."""
        return self.project.measures.all()

    @property
    def reader(self) -> Reader:
        return reader_for(self.access)

    def page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        return render(request, self.template_name, self.get_context_data(**context), status=status)


class MeasureView(MeasuresView, abstract=True):
    """A page about one measure at ``.../measures/<uuid:measure_id>/...``; another project's measure is a 404."""

    measure: Measure

    def find_target(self) -> Project:
        project = super().find_target()
        self.measure = get_or_404(for_charts(self.measures), pk=self.kwargs["measure_id"])
        self.measure.project = project
        return project

    def card(self, size: str = "full") -> Card:
        return card_of(self.measure, marks_of(self.project), self.reader, size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"measure": self.measure, "can_tally": can_tally(self.measure), **kwargs})
