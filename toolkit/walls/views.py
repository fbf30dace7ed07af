from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import Guarded, signed_in
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures.permissions import can_see_wall, reader_for

from .cards import any_hidden
from .facts import facts_of
from .listing import walls_page
from .page_cards import cards_on_page
from .presenters import (
    also_shown,
    counted,
    heading,
    kept_by,
    newest_day,
    shared_since,
    shown_by,
)
from .services import record_opening


class WallView(ProjectView, abstract=True):
    """A page about a project's wall."""

    tool = Tool.WALL


class WallDetail(WallView):
    """The charts that everybody walks past: the same page for all, made from what each reader may see."""

    permission = can_see_wall

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access, reader, facts = self.access, reader_for(self.access), facts_of(self.project)
        cards, more = cards_on_page(
            self.project, reader, when_stale=facts.to_do if reader.raw else "", can_edit=access.edits
        )
        if not (reader.raw or access.is_manager):
            record_opening(project=self.project, by=request.user)
        context = self.get_context_data(
            cards=cards,
            heading=heading(self.project, access),
            counted=counted(len(cards)),
            kept_by=kept_by(facts.keepers, len(cards)),
            newest=newest_day(cards, reader.today),
            more=more,
            reader=reader,
            any_hidden=any_hidden(cards),
            shown_by=shown_by(facts),
        )
        context["who_sees"] = shared_since(access) or context["who_sees"] + also_shown(facts)
        return render(request, "toolkit/wall_detail.html", context)


class WallList(Guarded):
    """Walls that somebody may open, those whose signal changed first."""

    permission = signed_in

    def get(self, request: HttpRequest) -> HttpResponse:
        page = walls_page(request.user, request.GET.get("page"))
        return render(request, "toolkit/wall_list.html", {"page": page, "rows": page.object_list})
