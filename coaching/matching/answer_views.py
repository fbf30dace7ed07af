"""The pages on which a coach and a practice say yes or no to each other."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cmsportal.accounts.access import Guarded, get_or_404
from coaching.profiles.presenters import profile_rows
from coaching.profiles.reading import profile_of
from projects.pages import FormPage
from projects.permissions import can_assign_coach
from projects.refusal import Refusal

from ..models import Match
from ..permissions import (
    can_answer_as_coach,
    can_answer_for_practice,
    can_read_match,
    can_withdraw_match,
)
from . import match_presenters
from .forms import DeclineForm
from .reading import WORDS, read_coaches, wish_of
from .workflow import Act, allowed, answer, why_not

WHO_SEES = "The coach, the lead team and the programme's managers can see this page"


class MatchView(Guarded, abstract=True):
    target: Match

    def find_target(self) -> Match:
        names = ("project__practice", "project__programme", "coach", "chosen_by", "practice_agreed_by")
        rows = Match.visible_to(self.request.user).select_related(*names)
        return get_or_404(rows, pk=self.kwargs["match_id"])

    def to_match(self) -> HttpResponse:
        return redirect("match-detail", match_id=self.target.pk)


class MatchDetail(MatchView):
    permission = can_read_match

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        match, today = self.target, timezone.localdate()
        acts = allowed(match, request.user)
        runs = can_assign_coach(request.user, match.project)
        is_coach = match.coach_id == request.user.pk
        wish = wish_of(match.project)
        facts = next(iter(read_coaches(match.project.programme, user=match.coach_id)), None)
        context = {
            "match": match,
            "project": match.project,
            "heading": match_presenters.match_heading(match, acts),
            "acts": set(acts),
            "state": match_presenters.state_tag(match),
            "stands": why_not(match),
            "sides": match_presenters.sides(match, today),
            "reasons": match_presenters.stored_reasons(match),
            "team_rows": match_presenters.team_rows(match.project, wish, WORDS),
            "coach_rows": match_presenters.for_team(profile_rows(profile_of(match.coach), facts, WORDS)),
            "runs": runs,
            "is_coach": is_coach,
            "no_words": match_presenters.no_words(match) if runs else "",
            "who_sees": WHO_SEES,
        }
        return render(request, "coaching/match_detail.html", context)


class AnswerView(MatchView, abstract=True):
    """A button: yes, or take it back."""

    act: Act
    said = "Thank you. The other side is asked, too."

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            match = answer(match=self.target, act=self.act, by=request.user)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            both = f"{match.coach.name} coaches {self.target.project.practice} now that both have said yes."
            messages.success(request, both if match.state == Match.State.AGREED else self.said)
        return self.to_match()


class CoachAgree(AnswerView):
    permission = can_answer_as_coach
    act = Act.COACH_AGREE


class PracticeAgree(AnswerView):
    permission = can_answer_for_practice
    act = Act.PRACTICE_AGREE


class MatchWithdraw(AnswerView):
    permission = can_withdraw_match
    act = Act.WITHDRAW
    said = "Nobody is asked any more. The practice waits for a coach again."


class DeclineView(MatchView, FormPage, abstract=True):
    act: Act
    template_name = "coaching/match_decline.html"

    def get_form(self, data: Any = None) -> DeclineForm:
        return DeclineForm(data, who_reads="Only the programme's managers read this.")

    def save(self, form: DeclineForm) -> str:
        given = form.cleaned_data
        answer(match=self.target, act=self.act, by=self.request.user, reason=given["reason"], words=given["words"])
        return "The programme's manager knows, and looks for somebody else."

    def get_next_url(self) -> HttpResponse:
        return self.to_match()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"match": self.target, "project": self.target.project, "who_sees": WHO_SEES, **kwargs}


class CoachDecline(DeclineView):
    permission = can_answer_as_coach
    act = Act.COACH_DECLINE


class PracticeDecline(DeclineView):
    permission = can_answer_for_practice
    act = Act.PRACTICE_DECLINE
