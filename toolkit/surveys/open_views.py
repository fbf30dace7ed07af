"""The page on which people answer a survey. It needs no account, and learns nothing of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import public
from toolkit.models import Survey, WayIn
from toolkit.ways_in.open_views import NO_COOKIE, WayInPage, sent
from toolkit.ways_in.tokens import WayClosed

from . import services
from .forms import AnswerForm
from .questions import asked_by


class SurveyAnswerPage(WayInPage):
    """The questions on one page; then thanks. A second visit of the same browser gets the thanks at once."""

    permission = public
    opens = WayIn.Opens.SURVEY

    def survey(self) -> Survey:
        survey = services.survey_behind(self.way_in)
        if survey is None:
            raise WayClosed("ended")
        return survey

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        survey = self.survey()
        if services.has_answered(self.way_in, self.browser_hash()):
            return self.thanks(survey)
        return self.page(survey, AnswerForm(asked=asked_by(survey)))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        survey = self.survey()
        if services.has_answered(self.way_in, self.browser_hash()):
            return self.thanks(survey)
        form = AnswerForm(request.POST, asked=asked_by(survey))
        if form.is_valid():
            if not self.browser:
                form.add_error(None, NO_COOKIE)
                return self.page(survey, form)
            try:
                services.answer_survey(way_in=self.way_in, browser_hash=self.browser_hash(), answers=form.answers())
            except services.AnsweredAlready:
                return self.thanks(survey)
            return sent(redirect(request.path))
        return self.page(survey, form)

    def page(self, survey: Survey, form: AnswerForm) -> HttpResponse:
        return self.show("toolkit/surveys/answer.html", form=form, survey=survey)

    def thanks(self, survey: Survey, **context: Any) -> HttpResponse:
        return self.show("toolkit/surveys/thanks.html", survey=survey, **context)
