"""Bring in figures: paste or choose a file, see what would be written, then write it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from toolkit.measures.entering import Moved, Written
from toolkit.measures.presenters import who_sees_figures
from toolkit.measures.views_base import MeasuresView
from toolkit.models import FigureImport, Measure

from . import presenters, services
from .forms import BringInForm, ColumnsForm
from .plan import columns_problem
from .services import Gone

GONE = "Those cells are no longer here. They were saved already, or a day went by. Nothing was written twice."
MOVED = "Something changed since you looked, so nothing was written yet. Look again, then save."


class FigureImportCreate(MeasuresView, ProjectFormPage):
    permission = staticmethod(can_edit_project)
    template_name = "toolkit/figureimport_create.html"
    made: FigureImport

    @property
    def measure(self) -> Measure | None:
        """Where it was started, if that was a measure of this project."""
        asked = self.request.GET.get("measure", "")
        return get_or_404(self.measures.in_use(), pk=asked) if asked else None

    def get_form(self, data: Any = None) -> BringInForm:
        files = None if data is None else self.request.FILES
        return BringInForm(data, files, cancel_url=reverse("measure-list", args=[self.project.pk]))

    def save(self, form: BringInForm) -> str:
        given = form.cleaned_data
        self.made = services.start_import(
            project=self.project,
            measure=self.measure,
            by=self.request.user,
            pasted=given["pasted"],
            file=given["file"],
        )
        return ""  # the page that follows shows it

    def get_next_url(self) -> HttpResponse:
        return redirect("figureimport-detail", self.project.pk, self.made.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(measure=self.measure, has_measures=self.measures.in_use().exists(), **kwargs)


class ImportView(MeasuresView, abstract=True):
    """A page about cells that somebody brought. For everybody else they are not there."""

    row: FigureImport

    def find_target(self) -> Project:
        project = super().find_target()
        rows = services.own_imports(project, self.request.user).select_related("measure")
        self.row = get_or_404(rows, pk=self.kwargs["import_id"])
        self.row.project = project
        return project

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Gone:
            messages.info(request, GONE)
            return redirect("measure-list", self.project.pk)

    @property
    def found(self) -> FigureImport:
        if not self.row.cells:
            raise Gone
        return self.row


class FigureImportDetail(ImportView):
    """The preview. Its POST says what the columns hold; nothing is written here."""

    permission = staticmethod(can_edit_project)
    template_name = "toolkit/figureimport_detail.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.show(form)
        services.match_columns(row=self.found, columns=form.columns, by=request.user)
        return redirect("figureimport-detail", self.project.pk, self.found.pk)

    def _form(self, data: Any = None) -> ColumnsForm:
        row, measures = self.found, services.measures_of(self.project)
        columns = services.columns_of(row)
        asked = bool(columns_problem(columns, measures))
        return ColumnsForm(data, rows=row.cells, columns=columns, measures=measures, asked=asked)

    def show(self, form: ColumnsForm) -> HttpResponse:
        row, plan = self.found, services.plan_of(self.found)
        shown, more = presenters.troubles(plan)
        columns = services.columns_of(row)
        return self.page(
            self.request,
            form=form,
            row=row,
            plan=plan,
            troubles=shown,
            more_troubles=more,
            new=presenters.part(plan.new),
            same=presenters.part(plan.same),
            differing=presenters.differing(plan),
            one_by_one=len(plan.differing) <= presenters.CHOSEN_SINGLY,
            count_rows=sum(1 for cells in row.cells if any(cells)) - columns.head,
            several=len({line.measure.pk for line in plan.lines}) > 1,
            who_sees=who_sees_figures(self.project, self.access),
        )


class FigureImportApply(ImportView):
    """The button that writes."""

    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.found
        measures = {line.measure.pk for line in services.plan_of(row).lines}
        try:
            written = services.apply_import(
                row=row,
                by=request.user,
                mark=request.POST.get("mark", ""),
                replace=self._chosen(row),
                leave_out_troubles=bool(request.POST.get("leave_out")),
            )
        except (Moved, ValidationError) as problem:
            words = MOVED if isinstance(problem, Moved) else " ".join(problem.messages)
            messages.warning(request, words)
            return redirect("figureimport-detail", self.project.pk, row.pk)
        messages.success(request, words_of(written))
        if len(measures) == 1:
            return redirect("measure-detail", self.project.pk, measures.pop())
        return redirect("measure-list", self.project.pk)

    def _chosen(self, row: FigureImport) -> set[str]:
        """The lines that go in place of what stands there."""
        if self.request.POST.get("differing") == "all":
            return {line.key for line in services.plan_of(row).differing}
        return set(self.request.POST.getlist("replace"))


class FigureImportDelete(ImportView):
    permission = staticmethod(can_edit_project)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.discard_import(row=self.found, by=request.user)
        messages.info(request, "The cells were thrown away. No figure was written.")
        return redirect("measure-list", self.project.pk)


def words_of(written: Written) -> str:
    if not written.added and not written.corrected:
        return "There was nothing new to save. All your figures are as they were."
    parts = []
    if written.added:
        parts.append(f"{written.added:,} new figure{'' if written.added == 1 else 's'} saved.")
    if written.corrected:
        old = "the old one is" if written.corrected == 1 else "the old ones are"
        parts.append(f"{written.corrected:,} corrected; {old} in the history.")
    return " ".join(parts)
