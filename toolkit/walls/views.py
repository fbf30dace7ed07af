from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cmsportal.accounts.access import Guarded, signed_in
from projects.tools import Tool
from projects.views_base import ProjectView
from toolkit.measures import siblings
from toolkit.measures.cards import kept_cards
from toolkit.measures.entering import local_today
from toolkit.measures.permissions import can_see_wall, reader_for
from toolkit.measures.series import Reader, for_charts, marks_of
from toolkit.models import Measure

from .presenters import counted, heading, shared_since, signals_first, wall_row
from .querysets import walls_for
from .services import record_opening

MOST_CHARTS = 12


class WallDetail(ProjectView):
    """The charts that everybody walks past: the same page for all, made from what each reader may see."""

    tool = Tool.WALL
    permission = can_see_wall

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access = self.access
        reader, marks = reader_for(access), marks_of(self.project)
        rows = list(self.project.measures.hanging().select_related("collector")[: MOST_CHARTS + 1])
        size = "full" if len(rows) == 1 else "half"  # one chart has the whole width
        cards = kept_cards(rows[:MOST_CHARTS], marks, reader, size)
        if not (reader.raw or access.is_manager):
            record_opening(project=self.project, by=request.user)
        context = self.get_context_data(
            cards=cards,
            heading=heading(self.project, access),
            counted=counted(len(cards)),
            more=len(rows) > MOST_CHARTS,
            keepers=[place.name for place in self.project.team.current() if place.is_lead or place.is_champion],
            reader=reader,
            any_hidden=any(card.chart.n_hidden for card in cards),
        )
        context["who_sees"] = shared_since(access) or context["who_sees"]
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
