from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import wall
from .views import ProgrammeView


class Counted(Paginator):
    """A paginator that has been told how many there are."""

    def __init__(self, number: int) -> None:
        super().__init__(range(number), wall.PER_PAGE)


class ProgrammeWall(ProgrammeView):
    """All charts that teams show to the programme, as small pictures: searched, ordered and paged by the address."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        programme = self.programme
        filters = wall.Filters.from_query(request.GET)
        wall.make_missing(programme)
        charts = wall.charts_of(programme)
        counts = wall.counts(charts, filters)
        found = counts[filters.signal] if filters.signal else sum(counts.values())
        page = Counted(found).get_page(request.GET.get("page"))
        rows = wall.page_rows(charts, filters, page.start_index() - 1 if found else 0)
        context = {
            "programme": programme,
            "filters": filters,
            "signals": [(name, rank.label, counts[name]) for name, rank in wall.SIGNALS.items()],
            "kinds": wall.KINDS,
            "sorts": wall.SORT_WORDS,
            "page": page,
            "found": found,
            "charts": [wall.small_chart(row) for row in rows],
            "chance": wall.chance_words(sum(counts[name] for name in ("worse", "better", "change", "none"))),
            "withheld": counts["withheld"],
            "hidden": counts["hidden"],
            "not_shown": wall.not_shown(programme),
            "who_sees": "Only the programme’s managers can see this page",
        }
        return render(request, "programme/programme_wall.html", context)
