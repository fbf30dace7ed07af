"""The page on which one meeting is planned outside a series."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from projects.models import Meeting
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from projects.tools import Tool

from .planning import plan_meeting
from .planning_forms import PlanForm


class MeetingCreate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.MEETINGS
    template_name = "projects/meetings/meeting_plan.html"
    planned: Meeting

    def get_form(self, data: Any = None) -> PlanForm:
        return PlanForm(data)

    def save(self, form: Any) -> str:
        details = form.details(self.project.practice.time_zone)
        self.planned = plan_meeting(project=self.project, by=self.request.user, **details)
        return "The meeting is planned. The lead team gets it for their calendars."

    def get_next_url(self) -> HttpResponse:
        return redirect("meeting-detail", project_id=self.project.pk, meeting_id=self.planned.pk)
