"""When we meet, and one meeting: its agenda before, its screen while it runs, its minutes after."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from projects.models import Meeting, MeetingKind, MeetingNote, MeetingSeries
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.series import closed_days
from projects.tools import Tool

from . import services
from .days import falls_out, local_day, today_of, when_words
from .forms import CloseForm, PeopleForm, SeriesForm, WhenForm
from .live import live_context
from .presenters import kind_view, length_words, points, role_rows
from .reading import read_minutes
from .roles import set_people, team_on
from .views_base import SHOWN_PAST, MeetingButton, MeetingView
from .workflow import CLOSE, MOVES, close_meeting, is_due, move_meeting

State = Meeting.State


class MeetingList(ProjectPage):
    permission = can_see(Tool.MEETINGS)
    tool = Tool.MEETINGS
    template_name = "projects/meetings/meeting_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, project = self.request.user, self.project
        series = {row.kind: row for row in MeetingSeries.visible_to(user).filter(project=project)}
        meetings = list(Meeting.visible_to(user).filter(project=project)[: 2 * SHOWN_PAST])
        for meeting in meetings:
            meeting.project = project
        today = today_of(meetings[0]) if meetings else timezone.localdate()
        last = max((local_day(meeting) for meeting in meetings), default=today)
        closed = closed_days([project.practice], today, last)[project.practice_id]
        kinds = [
            kind_view(
                kind.value, kind.label, series.get(kind), [row for row in meetings if row.kind == kind], today, closed
            )
            for kind in MeetingKind
        ]
        parked = MeetingNote.visible_to(user).filter(meeting__project=project, kind="parked", settled_at__isnull=True)
        return super().get_context_data(kinds=kinds, parked=parked.select_related("meeting"), **kwargs)


class SeriesUpdate(ProjectFormPage):
    permission = can_edit_project
    tool = Tool.MEETINGS
    template_name = "projects/meetings/series_form.html"
    next_url = "meeting-list"

    @property
    def kind(self) -> MeetingKind:
        if self.kwargs["kind"] not in MeetingKind.values:
            raise Http404
        return MeetingKind(self.kwargs["kind"])

    def get_form(self, data: Any = None) -> SeriesForm:
        rows = MeetingSeries.visible_to(self.request.user).filter(project=self.project, kind=self.kind)
        return SeriesForm(data, kind=self.kind, instance=rows.first())

    def save(self, form: Any) -> str:
        services.set_series(
            project=self.project,
            kind=self.kind,
            details=form.details(),
            points=form.read_points,
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The meetings are set."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, **kwargs)


class MeetingDetail(MeetingView):
    """The one page of a meeting, whatever its state."""

    permission = can_see(Tool.MEETINGS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.meeting.state == State.RUNNING and self.access.edits:
            return render(request, "projects/meetings/meeting_live.html", live_context(self))
        if self.meeting.state in {State.PLANNED, State.CANCELLED}:
            return render(request, "projects/meetings/meeting_planned.html", self._planned())
        return render(request, "projects/meetings/meeting_minutes.html", self._minutes())

    def _planned(self) -> dict[str, Any]:
        items = list(self.meeting.agenda.all())
        today, on = today_of(self.meeting), local_day(self.meeting)
        return self.get_context_data(
            is_closed_day=falls_out(
                self.meeting, closed_days([self.project.practice], on, on)[self.project.practice_id]
            ),
            when=when_words(self.meeting, today),
            points=points(items, self.project.pk, timezone.now(), edits=self.access.edits),
            length=length_words(items, self.meeting.minutes),
            roles=role_rows(self.meeting.roles.select_related("member")),
            is_cancelled=self.meeting.state == State.CANCELLED,
            is_due=is_due(self.meeting),
        )

    def _minutes(self) -> dict[str, Any]:
        return self.get_context_data(
            minutes=read_minutes(self.meeting), is_running=self.meeting.state == State.RUNNING
        )


class MeetingFormPage(MeetingView, ProjectFormPage, abstract=True):
    template_name = "projects/meetings/meeting_form.html"
    heading: str

    def get_next_url(self) -> HttpResponse:
        return self.to_meeting()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        when = when_words(self.meeting, today_of(self.meeting))
        return super().get_context_data(heading=self.heading, when=when, **kwargs)


class MeetingMove(MeetingFormPage):
    permission = can_edit_project
    heading = "Move this meeting"

    def get_form(self, data: Any = None) -> WhenForm:
        return WhenForm(data, instance=self.meeting)

    def save(self, form: Any) -> str:
        services.move_to(
            meeting=self.meeting,
            starts_at=form.starts_at(self.project.practice.time_zone),
            minutes=form.cleaned_data["minutes"],
            place=form.cleaned_data["place"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The meeting is moved. The ones after it stay where they are."


class MeetingPeople(MeetingFormPage):
    permission = can_edit_project
    heading = "Who is here, and who does what"

    def get_form(self, data: Any = None) -> PeopleForm:
        return PeopleForm(data, instance=self.meeting, members=team_on(self.meeting))

    def save(self, form: Any) -> str:
        set_people(
            meeting=self.meeting,
            roles=form.roles(),
            present=form.present_members(),
            guests=form.cleaned_data["guests"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Noted."


class MeetingClose(MeetingFormPage):
    permission = can_edit_project
    heading = "Close the meeting"

    def get_form(self, data: Any = None) -> CloseForm:
        return CloseForm(data, instance=self.meeting, members=team_on(self.meeting))

    def save(self, form: Any) -> str:
        close_meeting(
            meeting=self.meeting,
            score=form.cleaned_data["score"],
            present=form.present_members(),
            guests=form.cleaned_data["guests"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The meeting is closed."


class MeetingStep(MeetingButton):
    """Start, call off, hold after all, open again. Closing asks for the score, on a page of its own."""

    permission = can_edit_project

    def post(self, request: HttpRequest, move: str, **kwargs: Any) -> HttpResponse:
        if move not in MOVES or MOVES[move] is CLOSE:
            raise Http404
        return super().post(request, **kwargs)

    def act(self) -> str:
        move_meeting(meeting=self.meeting, move=MOVES[self.kwargs["move"]], by=self.request.user)
        return ""
