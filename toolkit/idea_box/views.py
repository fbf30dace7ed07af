"""The team's pages of its idea box."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project, can_see
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.kept.views import EarlierVersions
from toolkit.models import BoxIdea, WayIn
from toolkit.ways_in.presenters import rows_of
from toolkit.ways_in.team_views import LinkCreate

from . import services
from .forms import OwnIdeaForm, ReplyForm
from .presenters import idea_views, waiting_title

PER_PAGE = 30


class BoxView(ProjectView, abstract=True):
    tool = Tool.IDEA_BOX

    def ideas(self) -> Any:
        return BoxIdea.visible_to(self.request.user).filter(project=self.project)


class BoxIdeaView(BoxView, abstract=True):
    """One idea of the project, or a 404."""

    idea: BoxIdea

    def find_target(self) -> Project:
        project = super().find_target()
        self.idea = get_or_404(self.ideas().select_related("change_idea"), pk=self.kwargs["idea_id"])
        self.idea.project = project
        return project


class BoxIdeaList(BoxView):
    """What waits for an answer first, then what was answered."""

    permission = can_see(Tool.IDEA_BOX)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ideas = self.ideas().select_related("answered_by", "change_idea")
        answered = ideas.exclude(state=BoxIdea.State.NEW).order_by("-answered_at")
        page = Paginator(answered, PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = idea_views(page.object_list)
        links = WayIn.visible_to(request.user).filter(
            project=self.project, opens=WayIn.Opens.IDEA_BOX, revoked_at__isnull=True
        )
        waiting = idea_views(ideas.unanswered().order_by("created_at"))
        context = self.get_context_data(
            waiting=waiting,
            waiting_title=waiting_title(len(waiting)),
            page=page,
            links=rows_of(links.select_related("project")) if self.access.edits else [],
        )
        return render(request, "toolkit/idea_box/list.html", context)


class BoxIdeaCreate(BoxView, ProjectFormPage):
    """The team's own ideas go into the same box."""

    permission = can_edit_project
    template_name = "toolkit/idea_box/add.html"
    next_url = "boxidea-list"

    def get_form(self, data: Any = None) -> OwnIdeaForm:
        return OwnIdeaForm(data)

    def save(self, form: OwnIdeaForm) -> str:
        services.put_in(project=self.project, text=form.cleaned_data["text"], by=self.request.user)
        return "The idea is in the box."


class BoxIdeaAnswer(BoxIdeaView, ProjectFormPage):
    permission = can_edit_project
    template_name = "toolkit/idea_box/answer.html"
    next_url = "boxidea-list"

    def get_form(self, data: Any = None) -> ReplyForm:
        return ReplyForm(data, instance=self.idea, cancel_url=reverse("boxidea-list", args=[self.project.pk]))

    def save(self, form: ReplyForm) -> str:
        services.answer_idea(
            idea=self.idea,
            state=form.cleaned_data["state"],
            reply=form.cleaned_data["reply"],
            try_it=form.cleaned_data.get("try_it", False),
            version=form.expected_version,
            by=self.request.user,
        )
        return "Answered. Everybody with the link can read it."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(idea=self.idea, **kwargs)


class BoxIdeaVersions(BoxIdeaView, EarlierVersions):
    """What was answered before, and by whom: several people of a team answer."""

    permission = can_edit_project
    heading = "Earlier answers to an idea"

    def row(self) -> BoxIdea:
        return self.idea

    def say(self, old: Any) -> tuple[str, str]:
        return old.reply, old.get_state_display()

    def restore(self, *, version: int, over: int) -> None:
        services.restore_reply(idea=self.idea, version=version, over=over, by=self.request.user)

    def back(self) -> tuple[str, str]:
        return Tool.IDEA_BOX.label, reverse("boxidea-list", args=[self.project.pk])


class BoxIdeaDelete(BoxIdeaView):
    """Asks first: it is gone for good, with its history."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "toolkit/idea_box/delete.html", self.get_context_data(idea=self.idea))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.take_out(idea=self.idea, by=request.user)
        messages.success(request, "The idea is out of the box.")
        return redirect("boxidea-list", self.project.pk)


class BoxLinkCreate(BoxView, LinkCreate):
    permission = can_edit_project
    opens = WayIn.Opens.IDEA_BOX
    lead = "Hang the code up where staff pass by. Whoever scans it adds an idea, without an account."

    def back_url(self) -> str:
        return reverse("boxidea-list", args=[self.project.pk])
