"""A brainstorm on a phone: write, wait, vote, see the result. It follows the screen by itself."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cmsportal.accounts.access import public
from projects.refusal import Refusal
from toolkit.models import Brainstorm, WayIn
from toolkit.ways_in.open_views import WayInPage, sent
from toolkit.ways_in.services import seats_of
from toolkit.ways_in.tokens import WayClosed

from . import services
from .forms import StormIdeaForm, VoteForm
from .presenters import idea_views

State = Brainstorm.State
NO_COOKIE = "Send it once more. This browser had not kept our cookie yet. It holds no name."


class StormPart(WayInPage):
    """``?at=``: a phone that stands in this state asks whether it still is so; nothing is told but that."""

    permission = public
    opens = WayIn.Opens.BRAINSTORM
    storm: Brainstorm

    def find_storm(self) -> None:
        storm = services.storm_behind(self.way_in)
        if storm is None:
            raise WayClosed("ended")
        self.storm = storm

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        self.find_storm()
        if "at" in request.GET:
            return self.has_moved(request.GET["at"])
        return self.page()

    def has_moved(self, at: str) -> HttpResponse:
        """A phone on which somebody may be typing is told, and keeps what is typed; others show the next page."""
        if at == self.storm.state:
            return sent(HttpResponse(status=204))
        if at == State.ADDING:
            return sent(render(self.request, "toolkit/brainstorm/moved.html"))
        return sent(HttpResponse(status=204, headers={"HX-Refresh": "true"}))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        self.find_storm()
        if "back" in request.POST:
            return self.take_back(request.POST["back"])
        if self.storm.state == State.ADDING:
            return self.add(StormIdeaForm(request.POST))
        if self.storm.state == State.VOTING:
            return self.vote(self.vote_form(request.POST))
        return self.page(moved=True)

    def add(self, form: StormIdeaForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(form)
        return self.sending(
            form, lambda: services.add_idea(**self.who(), text=" ".join(form.cleaned_data["text"].split()))
        )

    def vote(self, form: VoteForm) -> HttpResponse:
        if not form.is_valid():
            return self.page(form)
        ideas = [UUID(pk) for pk in form.cleaned_data["ideas"]]
        return self.sending(form, lambda: services.cast_votes(**self.who(), ideas=ideas), "?voted")

    def take_back(self, ident: str) -> HttpResponse:
        try:
            services.take_back(**self.who(), idea_id=UUID(ident))
        except (Refusal, ValueError):
            return self.page(moved=True)
        return sent(redirect(self.request.path))

    def who(self) -> dict[str, Any]:
        return {"way_in": self.way_in, "storm": self.storm, "browser": self.browser_hash()}

    def sending(self, form: Any, send: Any, then: str = "") -> HttpResponse:
        if not self.browser:
            form.add_error(None, NO_COOKIE)
            return self.page(form)
        before = self.storm.state
        try:
            send()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            self.find_storm()
            return self.page(form, moved=self.storm.state != before)
        return sent(redirect(self.request.path + then))

    def vote_form(self, data: Any = None) -> VoteForm:
        ideas = self.storm.ideas.filter(joined_to=None)
        own = self.seats()
        voted = [str(pk) for pk in ideas.filter(votes__seat__in=own).values_list("pk", flat=True)]
        choices = [(str(idea.pk), f"{idea.number}. {idea.text}") for idea in ideas]
        return VoteForm(data, choices=choices, votes_each=self.storm.votes_each or 0, initial={"ideas": voted})

    def seats(self) -> Any:
        return seats_of(self.way_in).filter(browser_hash=self.browser_hash() or "none")

    def page(self, form: Any = None, moved: bool = False) -> HttpResponse:
        """What the state lets a phone see: its own ideas, then all of them, then all with their votes."""
        storm, state = self.storm, self.storm.state
        context: dict[str, Any] = {"storm": storm, "moved": moved, "kept": self.request.POST.get("text", "")}
        if state == State.ADDING:
            context |= {
                "form": form if isinstance(form, StormIdeaForm) else StormIdeaForm(),
                "yours": storm.ideas.filter(seat__in=self.seats()),
            }
        elif state == State.VOTING:
            context |= {"form": form if isinstance(form, VoteForm) else self.vote_form()}
            context["voted"] = "voted" in self.request.GET and not context["form"].is_bound
        else:
            votes = dict(storm.ideas.annotate(count=Count("votes")).values_list("pk", "count"))
            context["ideas"] = idea_views(storm.ideas.all(), votes if state == State.DONE else None)
        return self.show("toolkit/brainstorm/part.html", **context)
