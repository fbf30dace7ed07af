from typing import Any

from django.utils import timezone

from projects.models import HuddleSchedule
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool

from .forms import ScheduleForm
from .schedule import huddle_view
from .services import set_schedule


def find_schedule(view: Any) -> HuddleSchedule | None:
    return HuddleSchedule.visible_to(view.request.user).filter(project=view.project).first()


class HuddleDetail(ProjectPage):
    permission = can_see(Tool.HUDDLES)
    tool = Tool.HUDDLES
    template_name = "projects/huddle_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schedule = find_schedule(self)
        zone = self.project.practice.time_zone
        view = huddle_view(schedule, timezone.now(), zone) if schedule else None
        return super().get_context_data(huddle=view, **kwargs)


class HuddleUpdate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.HUDDLES
    template_name = "projects/huddle_form.html"
    next_url = "huddle-detail"

    def get_form(self, data: Any = None) -> ScheduleForm:
        return ScheduleForm(data, instance=find_schedule(self), initial=None)

    def save(self, form: Any) -> str:
        set_schedule(
            project=self.project,
            **form.details(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The huddle is set."
