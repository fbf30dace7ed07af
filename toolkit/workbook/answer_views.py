"""One answer by itself: saved a moment after somebody typed, its earlier versions, and one of them brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from cmsportal.versions import Stale
from projects.permissions import can_edit_project

from ..kept.forms import RestoreForm
from ..models import Answer
from . import history, pages, presenters, services
from .forms import AnswerForm
from .questions import QUESTIONS, Question, part_of
from .services import Outcome
from .views import WorkbookView

Kwargs = Any


class AnswerView(WorkbookView, abstract=True):
    permission = can_edit_project

    def find_question(self) -> Question:
        if self.kwargs["key"] not in QUESTIONS:
            raise Http404
        return QUESTIONS[self.kwargs["key"]]

    def to_its_place(self, question: Question) -> HttpResponse:
        target = redirect("workbook-part", project_id=self.project.pk, part=part_of(question.key).slug)
        target["Location"] += f"#{question.slug}"
        return target


class AnswerSave(AnswerView):
    """Saves one question by itself, and tells the page what stands there now."""

    def post(self, request: HttpRequest, key: str, **kwargs: Kwargs) -> HttpResponse:
        question = self.find_question()
        form = AnswerForm(question, None, request.POST)
        if not form.is_valid():
            return self._tell("refused", pages.Row(question, None, form), status=422)
        outcome = services.save_answers(project=self.project, drafts=[form.draft()], by=request.user)
        if not request.accepts("application/json") or "text/html" in request.headers.get("Accept", ""):
            return self.to_its_place(question)
        if key in outcome.stale:
            return self._tell("clash", pages.Row(question, None, form, outcome.stale[key]), status=409)
        return self._saved(question, outcome, form)

    def _saved(self, question: Question, outcome: Outcome, form: AnswerForm) -> JsonResponse:
        answer = outcome.saved.get(question.key)
        names = outcome.merged.get(question.key, ())
        warnings = [*form.warnings, *form.left_out()]
        if names and answer is not None:
            theirs = self._before(answer)
            warnings.append(presenters.merged_words(theirs, names))
        group = next(group for group in part_of(question.key).groups if question in group.questions)
        bars = ""
        if group.shape == "bars":
            context = {"group": group, "bars": presenters.bars_of(group, self.answers()), "oob": False}
            bars = render_to_string("toolkit/workbook/bars.html", context)
        row = pages.Row(question, answer, form)
        return self._tell(
            "saved",
            row,
            warnings=warnings,
            version=None if answer is None else answer.version,
            values=AnswerForm(question, answer).shown_values(),
            has_history=row.has_history,
            bars={"id": f"bars-{group.slug}", "html": bars} if bars else None,
        )

    def _before(self, answer: Answer) -> Any:
        """The version of somebody else that this save was put together with."""
        return history.latest_of_others(answer, self.request.user) or answer

    def _tell(
        self, state: str, row: pages.Row, *, status: int = 200, warnings: Any = (), **facts: Any
    ) -> JsonResponse:
        context = {"row": row, "project": self.project, "state": state, "warnings": warnings}
        context["saved"] = facts["line"] = presenters.saved_at(row.answer)
        html = render_to_string("toolkit/workbook/told.html", context, self.request)
        return JsonResponse({"state": state, "html": html, **facts}, status=status)


class AnswerHistory(AnswerView):
    """What stood there earlier, who wrote it and when, newest first."""

    def get(self, request: HttpRequest, key: str, **kwargs: Kwargs) -> HttpResponse:
        return self._show(self.find_question())

    def post(self, request: HttpRequest, key: str, **kwargs: Kwargs) -> HttpResponse:
        """Bring one of them back."""
        question, form = self.find_question(), RestoreForm(request.POST)
        if not form.is_valid():
            return self._show(question, status=422)
        try:
            services.restore_answer(project=self.project, key=key, by=request.user, **form.cleaned_data)
        except Answer.DoesNotExist as problem:
            raise Http404 from problem
        except Stale as stale:
            messages.warning(request, f"{presenters.clash_name(stale.current)} has changed it since. Look once more.")
            return self._show(question, status=409)
        messages.success(request, "Brought back. What stood there is kept among the earlier versions.")
        return self.to_its_place(question)

    def _show(self, question: Question, status: int = 200) -> HttpResponse:
        answer = self.answers().get(question.key)
        context = self.get_context_data(
            question=question,
            part=part_of(question.key),
            answer=answer,
            versions=history.versions_of(question, answer) if answer else [],
        )
        return render(self.request, "toolkit/workbook_history.html", context, status=status)
