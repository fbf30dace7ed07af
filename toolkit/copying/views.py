"""What other teams made and we can copy, and what we offer them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from projects.pages import ProjectFormPage, ProjectPage
from projects.permissions import can_edit_project
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from ..models import Diagram, Fishbone, Measure, Survey, Template
from . import services
from .forms import OfferForm
from .frames import FRAMES
from .presenters import offers


class TemplateList(ProjectPage):
    permission = can_edit_project
    tool = Tool.STEPS
    template_name = "toolkit/template_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = Template.visible_to(user).filter(withdrawn_at__isnull=True)
        mine = rows.filter(project=self.project)
        others = rows.exclude(project=self.project).filter(project__programme=self.project.programme_id)
        return super().get_context_data(
            others=offers(others),
            mine=offers(mine),
            measures=Measure.visible_to(user).filter(project=self.project).in_use(),
            fishbone=Fishbone.visible_to(user).filter(project=self.project).first(),
            diagrams=Diagram.visible_to(user).filter(project=self.project, nodes__isnull=False).distinct(),
            surveys=Survey.visible_to(user).filter(project=self.project),
            **kwargs,
        )


class TemplateOffer(ProjectFormPage):
    """Read what others would see, change it, offer it."""

    permission = can_edit_project
    tool = Tool.STEPS
    template_name = "toolkit/template_offer.html"
    next_url = "template-list"
    refused_status = 422

    def get_form(self, data: Any = None) -> OfferForm:
        what = self.kwargs["what"]
        frame = FRAMES.get(what)
        thing = frame.find(self.request.user, self.project, self.kwargs.get("row_id")) if frame else None
        if frame is None or thing is None:
            raise Http404
        return OfferForm(what, frame, thing, data)

    def save(self, form: OfferForm) -> str:
        services.offer(
            project=self.project,
            tool=form.tool,
            title=form.cleaned_data["title"],
            what_for=form.cleaned_data["what_for"],
            content=form.content(),
            by=self.request.user,
        )
        return "Offered. Other teams of your programme can copy it, and do not see whose it is."


class TemplateAct(ProjectView, abstract=True):
    """A button beside an offer."""

    tool = Tool.STEPS

    def find_template(self) -> Template:
        rows = Template.visible_to(self.request.user).filter(project__programme=self.project.programme_id)
        return get_or_404(rows, pk=self.kwargs["template_id"])

    def back(self) -> HttpResponse:
        return redirect("template-list", project_id=self.project.pk)


class TemplateCopy(TemplateAct):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(
                request, services.copy(template=self.find_template(), project=self.project, by=request.user)
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return self.back()


class TemplateWithdraw(TemplateAct):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        template = self.find_template()
        if template.project_id != self.project.pk:
            raise Http404
        services.withdraw(template=template, by=request.user)
        messages.success(request, "No longer offered. Copies that teams made stay with them.")
        return self.back()
