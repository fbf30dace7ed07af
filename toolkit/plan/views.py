"""The action plan on one page: a picture over time, and the same as a table."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from projects.models import Action
from projects.permissions import can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures.entering import local_today
from toolkit.pictures import picture_response

from . import presenters

DONE_FOR = timedelta(days=30)  # what was done before that is no part of the plan any more


class PlanView(ProjectView, abstract=True):
    permission = can_see(Tool.ACTIONS)
    tool = Tool.ACTIONS

    def plan(self) -> presenters.Plan:
        shown = Q(done_at__isnull=True) | Q(done_at__gte=timezone.now() - DONE_FOR)
        rows = Action.visible_to(self.request.user).filter(shown, project=self.project).select_related("owner")
        return presenters.plan_of(list(rows), local_today(self.project))


class ActionPlan(PlanView):
    permission = can_see(Tool.ACTIONS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        plan = self.plan()
        without = [(action.text, presenters.who_words(action)) for action in plan.without_day]
        context = self.get_context_data(
            plan=plan,
            head=list(presenters.HEAD),
            without=without,
            without_head=["What", "Who"],
            sheets=presenters.sheets(plan, local_today(self.project)),
        )
        return render(request, "toolkit/plan/action_plan.html", context)


class ActionPlanPicture(PlanView):
    """The whole plan, or with ``?sheet=2`` what stands on that sheet of paper."""

    permission = can_see(Tool.ACTIONS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size, fmt = request.GET.get("size", "wide"), request.GET.get("format", "svg")
        if size not in {"wide", "phone"} or fmt not in {"svg", "png", "pdf"}:
            raise Http404
        plan, today, number = self.plan(), local_today(self.project), request.GET.get("sheet")
        if number is None:
            drawn = presenters.picture(plan, today, self.project.title, size, fmt)
            return picture_response(request, drawn, fmt)
        if number not in map(str, presenters.sheets(plan, today)) or fmt != "svg":
            raise Http404
        return picture_response(request, presenters.sheet(plan, today, self.project.title, int(number)))
