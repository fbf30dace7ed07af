"""The screen of a running meeting: what its form does, and what other browsers ask for every few seconds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from projects.actions.forms import NewActionForm
from projects.actions.parsing import read_action
from projects.actions.services import people_for
from projects.models import Meeting, MeetingNote
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from projects.refusal import Refusal

from . import running
from .days import today_of
from .forms import LiveForm, NoteForm, NotesForm
from .live import live_context, live_form
from .taking_part import ACTION, SAYS, take_part
from .views_base import MeetingButton, MeetingView, read_id

ACTION_LIMIT = 300


class MeetingLive(MeetingView):
    """GET: what changed since the ``seen`` stamp; 204 when nothing did. POST: everything the screen's form can do."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.htmx:
            return self.to_meeting(read_id(request.GET.get("item", "")))
        context = live_context(self)
        if request.GET.get("seen") == context["stamp"]:
            return HttpResponse(status=204)
        answer = render(request, "projects/meetings/_live_news.html", {**context, "oob": True})
        answer["Cache-Control"] = "no-store"
        return answer

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        item_id = read_id(request.POST.get("item", ""))
        item = self.find_item(item_id) if item_id else None
        form = live_form(item, request.POST)
        act = request.POST.get("act", "")
        if form.is_valid() and self._fits(form, act):
            try:
                following = take_part(
                    meeting=self.meeting,
                    item=item,
                    base=form.cleaned_data["base"],
                    notes=form.cleaned_data["notes"],
                    act=act,
                    text=form.cleaned_data["text"],
                    key=form.cleaned_data["key"],
                    today=today_of(self.meeting),
                    by=request.user,
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                for warning in form.warnings:
                    messages.warning(request, warning)
                answer = self.to_meeting(following.pk if following else None)
                if act in SAYS:
                    answer["Location"] += "#id_text"
                return answer
        return render(request, "projects/meetings/meeting_live.html", live_context(self, form))

    def _fits(self, form: LiveForm, act: str) -> bool:
        """Whether what was typed goes with the button; what does not is said beside the field, and stays."""
        text = form.cleaned_data["text"]
        if act in SAYS and not text:
            form.add_error("text", "Write in a few words what came of it, then choose what it is.")
        elif act not in SAYS and text:
            form.add_error("text", "Say what this is first: a decision, an action, or something for later.")
        elif act == ACTION:
            spoken = read_action(text, people_for(self.project), today_of(self.meeting))
            if not spoken.what:
                form.add_error("text", "Say what is to be done, too.")
            elif len(spoken.what) > ACTION_LIMIT:
                form.add_error("text", f"Say what is to be done in {ACTION_LIMIT} characters or fewer.")
        return not form.errors


class PointNotes(MeetingView):
    """Notes that save themselves: what the page has now goes in, what stands there now comes back."""

    permission = can_edit_project

    def post(self, request: HttpRequest, item_id: UUID, **kwargs: Any) -> HttpResponse:
        item, form = self.find_item(item_id), NotesForm(request.POST)
        if not form.is_valid():
            problem = next(iter(form.errors.values()))[0]
            return JsonResponse({"refused": problem}, status=422)
        try:
            row = running.write_notes(
                item=item, base=form.cleaned_data["base"], text=form.cleaned_data["notes"], by=request.user
            )
        except Refusal as refusal:
            return JsonResponse({"refused": str(refusal)}, status=409)
        return JsonResponse({"notes": row.notes, "warning": " ".join(form.warnings)})


class MeetingAction(MeetingView, ProjectFormPage):
    """An action of the meeting with who, what and when in fields of their own."""

    permission = can_edit_project
    template_name = "projects/meetings/meeting_action.html"

    def get_form(self, data: Any = None) -> NewActionForm:
        return NewActionForm(data, people=people_for(self.project))

    def save(self, form: Any) -> str:
        running.promise(meeting=self.meeting, key=form.cleaned_data["key"], by=self.request.user, **form.details())
        return "The action is added."

    def get_next_url(self) -> HttpResponse:
        return self.to_meeting()


class NoteUpdate(MeetingView, ProjectFormPage):
    """Reword a decision or a parked idea, or take it back."""

    permission = can_edit_project
    template_name = "projects/meetings/note_form.html"

    def get_form(self, data: Any = None) -> NoteForm:
        self.note = self.find_note()
        return NoteForm(data, instance=self.find_note())

    def save(self, form: Any) -> str:
        running.reword(
            note=self.note,
            text=form.cleaned_data["text"],
            expected_version=form.expected_version,
            by=self.request.user,
        )
        return "Saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.note, **kwargs)

    def get_next_url(self) -> HttpResponse:
        return self.to_meeting(self.note.item_id)


class NoteBack(MeetingButton):
    permission = can_edit_project

    def act(self) -> str:
        if self.is_gone(MeetingNote.visible_to(self.request.user), self.kwargs["note_id"]):
            return ""
        running.take_back(note=self.find_note(), by=self.request.user)
        return "Taken back."


class NoteSettle(MeetingButton):
    """A parked idea needs no more talk; with ``undo`` in the form it does after all."""

    permission = can_edit_project

    def act(self) -> str:
        note = self.find_note()
        settled = "undo" not in self.request.POST
        running.settle(note=note, settled=settled, by=self.request.user)
        return f"‘{note.text}’ is {'settled' if settled else 'parked again'}."

    def after(self) -> HttpResponse:
        if self.meeting.state == Meeting.State.RUNNING:
            return self.to_meeting()
        return redirect("meeting-list", project_id=self.project.pk)
