from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from cmsportal.nhsuk.formats import count_words, day, first_upper
from projects.models import Project
from projects.permissions import ProjectAccess
from projects.presenters import listed
from projects.tools import Tool
from toolkit.addresses import holder, picture_address
from toolkit.charts import SIZES, study, words
from toolkit.charts.words import last_shown
from toolkit.measures.cards import SIGNAL_KINDS, Picture, keys_of, picture_of
from toolkit.measures.series import WITHHELD, Reader, chart_of
from toolkit.measures.summaries import said_of
from toolkit.models import ChartSummary, Measure

from .cards import MOST_CHARTS, Hung, any_hidden
from .facts import Facts

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
    chance: str
    brief: str
    picture: Picture | None
    last: str


def wall_row(measure: Measure, reader: Reader) -> WallRow:
    """``measure`` is the leading one, fetched by ``series.for_charts``, with its project and the project's marks."""
    project = measure.project
    chart = chart_of(measure, project.chart_marks.all(), reader)
    said = words(chart, study(chart))
    last = last_shown(chart)
    return WallRow(
        project,
        _wall_url(project),
        measure.name,
        said.state,
        SIGNAL_KINDS.get(said.state, "early"),
        said.signal,
        said.chance_short,
        said.brief,
        picture_of(measure, "small", keys_of(chart, "small")),
        f"Last figure {day(last)}" if last else said.last_figure,
    )


def summary_row(summary: ChartSummary) -> WallRow:
    """The row for somebody outside the practice, from the leading measure's summary, fetched with its project."""
    measure, withheld = summary.measure, summary.rank == ChartSummary.Rank.WITHHELD
    last = f"Last figure {day(summary.last_on)}" if summary.last_on else ""
    said, chance = said_of(summary)
    return WallRow(
        measure.project,
        _wall_url(measure.project),
        measure.name,
        summary.state,
        "hidden" if withheld else SIGNAL_KINDS.get(summary.state, "early"),
        summary.signal,
        chance,
        WITHHELD if withheld else said,
        _small_picture(summary) if summary.picture else None,
        last or ("No figure yet" if summary.rank == ChartSummary.Rank.EMPTY else ""),
    )


def _small_picture(summary: ChartSummary) -> Picture:
    measure, reader, shape = summary.measure, holder(), SIZES["small"]
    if reader:
        address = picture_address(measure.project_id, measure.pk, "small", summary.picture, reader)
    else:
        address = reverse("measure-chart", args=[measure.project_id, measure.pk, "svg"]) + "?size=small"
    return Picture(address, address, shape.width, shape.height)


def empty_row(project: Project) -> WallRow:
    """Of a wall on which nothing hangs."""
    return WallRow(project, _wall_url(project), "", "empty", "early", "No charts yet", "", "", None, "")


def _wall_url(project: Project) -> str:
    return reverse("wall-detail", args=[project.pk])


def heading(project: Project, access: ProjectAccess) -> str:
    return "Our data wall" if access.is_team else wall_name(project)


def wall_name(project: Project) -> str:
    """'Larkmead Surgery’s data wall'."""
    name = project.practice.name
    return f"{name}{'’' if name.endswith('s') else '’s'} data wall"


def counted(charts: int) -> str:
    """'Three charts', 'One chart'."""
    return f"{first_upper(count_words(charts))} chart{'' if charts == 1 else 's'}"


def shared_since(access: ProjectAccess) -> str:
    """'Shared with Harwick Community Trust since Monday 13 January' for somebody from there; else ''."""
    for share in access.shares:
        if share.tool == Tool.WALL and share.partner_id in access.partners and share.partner:
            return f"Shared with {share.partner.name} since {day(share.shared_at)}"
    return ""


def newest_day(cards: Iterable[Any], today: date) -> str:
    """The day of the newest figure on the wall; '' where there is none."""
    days = [hung.last for hung in cards if hung.last]
    return day(max(days), today) if days else ""


def kept_by(names: Sequence[str], charts: int) -> str:
    """'Jo Pritchard looks after this wall.'"""
    if not names or not charts:
        return ""
    return f"{listed(names)} look{'s' if len(names) == 1 else ''} after {'this wall' if charts > 1 else 'it'}."


@dataclass(frozen=True)
class Legend:
    """What the foot of a screen explains: only what hangs there.

    ``rules`` are those that most charts follow; where they are ``mixed``, the others name their own.
    """

    better: bool
    worse: bool
    middle: str
    aim: bool
    changes: bool
    closed: bool
    hidden: bool
    rules: str
    mixed: bool


def legend(cards: Sequence[Hung]) -> Legend:
    charts = [hung.card.chart for hung in cards]
    states = {hung.kind for hung in cards}  # a stale one is grey
    # A chart of which too much is hidden follows no rules, and says so itself.
    rules = Counter(
        hung.card.words.rule_set for hung in cards if hung.card.has_figures and not hung.card.chart.too_much_hidden
    )
    medians = {hung.card.analysis.chart in {"run", "g"} for hung in cards if any(hung.card.analysis.centre)}
    middle = {frozenset({True}): "middle line (median)", frozenset({False}): "mean"}.get(frozenset(medians), "")
    return Legend(
        better="better" in states,
        worse="worse" in states,
        middle=middle or ("middle line" if medians else ""),
        aim=any(chart.aim is not None for chart in charts),
        changes=any(chart.changes for chart in charts),
        closed=any(point.status == "closed" for chart in charts for point in chart.points),
        hidden=any_hidden(cards),
        rules=rules.most_common(1)[0][0] if rules else "",
        mixed=len(rules) > 1,
    )


def also_shown(facts: Facts) -> str:
    """Who looks at it without signing in: ', and so can whoever passes its two screens'; '' for nobody."""
    ways = []
    if facts.screens:
        ways.append(
            "whoever passes its screen"
            if facts.screens == 1
            else f"whoever passes its {count_words(facts.screens)} screens"
        )
    if facts.public:
        ways.append(
            "everybody with its public link"
            if facts.public == 1
            else f"everybody with one of its {count_words(facts.public)} public links"
        )
    return f", and so can {listed(ways)}" if ways else ""


def shown_by(facts: Facts) -> str:
    """'two screens, one public link'; '' where nothing shows the wall."""
    counts = ((facts.screens, "screen"), (facts.public, "public link"))
    return ", ".join(f"{count_words(count)} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)


@dataclass(frozen=True)
class OrderRow:
    """A chart in the team's list of what hangs where."""

    measure: Measure
    place: int
    text: str
    is_first: bool
    is_last: bool


def order_rows(measures: Iterable[Measure], today: date) -> list[OrderRow]:
    """From the hanging measures, fetched by ``series.for_charts``, in their order."""
    rows = list(measures)
    return [
        OrderRow(measure, place, _order_text(measure, place, today), place == 1, place == len(rows))
        for place, measure in enumerate(rows, start=1)
    ]


def _order_text(measure: Measure, place: int, today: date) -> str:
    figures = list(measure.figures.all())
    parts = [f"Last figure {day(figures[-1].date, today)}" if figures else "No figure yet"]
    if measure.collector:
        parts.append(f"{measure.collector.name} looks after it")
    if place == 1:
        parts.append("It leads: it stands on the project page, too")
    if place > MOST_CHARTS:
        parts.append("Not shown: a wall shows twelve charts")
    return ". ".join(parts) + "."
