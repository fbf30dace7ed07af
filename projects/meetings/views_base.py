"""What the pages of one meeting do first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from projects.models import AgendaItem, Meeting, MeetingNote, Project
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

SHOWN_PAST = 30


class MeetingView(ProjectView, abstract=True):
    """A page of the meeting that the address names; a 404 where it is not one of this project's."""

    tool = Tool.MEETINGS
    meeting: Meeting

    def find_target(self) -> Project:
        project = super().find_target()
        people = ("minutes_mailed_by", "closed_by", "cancelled_by")
        rows = Meeting.visible_to(self.request.user).select_related("series", *people)
        self.meeting = get_or_404(rows, project=project, pk=self.kwargs["meeting_id"])
        self.meeting.project = project
        return project

    def find_item(self, item_id: Any) -> AgendaItem:
        item = get_or_404(AgendaItem.visible_to(self.request.user), meeting=self.meeting, pk=item_id)
        item.meeting = self.meeting
        return item

    def find_note(self) -> MeetingNote:
        notes = MeetingNote.visible_to(self.request.user).select_related("meeting")
        note = get_or_404(notes, meeting=self.meeting, pk=self.kwargs["note_id"])
        note.meeting = self.meeting
        return note

    def is_gone(self, rows: Any, row_id: Any) -> bool:
        """Whether a row of this meeting has been taken away: a second click finds nothing to do, and is no 404."""
        return rows.model.history.filter(id=row_id, meeting_id=self.meeting.pk, history_type="-").exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def to_meeting(self, item_id: UUID | None = None) -> HttpResponse:
        answer = redirect("meeting-detail", project_id=self.project.pk, meeting_id=self.meeting.pk)
        if item_id:
            answer["Location"] += f"?item={item_id}"
        return answer


class MeetingButton(MeetingView, abstract=True):
    """A button: ``act`` calls a service and returns what happened, in a sentence; what it refuses is said."""

    def act(self) -> str:
        raise TypeError("a subclass says what the button does")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            words = self.act()
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            if words:
                messages.success(request, words)
        return self.after()

    def after(self) -> HttpResponse:
        return self.to_meeting()


def read_id(text: str) -> UUID | None:
    """An id from an address; a 404 for what is none."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as problem:
        raise Http404 from problem
