"""A coach goes: said by the coach or a manager, with a row for each team."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from cmsportal.accounts.access import Guarded, get_or_404
from coaching.matching.presenters import asked_words
from coaching.matching.services import Proposal, apply_proposal
from practices.models import ProgrammeMembership
from practices.permissions import is_manager
from projects.pages import FormPage
from projects.refusal import Refusal

from ..models import Departure, HandOver
from ..permissions import can_say_departure, can_see_departure, runs_departure
from ..querysets import places_known_to
from ..statuses import COACHED
from ..views_base import OfProgramme
from . import presenters, reading, services
from .alone import go_on_alone
from .forms import BackForm, DepartureForm, NobodyForm, SuccessorsForm
from .teams import has_gone, teams_of

MANAGERS = "The programme's managers can see this page"


class DepartureList(OfProgramme):
    """Who goes, which teams have no successor, and whose coach is gone already."""

    permission = is_manager

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found, today = reading.leaving_in(self.target, Departure.visible_to(request.user)), timezone.localdate()
        leaving, stopped = presenters.split_stopped(found.departures, today)
        context = {
            "programme": self.target,
            "departures": presenters.leaving_coaches(leaving, today),
            "stopped": presenters.leaving_coaches(stopped, today),
            "gone": presenters.gone_views(found.gone, self.target),
            "who_sees": MANAGERS,
        }
        return render(request, "coaching/handover/departure_list.html", context)


class DepartureBegin(FormPage):
    """The coach says that they go; or a manager does, also for a coach who is gone already."""

    permission = can_say_departure
    template_name = "coaching/handover/departure_form.html"
    target: ProgrammeMembership

    def find_target(self) -> ProgrammeMembership:
        places = places_known_to(self.request.user).select_related("user", "programme", "mentor")
        keys = {"programme_id": self.kwargs["programme_id"], "pk": self.kwargs["membership_id"]}
        return get_or_404(places, **keys)

    @property
    def is_own(self) -> bool:
        return self.target.user_id == self.request.user.pk

    def get_form(self, data: Any = None) -> DepartureForm:
        kind = Departure.Kind.STOPS if has_gone(self.target) else None
        initial = {"kind": kind, "from_on": timezone.localdate()} if kind else None
        return DepartureForm(data, teams=teams_of(self.target), is_own=self.is_own, initial=initial)

    def save(self, form: DepartureForm) -> str:
        given = form.cleaned_data
        self.departure = services.begin_departure(
            membership=self.target,
            kind=given["kind"],
            from_on=given["from_on"],
            back_on=given["back_on"],
            project_ids=form.team_ids(),
            key=given["key"],
            by=self.request.user,
        )
        return "The hand-over has begun."

    def get_next_url(self) -> HttpResponse:
        return redirect(presenters.url_of(self.departure))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_one = reading.departure_of(self.target, Departure.visible_to(self.request.user))
        if open_one and presenters.is_at_rest(open_one, timezone.localdate()):
            open_one = None  # gives way to the next
        return {
            "membership": self.target,
            "programme": self.target.programme,
            "is_own": self.is_own,
            "runs": is_manager(self.request.user, self.target.programme),
            "open_url": presenters.url_of(open_one) if open_one else "",
            "who_sees": "The coach and the programme's managers can see this page",
            **kwargs,
        }


class DepartureView(Guarded, abstract=True):
    target: Departure

    def find_target(self) -> Departure:
        rows = reading.with_hand_overs(Departure.visible_to(self.request.user))
        keys = {"membership__programme": self.kwargs["programme_id"], "pk": self.kwargs["departure_id"]}
        return get_or_404(rows, **keys)

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        today, departure = timezone.localdate(), self.target
        return {
            "departure": departure,
            "programme": departure.membership.programme,
            "name": departure.membership.user.name,
            "runs": runs_departure(self.request.user, departure),
            "is_own": departure.membership.user_id == self.request.user.pk,
            "words": presenters.departure_words(departure, today),
            "url": presenters.url_of(departure),
            "who_sees": "The coach and the programme's managers can see this page",
            **kwargs,
        }


class DepartureDetail(DepartureView):
    permission = can_see_departure

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today, departure = timezone.localdate(), self.target
        context = self.page_context()
        asked = reading.asked_for(departure.rows)  # type: ignore[attr-defined]
        rows = presenters.row_views(
            departure,
            runs=context["runs"],
            is_own=context["is_own"],
            asked=asked,
            visits=reading.visits_to_come(departure.rows),  # type: ignore[attr-defined]
            today=today,
        )
        context |= {
            "rows": rows,
            "to_choose": [row for row in rows if row.needs_successor and row.hand_over.project_id not in asked],
            "successors": presenters.successors_words(departure),
            "may_call_off": departure.over_at is None and departure.from_on > today,
            "may_come_back": context["runs"] and departure.over_at is None and departure.can_come_back(today),
            "closing": presenters.closing_words(departure, today),
            "second_places": presenters.second_places_words(departure, today),
        }
        return render(request, "coaching/handover/departure_detail.html", context)


class DepartureCallOff(DepartureView):
    permission = can_see_departure

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.call_off(departure=self.target, by=request.user)
            messages.success(request, "Called off. Teams without a successor stay with the coach.")
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect(presenters.url_of(self.target))


class DepartureSuccessors(DepartureView, FormPage):
    """A row per team: who follows is proposed, and the manager decides."""

    permission = runs_departure
    template_name = "coaching/handover/departure_successors.html"

    @cached_property
    def proposals(self) -> list[Proposal]:
        return reading.successors_for(self.target)

    @cached_property
    def views(self) -> list[presenters.ChoiceView]:
        return presenters.choice_views(self.proposals)

    def get_form(self, data: Any = None) -> SuccessorsForm:
        initial = {f"team-{view.ident}": view.proposed for view in self.views}
        return SuccessorsForm(data, rows=[(view.ident, view.choices) for view in self.views], initial=initial)

    def save(self, form: SuccessorsForm) -> str:
        chosen, how = form.chosen(), form.cleaned_data["how"]
        if how == SuccessorsForm.ASK:
            starts_on = max(self.target.from_on, timezone.localdate())
            programme, by = self.target.membership.programme, self.request.user
            applied = apply_proposal(programme=programme, pairs=list(chosen.items()), starts_on=starts_on, by=by)
            words, refused = asked_words(applied.asked), applied.refused
        else:
            done, refused = services.assign_successors(departure=self.target, chosen=chosen, by=self.request.user)
            words = presenters.done_words(done)
        for sentence in refused:
            messages.warning(self.request, sentence)
        return words

    def get_next_url(self) -> HttpResponse:
        return redirect(presenters.url_of(self.target))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        rows = [(view, form[f"team-{view.ident}"]) for view in self.views]
        return self.page_context(rows=rows, **kwargs) | {"who_sees": MANAGERS}


class HandOverAlone(DepartureView, FormPage):
    """Nobody follows in one team: it goes on without a coach."""

    permission = runs_departure
    template_name = "coaching/handover/handover_alone.html"

    get_form = NobodyForm

    def find_target(self) -> Departure:
        departure = super().find_target()
        rows = {row.pk: row for row in departure.rows}  # type: ignore[attr-defined]
        if self.kwargs["hand_over_id"] not in rows:
            raise Http404
        self.hand_over = rows[self.kwargs["hand_over_id"]]
        return departure

    def save(self, form: NobodyForm) -> str:
        go_on_alone(hand_over=self.hand_over, why=form.cleaned_data["why"], by=self.request.user)
        return f"{self.hand_over.project.practice} goes on without a coach."

    def get_next_url(self) -> HttpResponse:
        return redirect(presenters.url_of(self.target))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.hand_over
        is_gone = row.leaves_on <= timezone.localdate()
        return self.page_context(hand_over=row, practice=row.project.practice, is_gone=is_gone, **kwargs) | {
            "who_sees": MANAGERS
        }


class DepartureBack(DepartureView, FormPage):
    """The coach is there again: which teams go back."""

    permission = runs_departure
    template_name = "coaching/handover/departure_back.html"

    def get_form(self, data: Any = None) -> BackForm:
        rows = [
            row
            for row in self.target.rows  # type: ignore[attr-defined]
            if row.state in HandOver.STANDING and row.project.status in COACHED
        ]
        teams = [(str(row.project_id), row.project.practice.name) for row in rows]
        hints = {str(row.project_id): presenters.meanwhile_words(row) for row in rows}
        back = self.target.back_on
        initial = {"starts_on": max(back, timezone.localdate())} if back else None
        return BackForm(data, name=self.target.membership.user.name, teams=teams, hints=hints, initial=initial)

    def save(self, form: BackForm) -> str:
        given, refused = services.come_back(
            departure=self.target,
            project_ids=form.team_ids(),
            starts_on=form.cleaned_data["starts_on"],
            by=self.request.user,
        )
        for sentence in refused:
            messages.warning(self.request, sentence)
        return f"{self.target.membership.user.name} is back." if given or not refused else ""

    def get_next_url(self) -> HttpResponse:
        return redirect(presenters.url_of(self.target))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return self.page_context(**kwargs) | {"who_sees": MANAGERS}
