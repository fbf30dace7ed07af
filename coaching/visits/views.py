"""Visits of a project: the list, the plan and the log."""

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cmsportal.accounts.access import get_or_404
from projects.pages import ProjectFormPage
from projects.permissions import can_log_visit, can_see
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Visit
from ..permissions import can_read_private_note, can_write_visit
from ..sealed import Unreadable, unseal
from ..sealed_on_phone import context_of, open_from_phone, public_key
from . import services
from .forms import LOST_NOTE, PlanForm, VisitForm, holds_steps
from .presenters import filled_in

NO_KEY = "The private note was sealed with another key. It is kept as it is. Ask the administrator."


def keep_on_phone(answer: HttpResponse, user: Any) -> HttpResponse:
    """Says to the phone's own script that it may keep this page, and for whom."""
    answer["X-Keep"] = str(user.pk)
    return answer


class VisitView(ProjectView, abstract=True):
    tool = Tool.VISITS

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.project.practice.time_zone)

    def visits(self) -> Any:
        found = Visit.visible_to(self.request.user).filter(project=self.project)
        return found.select_related("coach").order_by("-at")

    def find_visit(self) -> Visit:
        visit = get_or_404(self.visits(), pk=self.kwargs["visit_id"])
        visit.project = self.project
        return visit

    def own_visit(self) -> Visit:
        """One that this coach may write in; another coach's is not for writing and says so by a 404."""
        visit = self.find_visit()
        if not can_write_visit(self.request.user, visit):
            raise Http404
        return visit

    @property
    def team(self) -> list[str]:
        """Names of the lead team of today, for the ticks."""
        return services.team_names(self.project)

    def refused_field(self, form: PlanForm | VisitForm, refusal: Refusal) -> str | None:
        return form.plans if isinstance(refusal, services.AfterLastDay) else None

    def with_note(self, data: Any, visit: Visit) -> Any:
        """The form's data with the private note that the phone sealed; with a sentence where it cannot be opened."""
        if not data or not data.get("note_sealed"):
            return data
        data = data.copy()
        sealed, data["note_sealed"] = data["note_sealed"], ""
        if not data.get("note", "").strip():
            try:
                data["note"] = open_from_phone(sealed, context_of(self.request.user, visit.pk))
            except Unreadable:
                data["note_sealed"] = LOST_NOTE
        return data

    def to_list(self) -> HttpResponse:
        return redirect("visit-list", project_id=self.project.pk)

    def note_of(self, visit: Visit) -> str | None:
        """The private note for those who may read it, nothing for all others; None where the key does not fit."""
        if not can_read_private_note(self.request.user, visit):
            return ""
        try:
            return unseal(visit.private_note_sealed)
        except Unreadable:
            return None


