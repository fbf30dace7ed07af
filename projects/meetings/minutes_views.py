"""The minutes of a meeting that is over, by mail and as a Word file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cmsportal.downloads import file_response
from cmsportal.word import TYPE
from projects.models import Meeting
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool

from .days import local_day
from .mailing import mail_minutes
from .reading import read_minutes
from .views_base import MeetingButton, MeetingView
from .word import word_file


class MinutesMail(MeetingButton):
    permission = can_edit_project

    def act(self) -> str:
        if mail_minutes(meeting=self.meeting, by=self.request.user):
            return "The minutes are on their way to the lead team."
        return "The minutes had been sent already. Nobody gets them twice."


class MinutesWord(MeetingView):
    permission = can_see(Tool.MEETINGS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.meeting.state != Meeting.State.CLOSED:
            raise Http404
        name = f"minutes-{local_day(self.meeting).isoformat()}.docx"
        return file_response(word_file(read_minutes(self.meeting), self.meeting.closed_at), name, TYPE)
