"""Rating together: each alone, then all look. Nothing of a result is shown before the round is closed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.models import RatingRound, WayIn
from toolkit.pictures import picture_response
from toolkit.ways_in.team_views import LinkCreate, links_to

from . import once, presenters, services
from .forms import OwnRatingForm
from .given import given_of, people_of, spreads_of_round
from .spread import Given, Spread, middles
from .things import SUBJECTS, Kind, subject_of, things_of


class RatingList(ProjectPage):
    """What can be rated together: what is under way, and what was found."""

    permission = can_see(Tool.RATINGS)
    tool = Tool.RATINGS
    template_name = "toolkit/ratings/rating_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RatingRound.visible_to(self.request.user).filter(project=self.project)
        rounds = list(rows.prefetch_related("ratings"))
        return super().get_context_data(kinds=[self._kind(kind, rounds) for kind in SUBJECTS], **kwargs)

    def _kind(self, kind: Kind, rounds: list[RatingRound]) -> presenters.KindRow:
        mine = [row for row in rounds if row.kind == kind]
        open_round = next((row for row in mine if row.closed_at is None), None)
        raters = people_of(open_round) if open_round else set()
        return presenters.KindRow(
            kind=kind.value,
            subject=SUBJECTS[kind],
            open_round=open_round,
            has_rated=(self.request.user.pk, None) in raters,
            people=len(raters),
            closed=tuple((row, presenters.round_name(row)) for row in mine if row.closed_at),
        )


class RatingBegin(ProjectView):
    permission = can_edit_project
    tool = Tool.RATINGS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.kwargs["kind"] not in Kind.values:
            raise Http404
        row = services.begin_round(project=self.project, kind=self.kwargs["kind"], by=request.user)
        return redirect("rating-give", project_id=self.project.pk, round_id=row.pk)


class RoundView(ProjectView, abstract=True):
    """A page of one round. ``round`` is of this project."""

    tool = Tool.RATINGS
    round: RatingRound

    def find_target(self) -> Project:
        project = super().find_target()
        rows = RatingRound.visible_to(self.request.user).prefetch_related("ratings")
        self.round = get_or_404(rows, project=project, pk=self.kwargs["round_id"])
        self.round.project = project
        return project

    def own(self) -> dict[str, Given]:
        mine = [row for row in self.round.ratings.all() if row.rater_id == self.request.user.pk]
        return {given.thing: given for given in given_of(mine)}

    def people(self) -> int:
        return len(people_of(self.round))

    def spreads(self) -> list[Spread]:
        return spreads_of_round(self.round)

    def back(self) -> HttpResponse:
        return redirect("rating-detail", project_id=self.project.pk, round_id=self.round.pk)


class RatingDetail(RoundView):
    """How far apart the ratings lie, and what has changed since the round before."""

    permission = can_see(Tool.RATINGS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        subject, spreads, before = subject_of(self.round), self.spreads(), middles(self._before())
        rows = presenters.rows_of(spreads, subject, self.own(), before)
        few = [row for row in rows if not row.is_shown]
        context = self.get_context_data(
            round=self.round,
            subject=subject,
            name=presenters.round_name(self.round),
            people=self.people(),
            sentence=presenters.sentence_of(spreads, subject),
            head=presenters.head_of(subject, before),
            rows=[row for row in rows if row.is_shown],
            few=few,
            few_words=presenters.too_few_words(few),
            may_take=self.round.kind == Kind.PROCESSES and bool(self.round.closed_at) and self.access.edits,
            has_rated=bool(self.own()),
            links=links_to(self, self.round.pk),
        )
        return render(request, "toolkit/ratings/rating_detail.html", context)

    def _before(self) -> list[Spread]:
        rows = RatingRound.visible_to(self.request.user).filter(project=self.project, kind=self.round.kind)
        earlier = rows.filter(begun_at__lt=self.round.begun_at, closed_at__isnull=False)
        last = earlier.prefetch_related("ratings").first()
        return spreads_of_round(last) if last else []


class RatingPicture(RoundView):
    permission = can_see(Tool.RATINGS)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        size, fmt = request.GET.get("size", "wide"), request.GET.get("format", "svg")
        if size not in {"wide", "phone"} or fmt not in {"svg", "png", "pdf"}:
            raise Http404
        return picture_response(request, presenters.picture(self.round, self.spreads(), size, fmt), fmt)


class RatingGive(RoundView, ProjectFormPage):
    """One's own answers. Nobody else's are seen here."""

    permission = can_edit_project
    template_name = "toolkit/ratings/rating_give.html"

    def get_form(self, data: Any = None) -> OwnRatingForm:
        self.seat = once.seat_before(self.request, self.round)
        return OwnRatingForm(
            data,
            kind=self.round.kind,
            subject=subject_of(self.round),
            things=things_of(self.round),
            own=self.own(),
            rated_by_link=bool(self.seat),
            has_links=services.has_links(self.round),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = subject_of(self.round)
        return super().get_context_data(round=self.round, subject=subject, **kwargs)

    def save(self, form: Any) -> str:
        self.counts_here = not form.rated_elsewhere
        if not self.counts_here:
            return "Nothing from this page was kept. Your answers by the link count; you can change them there."
        seat = self.seat if form.counts_instead else ""
        services.give_ratings(round=self.round, given=form.given(), by=self.request.user, instead_of=seat)
        return "Your answers are saved. You can change them until the round is closed."

    def get_next_url(self) -> HttpResponse:
        answer = self.back()
        if self.counts_here:
            once.remember_account(answer, self.round)
        return answer


class RatingLinkCreate(RoundView, LinkCreate):
    permission = can_edit_project
    opens = WayIn.Opens.RATING
    lead = "Whoever has it rates once, without an account. The result shows when you close the round."

    def subject(self) -> Any:
        return self.round.pk

    def back_url(self) -> str:
        return reverse("rating-detail", args=[self.project.pk, self.round.pk])

    def is_open(self) -> bool:
        return self.round.closed_at is None


class RatingClose(RoundView):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.close_round(round=self.round, by=request.user)
        messages.success(request, "The round is closed. This is how you see it.")
        return self.back()
