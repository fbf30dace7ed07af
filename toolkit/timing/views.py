"""Pages of a timing: named, read, closed."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.models import TimedVisit, Timing, WayIn
from toolkit.pictures import picture_response
from toolkit.ways_in.team_views import LinkCreate, links_to

from . import presenters, services
from .forms import NewTimingForm, PartsForm, TimingForm, VisitForm


class TimingView(ProjectView, abstract=True):
    """A page of one timing. ``timing`` is of this project."""

    tool = Tool.COUNTING
    timing: Timing

    def find_target(self) -> Project:
        project = super().find_target()
        rows = Timing.visible_to(self.request.user)
        self.timing = get_or_404(rows, project=project, pk=self.kwargs["timing_id"])
        self.timing.project = project
        return project

    def visits(self) -> list[TimedVisit]:
        return list(TimedVisit.visible_to(self.request.user).filter(timing=self.timing).prefetch_related("stamps"))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.project.practice.time_zone)

    def back(self) -> HttpResponse:
        return redirect("timing-detail", project_id=self.project.pk, timing_id=self.timing.pk)


class TimingDetail(TimingView):
    """How long each part takes, and the visits one by one."""

    permission = can_see(Tool.COUNTING)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visits = self.visits()
        result = presenters.result_of(self.timing, visits)
        context = self.get_context_data(
            timing=self.timing,
            result=result,
            visits=presenters.visit_rows(self.timing, visits, self.zone),
            links=links_to(self, self.timing.pk),
            head=["Part", "Visits", "Usually", "Middle half", "All"],
        )
        return render(request, "toolkit/counting/timing_detail.html", context)


class TimingPicture(TimingView):
    permission = can_see(Tool.COUNTING)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size, fmt = request.GET.get("size", "wide"), request.GET.get("format", "svg")
        if size not in {"wide", "phone"} or fmt not in {"svg", "png", "pdf"}:
            raise Http404
        result = presenters.result_of(self.timing, self.visits())
        return picture_response(request, presenters.picture(self.timing, result, size, fmt), fmt)


class TimingCreate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.COUNTING
    template_name = "toolkit/counting/counting_form.html"

    def get_form(self, data: Any = None) -> NewTimingForm:
        return NewTimingForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading="Time a visit",
            lead="Follow some visits with a phone. Ten on a usual day already show where time goes.",
            **kwargs,
        )

    def save(self, form: Any) -> str:
        self.timing = services.start_timing(
            project=self.project, **form.details(), key=form.cleaned_data["key"], by=self.request.user
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("timing-phone", project_id=self.project.pk, timing_id=self.timing.pk)


class TimingEdit(TimingView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/counting/counting_form.html"

    def get_form(self, data: Any = None) -> TimingForm:
        return TimingForm(data, instance=self.timing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading="Change what is timed", lead="", **kwargs)

    def save(self, form: Any) -> str:
        services.change_timing(
            timing=self.timing, **form.details(), expected_version=form.expected_version, by=self.request.user
        )
        return "Saved."

    def get_next_url(self) -> HttpResponse:
        return self.back()


class TimingParts(TimingView, ProjectFormPage):
    """Which parts of a visit are time with somebody: then the page says how much of a visit that is."""

    permission = can_edit_project
    template_name = "toolkit/counting/counting_form.html"

    def get_form(self, data: Any = None) -> PartsForm:
        return PartsForm(data, instance=self.timing, points=self.timing.points)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading="Time with somebody",
            lead="Tick these parts, and we add them up for each visit. The workbook is offered the figure.",
            **kwargs,
        )

    def save(self, form: Any) -> str:
        services.mark_parts(
            timing=self.timing,
            parts=form.cleaned_data["with_somebody"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."

    def get_next_url(self) -> HttpResponse:
        return self.back()


class TimingLinkCreate(TimingView, LinkCreate):
    permission = can_edit_project
    opens = WayIn.Opens.TIMING
    lead = "Hand it to whoever meets patients on their way: each stamps on their own phone, without an account."

    def subject(self) -> Any:
        return self.timing.pk

    def back_url(self) -> str:
        return reverse("timing-detail", args=[self.project.pk, self.timing.pk])

    def is_open(self) -> bool:
        return self.timing.closed_at is None


class TimingClose(TimingView):
    """Enough is timed; with ``reopen`` in the form it goes on after all."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        closed = "reopen" not in request.POST
        services.set_closed(timing=self.timing, closed=closed, by=request.user)
        messages.success(request, "The timing is closed." if closed else "The timing is open again.")
        return self.back()


class VisitNote(TimingView, ProjectFormPage):
    """Something unusual about one visit, and whether it counts."""

    permission = can_edit_project
    template_name = "toolkit/counting/counting_form.html"

    def find_target(self) -> Project:
        project = super().find_target()
        rows = TimedVisit.visible_to(self.request.user)
        self.visit = get_or_404(rows, timing=self.timing, pk=self.kwargs["visit_id"])
        self.visit.timing = self.timing
        return project

    def get_form(self, data: Any = None) -> VisitForm:
        return VisitForm(data, initial={"note": self.visit.note, "left_out": self.visit.left_out})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = presenters.visit_rows(self.timing, [self.visit], self.zone)[0]
        return super().get_context_data(heading=row.name, lead="", **kwargs)

    def save(self, form: Any) -> str:
        services.note_visit(visit=self.visit, **form.cleaned_data, by=self.request.user)
        return "Saved."

    def get_next_url(self) -> HttpResponse:
        return self.back()
