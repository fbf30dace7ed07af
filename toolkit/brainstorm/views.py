"""The team's pages of a brainstorm: the screen with its code, sorting, the result."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project, can_see
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.models import Brainstorm, StormIdea
from toolkit.qr import qr_svg
from toolkit.ways_in.tokens import address_of, path_of

from . import services
from .forms import QuestionForm, ThemeForm
from .presenters import idea_views, list_rows, steps_of
from .workflow import MOVES

State = Brainstorm.State


class StormsView(ProjectView, abstract=True):
    tool = Tool.BRAINSTORM


class StormView(StormsView, abstract=True):
    """One brainstorm of the project, or a 404."""

    storm: Brainstorm

    def find_target(self) -> Project:
        project = super().find_target()
        rows = Brainstorm.visible_to(self.request.user).filter(project=project)
        self.storm = get_or_404(rows, pk=self.kwargs["storm_id"])
        self.storm.project = project
        return project

    def ideas(self) -> Any:
        return StormIdea.visible_to(self.request.user).filter(brainstorm=self.storm)

    def here(self) -> HttpResponse:
        return redirect("brainstorm-detail", self.project.pk, self.storm.pk)

    def counted(self) -> dict[Any, int]:
        """Votes by idea. Only once they are counted: before, nobody is led by what others chose."""
        if self.storm.state != State.DONE:
            return {}
        return dict(self.ideas().annotate(count=Count("votes")).values_list("pk", "count"))


class BrainstormList(StormsView, ProjectPage):
    permission = can_see(Tool.BRAINSTORM)
    template_name = "toolkit/brainstorm/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        storms = Brainstorm.visible_to(self.request.user).filter(project=self.project)
        return super().get_context_data(rows=list_rows(storms), **kwargs)


class BrainstormCreate(StormsView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/brainstorm/form.html"
    storm: Brainstorm

    def get_form(self, data: Any = None) -> QuestionForm:
        return QuestionForm(data, cancel_url=reverse("brainstorm-list", args=[self.project.pk]))

    def save(self, form: QuestionForm) -> str:
        self.storm = services.begin(
            project=self.project, question=form.cleaned_data["question"], by=self.request.user
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("brainstorm-detail", self.project.pk, self.storm.pk)


class BrainstormDetail(StormView):
    """What the room sees. While all write, how many ideas there are; while all vote, how many have voted."""

    permission = can_see(Tool.BRAINSTORM)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part = "toolkit/brainstorm/tally.html" if "tally" in request.GET else "toolkit/brainstorm/detail.html"
        return render(request, part, self.get_context_data(**self.seen()))

    def seen(self) -> dict[str, Any]:
        storm, state = self.storm, self.storm.state
        seen: dict[str, Any] = {"storm": storm, "steps": steps_of(storm), "ideas": []}
        if state in {State.SORTING, State.VOTING, State.DONE}:
            seen["ideas"] = idea_views(self.ideas(), self.counted())
        if state in {State.ADDING, State.VOTING}:
            seen["ideas_count"] = self.ideas().count()
            seen["voters"] = self.ideas().filter(votes__isnull=False).values("votes__seat").distinct().count()
        way_in = services.code_of(storm) if self.access.edits and state != State.DONE else None
        if way_in is not None:
            seen |= {"code": way_in.code, "qr": mark_safe(qr_svg(address_of(way_in)).decode())}
            seen |= {"path": path_of(way_in), "code_url": self.request.build_absolute_uri(reverse("wayin-code"))}
        return seen


class StormAct(StormView, abstract=True):
    """A button of the team. What stands in the way is said on the brainstorm's page."""

    def act(self) -> None:
        raise TypeError("a subclass acts")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.here()


class BrainstormMove(StormAct):
    permission = can_edit_project

    def act(self) -> None:
        if self.kwargs["move"] not in MOVES:
            raise Http404
        services.move_on(storm=self.storm, move=self.kwargs["move"], by=self.request.user)


class BrainstormCode(StormAct):
    """A fresh code, where the old one has run out or went further than it should."""

    permission = can_edit_project

    def act(self) -> None:
        if self.storm.state == State.DONE:
            raise Refusal("It is counted, so nobody can add or vote.")
        services.give_code(storm=self.storm, by=self.request.user)


class StormJoin(StormAct):
    permission = can_edit_project

    def act(self) -> None:
        asked = self.request.POST.getlist("ideas")
        ideas = [idea.pk for idea in self.ideas() if str(idea.pk) in asked]
        services.join_ideas(storm=self.storm, ideas=ideas, by=self.request.user)


class StormIdeaAct(StormAct):
    """``apart``, ``remove`` or ``test`` one idea."""

    permission = can_edit_project
    acts: ClassVar[dict[str, Any]] = {
        "apart": services.take_apart,
        "remove": services.remove_idea,
        "test": services.test_idea,
    }

    def act(self) -> None:
        if self.kwargs["act"] not in self.acts:
            raise Http404
        idea = get_or_404(self.ideas().select_related("brainstorm"), pk=self.kwargs["idea_id"])
        self.acts[self.kwargs["act"]](idea=idea, by=self.request.user)
        if self.kwargs["act"] == "test":
            messages.success(self.request, f"‘{idea.text}’ is among the ideas for small tests.")


class BrainstormTheme(StormView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/brainstorm/theme.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if self.storm.state == State.DONE else self.here()

    def get_form(self, data: Any = None) -> ThemeForm:
        views = idea_views(self.ideas(), self.counted())
        return ThemeForm(
            data,
            instance=self.storm,
            first=views[0].idea.text if views else "",
            cancel_url=reverse("brainstorm-detail", args=[self.project.pk, self.storm.pk]),
        )

    def save(self, form: ThemeForm) -> str:
        services.choose_theme(
            storm=self.storm,
            theme=form.cleaned_data["theme"],
            version=form.expected_version,
            by=self.request.user,
        )
        return "The theme is saved. Next: write what you will improve."

    def get_next_url(self) -> HttpResponse:
        return self.here()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(storm=self.storm, **kwargs)