class VisitList(VisitView):
    permission = can_see(Tool.VISITS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visits = list(self.visits())
        context = self.get_context_data(
            planned=[visit for visit in reversed(visits) if self.is_planned(visit)],
            logged=[visit for visit in visits if visit.logged_at],
            may_log=can_log_visit(request.user, self.project),
        )
        return render(request, "coaching/visit_list.html", context)

    def is_planned(self, visit: Visit) -> bool:
        """From today on; a day that is past stays for the coach who can still log it."""
        if visit.logged_at:
            return False
        today = timezone.localdate(timezone=self.zone)
        return visit.coach_id == self.request.user.pk or timezone.localdate(visit.at, self.zone) >= today


class VisitDetail(VisitView):
    permission = can_see(Tool.VISITS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit = self.find_visit()
        context = self.get_context_data(
            visit=visit,
            note=self.note_of(visit),
            note_words=NO_KEY,
            may_write=can_write_visit(request.user, visit),
            steps=services.steps_of(visit),
            helped=[Visit.Help(value).label for value in visit.helped],
            tools_used=[Tool(value).label for value in visit.tools_used],
        )
        return render(request, "coaching/visit_detail.html", context)


class VisitPlan(VisitView, ProjectFormPage):
    """A new visit in the calendar."""

    permission = can_log_visit
    template_name = "coaching/visit_plan.html"
    next_url = "visit-list"

    def get_form(self, data: Any = None) -> PlanForm:
        return PlanForm(
            data, zone=self.zone, initial={"mode": Visit.Mode.IN_PERSON, "minutes": services.USUAL_MINUTES}
        )

    def save(self, form: PlanForm) -> str:
        services.plan_visit(
            project=self.project,
            at=form.moment("day", "time"),
            mode=form.cleaned_data["mode"],
            minutes=form.cleaned_data["minutes"],
            by=self.request.user,
        )
        return "The visit is in the calendar."


class VisitMove(VisitView, ProjectFormPage):
    """Another day, time or way of meeting."""

    permission = can_log_visit
    template_name = "coaching/visit_plan.html"
    next_url = "visit-list"

    def get_form(self, data: Any = None) -> PlanForm:
        self.visit = self.own_visit()
        return PlanForm(data, zone=self.zone, instance=self.visit)

    def save(self, form: PlanForm) -> str:
        services.move_visit(
            visit=self.visit,
            at=form.moment("day", "time"),
            mode=form.cleaned_data["mode"],
            minutes=form.cleaned_data["minutes"],
            version=form.expected_version,
            by=self.request.user,
        )
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(visit=self.visit, **kwargs)


class VisitCancel(VisitView):
    permission = can_log_visit

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.cancel_visit(visit=self.own_visit(), by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The visit is out of the calendar.")
        return self.to_list()


class LogView(VisitView, ProjectFormPage, abstract=True):
    """The log of one visit: a planned one, a new one, or one to correct."""

    permission = can_log_visit
    template_name = "coaching/visit_log.html"
    visit: Visit

    def get_visit(self) -> Visit:
        raise TypeError("A log says which visit it is for.")

    def get_form(self, data: Any = None) -> VisitForm:
        self.visit = self.get_visit()
        return VisitForm(
            self.with_note(data, self.visit),
            instance=self.visit,
            zone=self.zone,
            team=self.team,
            is_correction=self.visit.logged_at is not None and not holds_steps(data),
            read_note=self.note_of,
        )

    def save(self, form: VisitForm) -> str:
        if self.visit.logged_at and form.says_the_same():
            # Sent twice, or nothing was changed. Next steps of a phone that came late are not there yet.
            services.add_next_steps(self.visit, form.next_steps(), timezone.localdate(), self.request.user)
            return ""
        services.log_visit(
            visit=self.visit,
            values=form.visit_values(),
            note=form.cleaned_data.get("note"),
            next_steps=form.next_steps(),
            next_at=form.next_at(),
            version=form.expected_version,
            by=self.request.user,
        )
        return "The visit is saved."

    def get_next_url(self) -> HttpResponse:
        return redirect("visit-detail", project_id=self.project.pk, visit_id=self.visit.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = "" if "note" in kwargs["form"].fields else NO_KEY
        return super().get_context_data(
            visit=self.visit,
            is_new=self.visit._state.adding,
            note_words=words,
            filled_in=filled_in(self.visit),
            seal_key=public_key(),
            seal_context=context_of(self.request.user, self.visit.pk),
            **kwargs,
        )

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """A phone may keep the page while nothing is logged: then no private note stands on it."""
        answer = super().show(form, status)
        is_open = self.visit.logged_at is None and not form.is_bound
        return keep_on_phone(answer, self.request.user) if is_open else answer


class VisitLog(LogView):
    permission = can_log_visit

    def get_visit(self) -> Visit:
        return services.with_habits(self.own_visit())


class VisitCreate(LogView):
    """A visit that was not planned. The address holds its id, so that sending it twice makes one visit."""

    permission = can_log_visit

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "draft" not in request.GET:
            return redirect(f"{request.path}?draft={uuid4()}")
        return super().get(request, **kwargs)

    @property
    def draft(self) -> UUID:
        try:
            return UUID(self.request.GET.get("draft", ""))
        except ValueError as problem:
            raise Http404 from problem

    def get_visit(self) -> Visit:
        """A new visit; the one this page has made already, where it is sent again with something changed."""
        if self.visits().filter(pk=self.draft).exists():
            self.kwargs["visit_id"] = self.draft
            return self.own_visit()
        return services.new_visit(self.project, self.request.user, draft=self.draft)
