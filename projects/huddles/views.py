"""The huddle's own page, the record of one that was held, and when they are."""

from typing import Any

from django.utils import timezone

from projects.models import HuddleSchedule
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.series import closed_ahead, is_paused_on
from projects.tools import Tool

from .forms import ScheduleForm
from .presenters import by_question, people_words, present_items
from .reading import earlier_items, habit_for, past_huddles, said_in, todays_huddle, unfinished
from .running import today_at
from .running_views import find_huddle
from .schedule import huddle_view
from .services import set_schedule

WEEKS_SHOWN = 8
PAST_SHOWN = 10


def find_schedule(view: Any) -> HuddleSchedule | None:
    return HuddleSchedule.visible_to(view.request.user).filter(project=view.project).first()


class HuddleDetail(ProjectPage):
    """When the next one is, the habit, and what is open."""

    permission = can_see(Tool.HUDDLES)
    tool = Tool.HUDDLES
    template_name = "projects/huddle_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schedule = find_schedule(self)
        practice, today = self.project.practice, today_at(self.project)
        todays, view = todays_huddle(self.project), None
        if schedule:
            closed = closed_ahead(schedule, practice, today)
            if todays and todays.finished_at:
                closed |= {today}  # the next one is another day's
            view = huddle_view(schedule, timezone.now(), closed, practice.time_zone)
        return super().get_context_data(
            schedule=view,
            todays=todays,
            left_open=unfinished(self.project),
            habit=habit_for(self.project, schedule, WEEKS_SHOWN),
            items=present_items(earlier_items(self.project, None), today=today, earlier=True),
            past=[(row, people_words(row.people_here)) for row in past_huddles(self.project, PAST_SHOWN)],
            **kwargs,
        )


class HuddleRecord(ProjectPage):
    """What was said in one huddle."""

    permission = can_see(Tool.HUDDLES)
    tool = Tool.HUDDLES
    template_name = "projects/huddle_record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        huddle = find_huddle(self)
        items = present_items(said_in(huddle), today=today_at(self.project))
        return super().get_context_data(
            huddle=huddle, people=people_words(huddle.people_here), said=by_question(items), **kwargs
        )


class HuddleUpdate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.HUDDLES
    template_name = "projects/huddle_form.html"
    next_url = "huddle-detail"

    def get_form(self, data: Any = None) -> ScheduleForm:
        schedule = find_schedule(self)
        over = schedule and schedule.is_paused and not is_paused_on(schedule, today_at(self.project))
        return ScheduleForm(
            data, instance=schedule, initial={"is_paused": False, "paused_until": None} if over else None
        )

    def save(self, form: Any) -> str:
        set_schedule(
            project=self.project,
            **form.details(),
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The huddle is set."
