"""The manager's pages: who waits, who has room, whom to ask."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cmsportal.accounts.access import get_or_404
from practices.permissions import is_manager
from projects.coaches.services import lead_assignment
from projects.pages import FormPage, ProjectFormPage
from projects.permissions import can_assign_coach
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..handover.away import departures_of, is_handed_over
from ..models import Match, Wish
from ..permissions import can_say_wish
from ..querysets import pool_known_to
from ..views_base import OfProgramme
from . import presenters, services
from .forms import AskForm, FillForm, WishForm
from .reading import WORDS, going_on_alone, next_refreshers, read_coaches, read_waiting, waiting_projects

WHO_SEES = "The programme's managers can see this page"
SHOWN = 8  # coaches of the list at first sight


class MatchList(OfProgramme):
    """The whole programme: which practices wait and how long, who has been asked, which coach has room."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        programme, today = self.target, timezone.localdate()
        coaches = read_coaches(programme)
        goes = {user: str(row.get_kind_display()) for user, row in departures_of(programme).items()}
        waiting = presenters.waiting_views(read_waiting(waiting_projects(programme)))
        asked = Match.visible_to(request.user).asked().filter(project__programme=programme)
        asked = asked.select_related("project__practice", "coach").order_by("chosen_at", "pk")
        context = {
            "programme": programme,
            "waiting": waiting,
            "asked": presenters.asked_views(asked, today),
            "alone": presenters.alone_views(going_on_alone(programme), today),
            "coaches": presenters.coach_rows(coaches, programme, next_refreshers(coaches), today, goes),
            "totals": presenters.totals_words(len(waiting), coaches),
            "who_sees": WHO_SEES,
        }
        return render(request, "coaching/match_list.html", context)


class MatchFill(OfProgramme, FormPage):
    """A coach for every waiting practice at once: shown first, asked when the manager agrees."""

    permission = is_manager
    template_name = "coaching/match_fill.html"

    @cached_property
    def proposals(self) -> list[services.Proposal]:
        return services.propose(self.target)

    def get_form(self, data: Any = None) -> FillForm:
        """Sent, the pairs are those that a page showed; whether each still fits is for the service to say."""
        if data is not None:
            return FillForm(data, pairs=[pair for pair in data.getlist("pairs") if presenters.read_pair(pair)])
        shown = [view.pair for view in presenters.proposal_views(self.proposals) if view.pair]
        return FillForm(pairs=shown, initial={"pairs": shown})

    def save(self, form: FillForm) -> str:
        done = services.apply_proposal(
            programme=self.target,
            pairs=[pair for token in form.cleaned_data["pairs"] if (pair := presenters.read_pair(token))],
            starts_on=form.cleaned_data["starts_on"],
            by=self.request.user,
        )
        for sentence in done.refused:
            messages.warning(self.request, sentence)
        return presenters.asked_words(done.asked)

    def get_next_url(self) -> HttpResponse:
        return redirect("match-list", programme_id=self.target.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = presenters.proposal_views(self.proposals)
        return {
            "programme": self.target,
            "found": [view for view in views if view.pair],
            "left": [view for view in views if not view.pair],
            "ticked": set(kwargs["form"]["pairs"].value() or []),
            "who_sees": WHO_SEES,
            **kwargs,
        }


class MatchChoose(ProjectView):
    """The coaches of the programme for one practice, best first, with what speaks for and against each."""

    permission = can_assign_coach
    tool = Tool.TEAM

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = services.candidates(self.project)
        everybody = "all" in request.GET
        wish = Wish.visible_to(request.user).filter(project=self.project).first()
        present = lead_assignment(self.project)
        leaving = present if present and is_handed_over(self.project, present.user_id) else None
        context = self.get_context_data(
            found=presenters.candidate_views(found if everybody else found[:SHOWN], self.project),
            more=0 if everybody else max(0, len(found) - SHOWN),
            present=None if leaving else present,
            leaving=leaving,
            asked=Match.visible_to(request.user).asked().filter(project=self.project).select_related("coach").first(),
            wishes=presenters.wish_rows(wish, WORDS),
            who_sees=WHO_SEES,
        )
        return render(request, "coaching/match_choose.html", context)


class MatchAsk(ProjectFormPage):
    """One coach of the list: from which day and, where it is not the first, why."""

    permission = can_assign_coach
    tool = Tool.TEAM
    template_name = "coaching/match_ask.html"

    @cached_property
    def candidate(self) -> services.Candidate:
        pool = pool_known_to(self.request.user).filter(programme=self.project.programme_id)
        self.membership = get_or_404(pool.select_related("user"), pk=self.kwargs["membership_id"])
        try:
            self.first, found = services.candidate_for(self.project, self.membership)
        except Refusal as gone:
            raise Http404 from gone
        return found

    def get_form(self, data: Any = None) -> AskForm:
        found = self.candidate
        present = lead_assignment(self.project)
        first_day = present.ends_on if present and present.ends_on else timezone.localdate()
        return AskForm(
            data,
            name=found.coach.name,
            first="" if found.rank == 1 else self.first,
            initial={"starts_on": first_day},
        )

    def save(self, form: AskForm) -> str:
        found = self.candidate
        services.ask_coach(
            project=self.project,
            user=self.membership.user,
            starts_on=form.cleaned_data["starts_on"],
            override_reason=form.reason,
            by=self.request.user,
        )
        return f"{found.coach.name} and {self.project.practice} have been asked."

    def get_next_url(self) -> HttpResponse:
        return redirect("match-list", programme_id=self.project.programme_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.candidate
        [view] = presenters.candidate_views([found], self.project)
        return super().get_context_data(one=view, first=self.first, **kwargs) | {"who_sees": WHO_SEES}


class WishUpdate(ProjectFormPage):
    """What the team needs of its coach: the team's leader, or the manager for them."""

    permission = can_say_wish
    tool = Tool.TEAM
    template_name = "coaching/wish_form.html"

    def get_form(self, data: Any = None) -> WishForm:
        wish = Wish.visible_to(self.request.user).filter(project=self.project).first()
        return WishForm(data, instance=wish or Wish(project=self.project))

    def save(self, form: WishForm) -> str:
        services.save_wish(
            project=self.project, values=form.values(), expected_version=form.expected_version, by=self.request.user
        )
        return "Saved. It is weighed when a coach is chosen."

    def get_next_url(self) -> HttpResponse:
        if can_assign_coach(self.request.user, self.project):
            return redirect("match-choose", project_id=self.project.pk)
        return redirect(reverse("project-detail", kwargs={"project_id": self.project.pk}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = "The lead team, its coach and the programme's managers can see this page"
        return super().get_context_data(**kwargs) | {"who_sees": seen}
