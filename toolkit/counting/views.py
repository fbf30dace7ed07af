"""What a team counts and times, and the pages of a count sheet."""

from typing import Any

from django.contrib import messages
from django.db.models import Count as Rows
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures.entering import local_today
from toolkit.models import Count, CountSheet, Timing, WayIn
from toolkit.pictures import picture_response
from toolkit.ways_in.team_views import LinkCreate, links_to

from . import presenters, services
from .forms import KINDS, AddForm, NewSheetForm, SheetForm
from .sums import Summed, Sums, sums_of


class CountingDetail(ProjectPage):
    """All that is timed and counted, and how to begin."""

    permission = can_see(Tool.COUNTING)
    tool = Tool.COUNTING
    template_name = "toolkit/counting/counting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, local_today(self.project)
        timings = Timing.visible_to(user).filter(project=self.project).annotate(timed=Rows("visits"))
        sheets = CountSheet.visible_to(user).filter(project=self.project)
        return super().get_context_data(
            timings=timings,
            sheets=[(sheet, presenters.sheet_row(sheet, today)) for sheet in sheets],
            kinds=KINDS,
            **kwargs,
        )


class SheetView(ProjectView, abstract=True):
    """A page of one count sheet. ``sheet`` is of this project."""

    tool = Tool.COUNTING
    sheet: CountSheet

    def find_target(self) -> Project:
        project = super().find_target()
        rows = CountSheet.visible_to(self.request.user)
        self.sheet = get_or_404(rows, project=project, pk=self.kwargs["sheet_id"])
        self.sheet.project = project
        return project

    def sums(self) -> Sums:
        rows = Count.visible_to(self.request.user).filter(sheet=self.sheet).order_by()
        summed = rows.values("day", "hour", "line").annotate(sum=Sum("amount"))
        return sums_of(self.sheet.lines, [Summed(row["day"], row["hour"], row["line"], row["sum"]) for row in summed])

    def back(self) -> HttpResponse:
        return redirect("sheet-detail", project_id=self.project.pk, sheet_id=self.sheet.pk)


class SheetDetail(SheetView):
    """What was counted: when most comes, and what it is."""

    permission = can_see(Tool.COUNTING)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sums = self.sums()
        context = self.get_context_data(
            sheet=self.sheet,
            row=presenters.sheet_row(self.sheet, local_today(self.project)),
            sums=sums,
            sentence=presenters.sentence_of(sums),
            line_head=["What", {"text": "Count", "numeric": True}, {"text": "Share", "numeric": True}],
            line_rows=presenters.line_rows(self.sheet, sums),
            heat_head=presenters.heat_head(sums),
            heat_rows=presenters.heat_rows(sums),
            links=links_to(self, self.sheet.pk),
        )
        return render(request, "toolkit/counting/sheet_detail.html", context)


class SheetPicture(SheetView):
    permission = can_see(Tool.COUNTING)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size, fmt = request.GET.get("size", "wide"), request.GET.get("format", "svg")
        if size not in {"wide", "phone"} or fmt not in {"svg", "png", "pdf"}:
            raise Http404
        return picture_response(request, presenters.picture(self.sheet, self.sums(), size, fmt), fmt)


class SheetCreate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.COUNTING
    template_name = "toolkit/counting/counting_form.html"

    def find_target(self) -> Project:
        project = super().find_target()
        if self.kwargs["kind"] not in dict(KINDS):
            raise Http404
        return project

    def get_form(self, data: Any = None) -> NewSheetForm:
        return NewSheetForm(data, kind=self.kwargs["kind"], today=local_today(self.project))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = "Count telephone calls" if self.kwargs["kind"] == "phone" else "Count unplanned work"
        lead = "Tap once each time. The hour is noted by itself, so you will see when most comes."
        return super().get_context_data(heading=heading, lead=lead, **kwargs)

    def save(self, form: Any) -> str:
        self.sheet = services.start_sheet(
            project=self.project,
            kind=self.kwargs["kind"],
            **form.details(),
            key=form.cleaned_data["key"],
            by=self.request.user,
        )
        return "The sheet is ready."

    def get_next_url(self) -> HttpResponse:
        return redirect("sheet-detail", project_id=self.project.pk, sheet_id=self.sheet.pk)


class SheetFormPage(SheetView, ProjectFormPage, abstract=True):
    permission = can_edit_project
    template_name = "toolkit/counting/counting_form.html"

    def get_next_url(self) -> HttpResponse:
        return self.back()


class SheetEdit(SheetFormPage):
    def get_form(self, data: Any = None) -> SheetForm:
        return SheetForm(data, instance=self.sheet)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading="Change what is counted", lead="", **kwargs)

    def save(self, form: Any) -> str:
        services.change_sheet(
            sheet=self.sheet, **form.details(), expected_version=form.expected_version, by=self.request.user
        )
        return "Saved."


class SheetAdd(SheetFormPage):
    """From a paper sheet: several at once."""

    def get_form(self, data: Any = None) -> AddForm:
        return AddForm(data, lines=self.sheet.lines, initial={"day": local_today(self.project)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = "What was counted on paper is added to what stands there."
        return super().get_context_data(heading="Add from paper", lead=lead, **kwargs)

    def save(self, form: Any) -> str:
        services.add_counts(sheet=self.sheet, **form.details(), by=self.request.user)
        return "Added."

    def get_next_url(self) -> HttpResponse:
        return redirect("sheet-add", project_id=self.project.pk, sheet_id=self.sheet.pk)


class SheetLinkCreate(SheetView, LinkCreate):
    permission = can_edit_project
    opens = WayIn.Opens.COUNT
    lead = "Hand it to whoever sits where it happens: they count on their own phone, without an account."

    def subject(self) -> Any:
        return self.sheet.pk

    def back_url(self) -> str:
        return reverse("sheet-detail", args=[self.project.pk, self.sheet.pk])

    def is_open(self) -> bool:
        return self.sheet.closed_at is None


class SheetClose(SheetView):
    """Enough is counted; with ``reopen`` in the form it goes on after all."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        closed = "reopen" not in request.POST
        services.set_closed(sheet=self.sheet, closed=closed, by=request.user)
        messages.success(request, "The sheet is closed." if closed else "The sheet is open again.")
        return self.back()
