"""The team's pages of its surveys. None of them asks for answers that are not in whole batches."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from cmsportal.downloads import csv_response
from projects.models import Project
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.kept.views import EarlierVersions
from toolkit.models import Survey, WayIn
from toolkit.ways_in.team_views import LinkCreate, links_to

from . import services
from .downloads import HEAD, take_results
from .forms import AnswerForm, SurveyForm
from .presenters import NEW, list_rows, result_views, shown_words, state_words
from .questions import asked_by


class SurveysView(ProjectView, abstract=True):
    tool = Tool.SURVEYS


class SurveyView(SurveysView, abstract=True):
    """One survey of the project, or a 404."""

    survey: Survey

    def find_target(self) -> Project:
        project = super().find_target()
        rows = Survey.visible_to(self.request.user).filter(project=project)
        self.survey = get_or_404(rows, pk=self.kwargs["survey_id"])
        self.survey.project = project
        return project

    def here(self) -> HttpResponse:
        return redirect("survey-detail", self.project.pk, self.survey.pk)


class SurveyList(SurveysView, ProjectPage):
    permission = can_see(Tool.SURVEYS)
    template_name = "toolkit/surveys/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        surveys = Survey.visible_to(self.request.user).filter(project=self.project)
        return super().get_context_data(rows=list_rows(surveys), new=NEW, **kwargs)


class SurveyCreate(SurveysView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/surveys/form.html"
    survey: Survey

    def get_form(self, data: Any = None) -> SurveyForm:
        kind = self.kwargs["kind"]
        if kind not in Survey.Kind.values:
            raise Http404
        return SurveyForm(data, kind=kind, cancel_url=reverse("survey-list", args=[self.project.pk]))

    def save(self, form: SurveyForm) -> str:
        self.survey = services.write_survey(
            project=self.project, kind=form.kind, values=form.values(), by=self.request.user
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("survey-detail", self.project.pk, self.survey.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=Survey.Kind(self.kwargs["kind"]), **kwargs)


class SurveyEdit(SurveyView, ProjectFormPage):
    """While it is not open."""

    permission = can_edit_project
    template_name = "toolkit/surveys/form.html"

    def get_form(self, data: Any = None) -> SurveyForm:
        cancel = reverse("survey-detail", args=[self.project.pk, self.survey.pk])
        return SurveyForm(data, kind=self.survey.kind, instance=self.survey, cancel_url=cancel)

    def save(self, form: SurveyForm) -> str:
        services.change_survey(
            survey=self.survey, values=form.values(), version=form.expected_version, by=self.request.user
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return self.here()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=Survey.Kind(self.survey.kind), survey=self.survey, **kwargs)


class SurveyVersions(SurveyView, EarlierVersions):
    """What it was called, said and asked before, while it is not open. Afterwards its questions stay."""

    permission = can_edit_project
    heading = "Earlier versions of a survey"

    def row(self) -> Survey:
        return self.survey

    def say(self, old: Any) -> tuple[str, str]:
        asks = "\n".join(question.words for question in asked_by(old))
        return old.title, "\n".join(filter(None, [old.introduction, asks]))

    def restore(self, *, version: int, over: int) -> None:
        services.restore_survey(survey=self.survey, version=version, over=over, by=self.request.user)

    def back(self) -> tuple[str, str]:
        return "Short survey", reverse("survey-detail", args=[self.project.pk, self.survey.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.here() if self.survey.opened_at else super().get(request, **kwargs)


class SurveyDetail(SurveyView):
    """Before it opens its questions; then its links and its results. The same for whoever may see it."""

    permission = can_see(Tool.SURVEYS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey
        context: dict[str, Any] = {"survey": survey, "state": state_words(survey)}
        if survey.opened_at is None:
            return render(
                request,
                "toolkit/surveys/draft.html",
                self.get_context_data(preview=AnswerForm(asked=asked_by(survey)), asked=asked_by(survey), **context),
            )
        shown = survey.answers.shown()
        context["links"] = links_to(self, survey.pk)
        return render(
            request,
            "toolkit/surveys/detail.html",
            self.get_context_data(
                results=result_views(survey, shown),
                shown=shown_words(survey),
                for_workbook=survey.kind != Survey.Kind.ACTIVITY,
                **context,
            ),
        )


class SurveyDownload(SurveyView):
    """The results as a file, under the same rules as the page."""

    permission = can_see(Tool.SURVEYS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = take_results(survey=self.survey, rows=self.survey.answers.shown(), by=request.user)
        return csv_response("survey.csv", HEAD, rows)


class SurveyOpen(SurveyView):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.open_survey(survey=self.survey, by=request.user)
            messages.success(request, "The survey is open. Make a link, and hand it out.")
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.here()


class SurveyClose(SurveyView):
    """Asks first: what waits for others is deleted, and it cannot be opened again."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.survey.opened_at is None or self.survey.closed_at is not None:
            return self.here()
        return render(request, "toolkit/surveys/close.html", self.get_context_data(survey=self.survey))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.close_survey(survey=self.survey, by=request.user)
            messages.success(request, "The survey is closed. Its results stay.")
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.here()


class SurveyDelete(SurveyView):
    """Only before it was ever open."""

    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.delete_survey(survey=self.survey, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return self.here()
        messages.success(request, f"‘{self.survey.title}’ is deleted.")
        return redirect("survey-list", self.project.pk)


class SurveyLinkCreate(SurveyView, LinkCreate):
    permission = can_edit_project
    opens = WayIn.Opens.SURVEY
    lead = (
        "Whoever has it answers once, without an account. A link for each place shows you nothing of who came by it."
    )

    def subject(self) -> Any:
        return self.survey.pk

    def back_url(self) -> str:
        return reverse("survey-detail", args=[self.project.pk, self.survey.pk])

    def is_open(self) -> bool:
        return self.survey.opened_at is not None and self.survey.closed_at is None
