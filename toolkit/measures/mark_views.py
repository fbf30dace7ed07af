"""Changes on the time axis: mark one, put it right, take it away."""

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit.models import ChartMark

from . import marks
from .mark_forms import MarkForm
from .views_base import MeasuresView


class MarkFormView(MeasuresView, ProjectFormPage, abstract=True):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/chartmark_form.html"
    next_url = "measure-list"

    def form(self, data: Any, **kwargs: Any) -> MarkForm:
        cancel = reverse("measure-list", args=[self.project.pk])
        return MarkForm(data, cancel_url=cancel, **kwargs)

    @staticmethod
    def values(form: MarkForm) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("date", "label", "measure")}


class ChartMarkCreate(MarkFormView):
    def get_form(self, data: Any = None) -> MarkForm:
        return self.form(data, measures=self.measures.in_use(), initial={"date": self.reader.today})

    def save(self, form: MarkForm) -> str:
        marks.mark_change(project=self.project, by=self.request.user, **self.values(form))
        return ""  # the list shows it


class ChartMarkView(MeasuresView, abstract=True):
    """A mark made by hand. That of a small test stands and goes with the test."""

    mark: ChartMark

    def find_target(self) -> Project:
        project = super().find_target()
        rows = ChartMark.visible_to(self.request.user).filter(project=project, cycle=None)
        self.mark = get_or_404(rows, pk=self.kwargs["mark_id"])
        return project


class ChartMarkUpdate(ChartMarkView, MarkFormView):
    def get_form(self, data: Any = None) -> MarkForm:
        measures = self.measures.in_use() | self.measures.filter(pk=self.mark.measure_id)
        return self.form(data, measures=measures, instance=self.mark)

    def save(self, form: MarkForm) -> str:
        values = self.values(form)
        marks.change_mark(mark=copy(self.mark), version=form.expected_version, by=self.request.user, **values)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mark=self.mark, **kwargs)


class ChartMarkDelete(ChartMarkView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        marks.remove_mark(mark=self.mark, by=request.user)
        return redirect("measure-list", self.project.pk)
