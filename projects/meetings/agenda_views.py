"""The points of one meeting's agenda: added, reworded, moved and taken off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.models import AgendaItem, Meeting
from projects.permissions import can_edit_project

from . import agenda
from .days import today_of, when_words
from .forms import NewPointForm, PointForm
from .presenters import length_words, points
from .views import MeetingFormPage
from .views_base import MeetingButton, MeetingView


class AgendaUpdate(MeetingView):
    """The agenda of a planned meeting with all its buttons; to read, it stands on the meeting's page without."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.meeting.state != Meeting.State.PLANNED:
            return self.to_meeting()
        items = list(self.meeting.agenda.all())
        context = self.get_context_data(
            points=points(items, self.project.pk, timezone.now(), edits=self.access.edits),
            length=length_words(items, self.meeting.minutes),
            when=when_words(self.meeting, today_of(self.meeting)),
        )
        return render(request, "projects/meetings/agenda_change.html", context)


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

    def get_next_url(self) -> HttpResponse:
        return redirect("agenda-update", project_id=self.project.pk, meeting_id=self.meeting.pk)


class PointButton(MeetingButton, abstract=True):
    """Back to the agenda, at ``mark()``: the element there that takes the focus."""

    def mark(self) -> str:
        return "agenda"

    def after(self) -> HttpResponse:
        answer = redirect("agenda-update", project_id=self.project.pk, meeting_id=self.meeting.pk)
        answer["Location"] += f"#{self.mark()}"
        return answer


class PointShift(PointButton):
    """``up`` or ``down``, and ``at``: the place at which the page showed it."""

    permission = can_edit_project

    def mark(self) -> str:
        """The point that was moved, so that the keyboard can move it on."""
        return f"point-{self.kwargs['item_id']}"

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
