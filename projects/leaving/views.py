"""Who takes this over? The team's page for what somebody who left looked after."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmsportal.accounts.access import get_or_404
from projects.models import Offer
from projects.pages import ProjectPage
from projects.permissions import can_edit_project, is_on_team
from projects.refusal import Refusal
from projects.tools import Tool
from projects.views_base import ProjectView

from .presenters import by_leaver, settled_words
from .queries import waiting_in
from .services import let_offer_go, take_offer

SETTLED_SHOWN = 20


class OfferList(ProjectPage):
    permission = is_on_team
    tool = Tool.TEAM
    template_name = "projects/leaving/offer_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Offer.visible_to(self.request.user).filter(project=self.project).settled()
        settled = rows.select_related("leaver", "taken_by", "let_go_by")[:SETTLED_SHOWN]
        return super().get_context_data(
            leavers=by_leaver(waiting_in([self.project])),
            settled=[settled_words(offer) for offer in settled],
            who_sees="Only your lead team can see this page",
            **kwargs,
        )


class OfferAct(ProjectView, abstract=True):
    """A button that settles one offer, and goes back to the list."""

    permission = can_edit_project
    tool = Tool.TEAM

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = Offer.visible_to(request.user).select_related("leaver")
        offer = get_or_404(rows, project=self.project, pk=kwargs["offer_id"])
        offer.project = self.project
        try:
            messages.success(request, self.act(offer))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("offer-list", project_id=self.project.pk)

    def act(self, offer: Offer) -> str:
        raise TypeError("a subclass says what is done")


class OfferTake(OfferAct):
    def act(self, offer: Offer) -> str:
        return f"‘{take_offer(offer=offer, by=self.request.user)}’ is yours now."


class OfferLetGo(OfferAct):
    def act(self, offer: Offer) -> str:
        return f"Nobody takes over ‘{let_offer_go(offer=offer, by=self.request.user)}’."
