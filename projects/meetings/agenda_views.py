"""The points of one meeting's agenda: added, reworded, moved and taken off."""

from typing import Any

from django.http import HttpResponse

from projects.models import AgendaItem
from projects.permissions import can_edit_project

from . import agenda
from .forms import NewPointForm, PointForm
from .views import MeetingFormPage
from .views_base import MeetingButton


class PointCreate(MeetingFormPage):
    permission = can_edit_project
    heading = "Add a point to the agenda"

    def get_form(self, data: Any = None) -> NewPointForm:
        return NewPointForm(data)

    def save(self, form: Any) -> str:
        given = form.cleaned_data
        agenda.add_point(
            meeting=self.meeting,
            title=given["title"],
            minutes=given["minutes"],
            key=given["key"],
            by=self.request.user,
        )
        return "The point is on the agenda."


class PointUpdate(MeetingFormPage):
    permission = can_edit_project
    heading = "Change a point of the agenda"

    def get_form(self, data: Any = None) -> PointForm:
        self.item = self.find_item(self.kwargs["item_id"])
        return PointForm(data, instance=self.find_item(self.kwargs["item_id"]))

    def save(self, form: Any) -> str:
        agenda.change_point(
            item=self.item,
            title=form.cleaned_data["title"],
            minutes=form.cleaned_data["minutes"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The point is changed."


class PointButton(MeetingButton, abstract=True):
    def after(self) -> HttpResponse:
        answer = self.to_meeting()
        answer["Location"] += "#agenda"
        return answer


class PointShift(PointButton):
    """``up`` or ``down``, and ``at``: the place at which the page showed it."""

    permission = can_edit_project

    def act(self) -> str:
        at = self.request.POST.get("at", "")
        agenda.shift_point(
            item=self.find_item(self.kwargs["item_id"]),
            up=self.request.POST.get("to") == "up",
            at=int(at) if at.isdecimal() and len(at) < 4 else None,
            by=self.request.user,
        )
        return ""


class PointOff(PointButton):
    permission = can_edit_project

    def act(self) -> str:
        if self.is_gone(AgendaItem.visible_to(self.request.user), self.kwargs["item_id"]):
            return ""
        item = self.find_item(self.kwargs["item_id"])
        agenda.take_off(item=item, by=self.request.user)
        return f"‘{item.title}’ is off the agenda."
