"""The brief before a visit: on the phone, on paper, and without a signal."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from cmsportal.downloads import file_response
from cmsportal.nhsuk.formats import clock, day

from ..permissions import can_prepare_visit
from ..visits.views import VisitView, keep_on_phone
from .paper import brief_pdf, last_words
from .reading import read_brief


class BriefView(VisitView, abstract=True):
    def made(self, now: datetime) -> str:
        """When this was put together: a phone may show it hours later."""
        local = now.astimezone(self.zone)
        return f"As of {day(local.date())}, {clock(local.time())}"


class VisitBrief(BriefView):
    permission = can_prepare_visit

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit, now = self.find_visit(), timezone.now()
        brief = read_brief(visit, self.access, now)
        context = self.get_context_data(
            visit=visit,
            at=visit.at.astimezone(self.zone).replace(tzinfo=None),
            brief=brief,
            last_words=last_words(brief),
            made=self.made(now),
            may_log=visit.coach_id == request.user.pk and visit.logged_at is None,
            who_sees="Only the coach and the coach's mentor see this page",
        )
        answer = render(request, "coaching/visit_brief.html", context)
        return keep_on_phone(answer, request.user) if visit.coach_id == request.user.pk else answer


class VisitBriefPdf(BriefView):
    permission = can_prepare_visit

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visit, now = self.find_visit(), timezone.now()
        at = visit.at.astimezone(self.zone).replace(tzinfo=None)
        made = brief_pdf(visit=visit, brief=read_brief(visit, self.access, now), at=at, made=self.made(now))
        name = slugify(f"visit {self.project.practice.name} {at:%Y-%m-%d}")
        return file_response(made, f"{name[:80]}.pdf")
