"""The team's pages about links to its surveys and its idea box: made, shown as a QR code, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from cmsportal.accounts.access import get_or_404
from projects.models import Project
from projects.pages import ProjectFormPage
from projects.permissions import can_edit_project
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures.entering import local_today
from toolkit.models import WayIn
from toolkit.qr import qr_svg

from . import services
from .forms import LinkForm
from .presenters import row_of
from .tokens import address_of

ONLY_TEAM = "Only your lead team can see this page"
OF_TOOL = {WayIn.Opens.SURVEY: Tool.SURVEYS, WayIn.Opens.IDEA_BOX: Tool.IDEA_BOX}


def way_back(link: WayIn) -> tuple[str, str]:
    """Name and address of the page that a link belongs to."""
    if link.opens == WayIn.Opens.SURVEY:
        return "Short survey", reverse("survey-detail", args=[link.project_id, link.subject_id])
    return Tool.IDEA_BOX.label, reverse("boxidea-list", args=[link.project_id])


class LinkCreate(ProjectFormPage, abstract=True):
    """A new link. Subclasses say to what, and where it leads back."""

    template_name = "toolkit/wayin_form.html"
    opens: str
    lead = ""
    link: WayIn

    def subject(self) -> Any:
        return None

    def back_url(self) -> str:
        raise TypeError("a subclass leads back")

    def get_form(self, data: Any = None) -> LinkForm:
        return LinkForm(data, today=local_today(self.project), cancel_url=self.back_url())

    def save(self, form: LinkForm) -> str:
        values = {name: form.cleaned_data[name] for name in ("name", "last_day")}
        self.link = services.make_link(
            project=self.project, opens=self.opens, subject_id=self.subject(), by=self.request.user, **values
        )
        return ""

    def get_next_url(self) -> HttpResponse:
        return redirect("wayin-detail", self.project.pk, self.link.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            who_sees=ONLY_TEAM, lead=self.lead, back_url=self.back_url(), back_label=self.tool.label, **kwargs
        )


class LinkView(ProjectView, abstract=True):
    """One link of the project to a survey or the idea box. A brainstorm shows its own code."""

    tool = Tool.STEPS  # what it belongs to is known once it is found
    link: WayIn

    def find_target(self) -> Project:
        project = super().find_target()
        rows = WayIn.visible_to(self.request.user).filter(project=project, opens__in=OF_TOOL)
        self.link = get_or_404(rows.select_related("created_by"), pk=self.kwargs["link_id"])
        self.link.project = project
        self.tool = OF_TOOL[WayIn.Opens(self.link.opens)]
        return project


class WayInDetail(LinkView):
    """The address as text and as a code to scan, ready to print."""

    permission = can_edit_project

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = row_of(self.link)
        address = address_of(self.link) if row.works else ""
        label, url = way_back(self.link)
        context = self.get_context_data(
            row=row,
            address=address,
            qr=mark_safe(qr_svg(address).decode()) if address else "",
            back_label=label,
            back_url=url,
            who_sees=ONLY_TEAM,
            is_survey=self.link.opens == WayIn.Opens.SURVEY,
        )
        return render(request, "toolkit/wayin_detail.html", context)


class WayInRevoke(LinkView):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.revoke_link(way_in=self.link, by=request.user)
        messages.success(request, f"‘{self.link.name}’ opens nothing any more.")
        return redirect(way_back(self.link)[1])
