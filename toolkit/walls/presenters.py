from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from projects.models import Project
from projects.permissions import ProjectAccess
from projects.tools import Tool
from toolkit.charts import study, words
from toolkit.measures.presenters import SIGNAL_KINDS, Picture, keys_of, picture_of
from toolkit.measures.series import Reader, chart_of
from toolkit.models import Measure

ORDER = ("worse", "better", "change")  # what changed comes first, what got worse before all


@dataclass(frozen=True)
class WallRow:
    """One wall in the list: its leading chart, small."""

    project: Project
    url: str
    title: str
    state: str
    kind: str
    signal: str
    brief: str
    picture: Picture | None
    last: str


def wall_row(project: Project, measure: Measure | None, reader: Reader) -> WallRow:
    """``measure`` is the leading one, fetched by ``series.for_charts`` with its project's marks; None without one."""
    url = reverse("wall-detail", args=[project.pk])
    if measure is None:
        return WallRow(project, url, "", "empty", "early", "No charts yet", "", None, "")
    chart = chart_of(measure, project.chart_marks.all(), reader)
    said = words(chart, study(chart))
    last = next((p.date for p in reversed(chart.points) if p.value is not None or p.status == "hidden"), None)
    return WallRow(
        project,
        url,
        measure.name,
        said.state,
        SIGNAL_KINDS.get(said.state, "early"),
        said.signal,
        said.brief,
        picture_of(measure, "small", keys_of(chart, "small")),
        f"Last figure {day(last)}" if last else said.last_figure,
    )


def signals_first(rows: Iterable[WallRow]) -> list[WallRow]:
    def place(row: WallRow) -> tuple[int, str]:
        return (ORDER.index(row.state) if row.state in ORDER else len(ORDER), str(row.project))

    return sorted(rows, key=place)


def heading(project: Project, access: ProjectAccess) -> str:
    name = project.practice.name
    return "Our data wall" if access.is_team else f"{name}{'’' if name.endswith('s') else '’s'} data wall"


def counted(charts: int) -> str:
    """'Three charts', 'One chart'."""
    return f"{first_upper(count_words(charts))} chart{'' if charts == 1 else 's'}"


def shared_since(access: ProjectAccess) -> str:
    """'Shared with Harwick Community Trust since Monday 13 January' for somebody from there; else ''."""
    for share in access.shares:
        if share.tool == Tool.WALL and share.partner_id in access.partners and share.partner:
            return f"Shared with {share.partner.name} since {day(share.shared_at)}"
    return ""
