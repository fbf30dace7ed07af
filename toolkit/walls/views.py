from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import Guarded, signed_in
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures import siblings
from toolkit.measures.entering import local_today
from toolkit.measures.permissions import can_see_wall, reader_for
from toolkit.measures.series import Reader, for_charts
from toolkit.models import Measure

from .cards import any_hidden
from .facts import facts_of
from .page_cards import cards_on_page
from .presenters import (
    also_shown,
    counted,
    heading,
    kept_by,
    newest_day,
    shared_since,
    shown_by,
    signals_first,
    wall_row,
)
from .querysets import walls_for
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
        projects = list(walls_for(request.user).prefetch_related("chart_marks"))
        leading = for_charts(Measure.visible_to(request.user).filter(project__in=projects).hanging())
        ordered = leading.order_by("project_id", "-is_lead", "position", "created_at").distinct("project_id")
        first = {measure.project_id: measure for measure in ordered}
        outside = [project for project in projects if not project.reader_is_inside]
        if outside:
            siblings.load(outside)
        for project in projects:
            if project.pk in first:
                first[project.pk].project = project
        rows = [
            wall_row(
                project,
                first.get(project.pk),
                Reader(project.reader_is_inside, project.programme.small_number_threshold, local_today(project)),
            )
            for project in projects
        ]
        page = Paginator(signals_first(rows), 24).get_page(request.GET.get("page"))
        return render(request, "toolkit/wall_list.html", {"page": page, "rows": page.object_list})
