"""The hand-over note: to read, to write, to print. And what a coach noted for supervision, for the mentor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from cmsportal.accounts.access import get_or_404
from cmsportal.downloads import file_response
from coaching.profiles.views import CoachView
from projects.pages import ProjectFormPage
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import HandOver
from ..permissions import can_read_note, can_read_supervision_notes, can_write_note
from . import notes, presenters
from .forms import NoteForm
from .paper import note_pdf
from .supervision import supervision_notes


class HandOverView(ProjectView, abstract=True):
    """A page about one hand-over; the permission's target is the hand-over."""

    tool = Tool.VISITS
    hand_over: HandOver

    def find_target(self) -> HandOver:  # type: ignore[override]
        super().find_target()
        rows = HandOver.visible_to(self.request.user).filter(project=self.project)
        row = get_or_404(rows.select_related("coach", "successor"), pk=self.kwargs["hand_over_id"])
        row.project = self.project
        self.hand_over = row
        return row

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return {"hand_over": self.hand_over, "heading": presenters.note_heading(self.hand_over), **kwargs}


class HandOverNote(HandOverView):
    permission = can_read_note

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.hand_over
        context = self.get_context_data(
            **self.page_context(
                parts=presenters.note_parts(notes.drafted(row)),
                may_write=can_write_note(request.user, row),
                today=timezone.localdate(),
            )
        )
        return render(request, "coaching/handover/note_detail.html", context)


class HandOverPdf(HandOverView):
    permission = can_read_note

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.hand_over
        parts = presenters.note_parts(notes.drafted(row))
        made = note_pdf(row, parts, heading=presenters.note_heading(row), today=timezone.localdate())
        name = slugify(f"{self.project.practice.name} hand-over")[:80]
        return file_response(made, f"{name}.pdf")


class HandOverWrite(HandOverView, ProjectFormPage):
    permission = can_write_note
    template_name = "coaching/handover/note_form.html"

    def get_form(self, data: Any = None) -> NoteForm:
        return NoteForm(data, instance=self.hand_over, draft=notes.drafted(self.hand_over))

    def save(self, form: NoteForm) -> str:
        notes.save_note(
            hand_over=self.hand_over,
            values=form.parts(),
            is_ready=form.cleaned_data["is_ready"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "The note is saved."

    def get_next_url(self) -> HttpResponse:
        return redirect("handover-note", project_id=self.project.pk, hand_over_id=self.hand_over.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        departure = self.hand_over.departure
        back = presenters.url_of(departure) if departure else reverse("project-detail", args=[self.project.pk])
        return super().get_context_data(**self.page_context(back_url=back, **kwargs))


class CoachNotes(CoachView):
    """What a coach noted for supervision: the mentor keeps reading it after the teams were handed over."""

    permission = can_read_supervision_notes

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = supervision_notes(self.target)
        seen = "Only the coach's mentor can see this page"
        return render(
            request, "coaching/handover/coach_notes.html", self.page_context(rows=rows) | {"who_sees": seen}
        )
