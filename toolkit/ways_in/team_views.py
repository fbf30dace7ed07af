"""The team's pages about its links for people without an account: made, shown as a QR code, withdrawn."""

from typing import Any
from uuid import UUID

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
from .presenters import LinkRow, row_of, rows_of
from .tokens import address_of

ONLY_TEAM = "Only your lead team can see this page"
Opens = WayIn.Opens
OF_TOOL = {
    Opens.SURVEY: Tool.SURVEYS,
    Opens.IDEA_BOX: Tool.IDEA_BOX,
    Opens.RATING: Tool.RATINGS,
    Opens.TIMING: Tool.COUNTING,
    Opens.COUNT: Tool.COUNTING,
}
# The page that a link belongs to, and what whoever opens it does there.
BACK = {
    Opens.SURVEY: ("Short survey", "survey-detail", "answers the survey"),
    Opens.RATING: ("Round of rating", "rating-detail", "rates once"),
    Opens.TIMING: ("Timing", "timing-detail", "times visits"),
    Opens.COUNT: ("Count sheet", "sheet-detail", "counts"),
}


def way_back(link: WayIn) -> tuple[str, str]:
    """Name and address of the page that a link belongs to."""
    if link.opens == Opens.IDEA_BOX:
        return Tool.IDEA_BOX.label, reverse("boxidea-list", args=[link.project_id])
    label, name, _ = BACK[Opens(link.opens)]
    return label, reverse(name, args=[link.project_id, link.subject_id])


def links_to(page: ProjectView, subject_id: UUID) -> list[LinkRow]:
    """The links of a thing that are not withdrawn, for those who may hand them out; none for others."""
    if not page.access.edits:
        return []
    links = WayIn.visible_to(page.request.user).filter(project=page.project, subject_id=subject_id, revoked_at=None)
    return rows_of(links.select_related("project"))


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

    def is_open(self) -> bool:
        """Whether what the link would open still takes anything."""
        return True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.is_open() else redirect(self.back_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.is_open() else redirect(self.back_url())

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
    """One link of the project, to whatever it opens. A brainstorm shows its own code."""

    tool = Tool.STEPS  # what it belongs to is known once it is found
    link: WayIn

    def find_target(self) -> Project:
        project = super().find_target()
        rows = WayIn.visible_to(self.request.user).filter(project=project, opens__in=OF_TOOL)
        self.link = get_or_404(rows.select_related("created_by"), pk=self.kwargs["link_id"])
        self.link.project = project
        self.tool = OF_TOOL[Opens(self.link.opens)]
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
            does="adds an idea" if self.link.opens == Opens.IDEA_BOX else BACK[Opens(self.link.opens)][2],
        )
        return render(request, "toolkit/wayin_detail.html", context)


class WayInRevoke(LinkView):
    permission = can_edit_project

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services.revoke_link(way_in=self.link, by=request.user)
        messages.success(request, f"‘{self.link.name}’ opens nothing any more.")
        return redirect(way_back(self.link)[1])
