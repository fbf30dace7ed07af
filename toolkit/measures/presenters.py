"""Charts with their words, and figures in words, from objects already fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cmsportal.nhsuk.formats import WEEKDAYS, day, number
from projects.permissions import ProjectAccess
from projects.presenters import who_sees
from projects.tools import Audience, Tool
from toolkit import spc
from toolkit.addresses import holder, picture_address
from toolkit.charts import SIZES, Change, Chart, Table, Words, changes_to_list, fingerprint, study, table, words
from toolkit.models import ChartMark, Figure, Measure

from .series import Reader, chart_of, exact_value, is_percent

SIGNAL_KINDS = {"better": "better", "worse": "worse", "none": "none", "change": "none", "hidden": "hidden"}


@dataclass(frozen=True)
class Picture:
    """An ``<img>`` in two sizes: the page's and the phone's."""

    url: str
    phone_url: str
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    """One chart and everything around it, for one reader."""

    measure: Measure
    chart: Chart
    analysis: spc.Analysis
    words: Words
    picture: Picture
    changes: tuple[Change, ...]
    table: Table
    table_html: SafeString  # head and body of the table, put together once
    keeper: str
    link: str
    download: str

    @property
    def signal_kind(self) -> str:
        return SIGNAL_KINDS.get(self.words.state, "early")

    @property
    def rest(self) -> str:
        """The sentence after its first, which pages set in bold."""
        return self.words.sentence.removeprefix(self.words.brief).strip()

    @property
    def has_figures(self) -> bool:
        return bool(self.chart.points)

    @property
    def stale_sentence(self) -> str:
        if not self.chart.stale:
            return ""
        since = day(self.chart.points[-1].date)
        who = f" {self.keeper} can refresh it." if self.keeper else " Anyone on the lead team can refresh it."
        return f"No figure since {since}.{who}"


def card_of(measure: Measure, marks: list[ChartMark], reader: Reader, size: str = "half") -> Card:
    """The card of a measure fetched by ``series.for_charts``; no query."""
    chart = chart_of(measure, marks, reader)
    analysis = study(chart)
    rows = table(chart, analysis)
    keys = {"project_id": measure.project_id, "measure_id": measure.pk}
    return Card(
        measure=measure,
        chart=chart,
        analysis=analysis,
        words=words(chart, analysis),
        picture=picture_of(measure, size, keys_of(chart, size)),
        changes=changes_to_list(chart, size, analysis),
        table=rows,
        table_html=table_html(rows),
        keeper=measure.collector.name if measure.collector else "",
        link=reverse("measure-detail", kwargs=keys),
        download=reverse("measure-download", kwargs=keys),
    )


def picture_of(measure: Measure, size: str, keys: Mapping[str, str] | None = None) -> Picture:
    """Its addresses: for the reader of this page alone where ``keys`` names the fingerprints by size, else the one
    that asks who looks."""
    reader, shape = holder(), SIZES[size]
    if keys and reader:
        page, phone = (
            picture_address(measure.project_id, measure.pk, name, keys[name], reader) for name in (size, "phone")
        )
        return Picture(page, phone, shape.width, shape.height)
    address = reverse(
        "measure-chart", kwargs={"project_id": measure.project_id, "measure_id": measure.pk, "fmt": "svg"}
    )
    return Picture(f"{address}?size={size}", f"{address}?size=phone", shape.width, shape.height)


def keys_of(chart: Chart, size: str) -> dict[str, str]:
    """The fingerprints of a chart's picture in a size of the page and in the phone's."""
    return {name: fingerprint(chart, name) for name in {size, "phone"}}


def table_html(table: Table) -> SafeString:
    """Head and body of a chart's table. Written here and not in a template, which takes ten times as long over it."""
    last = len(table.header) - 1
    numeric = ["" if k in {0, last} else " app-numeric" for k in range(last + 1)]
    head = "".join(
        f'<th scope="col" class="nhsuk-table__header{more}">{escape(cell)}</th>'
        for cell, more in zip(table.header, numeric, strict=True)
    )
    rows = []
    for first, *cells in table.rows:
        rest = "".join(
            f'<td class="nhsuk-table__cell{more}">{escape(cell)}</td>'
            for cell, more in zip(cells, numeric[1:], strict=True)
        )
        start = f'<tr class="nhsuk-table__row"><th scope="row" class="nhsuk-table__header">{escape(first)}</th>'
        rows.append(f"{start}{rest}</tr>")
    return mark_safe(  # nosec B308 B703 - every cell is escaped above
        f'<thead class="nhsuk-table__head"><tr>{head}</tr></thead>'
        f'<tbody class="nhsuk-table__body">{"".join(rows)}</tbody>'
    )


def unit_after(measure: Measure) -> str:
    """What stands behind the number in a field: '%', 'minutes', or nothing."""
    return "%" if is_percent(measure) else measure.unit


def value_words(measure: Measure, value: Decimal | None) -> str:
    """'81%', '12.5 minutes', '14 calls'."""
    if value is None:
        return "no figure"
    text = number(_rounded(measure, value))
    if is_percent(measure):
        return f"{text}%"
    if measure.value_kind == Measure.ValueKind.RATE:
        return f"{text} for every {measure.per:,}"
    return f"{text} {measure.unit}".strip()


def _rounded(measure: Measure, value: Decimal) -> Decimal:
    return round(value, max(1, measure.decimals)) if measure.is_ratio else value


def figure_words(measure: Measure, figure: Any) -> str:
    """A figure or a row of its history, in words: '78% (156 of 200)', 'closed', 'nothing to count (0 of 0)'."""
    if figure.status == Figure.Status.CLOSED:
        return "closed"
    if figure.status == Figure.Status.MISSING:
        return "no figure"
    if figure.denominator is not None:
        counts = f"{number(figure.numerator)} of {number(figure.denominator)}"
        if figure.denominator == 0:
            return f"nothing to count ({counts})"
        return f"{value_words(measure, exact_value(measure, figure))} ({counts})"
    words = value_words(measure, figure.value)
    return f"{words}, an estimate" if figure.status == Figure.Status.ESTIMATE else words


@dataclass(frozen=True)
class Correction:
    day: str
    before: str
    after: str
    who: str
    when: Any


def corrections(measure: Measure, history: list[Any]) -> list[Correction]:
    """What was changed or taken out, newest first, from the measure's figure history in the order it was written."""
    last: dict[Any, Any] = {}
    found = []
    for row in history:
        earlier = last.get(row.id)
        last[row.id] = row
        if earlier is None:
            continue
        before, after = figure_words(measure, earlier), figure_words(measure, row)
        if row.history_type == "-":
            after = "taken out"
        elif row.date != earlier.date:
            after = f"{after}, moved to {day(row.date)}"
        elif before == after and row.note == earlier.note:
            continue
        elif before == after:
            after = "note changed"
        who = row.history_user.name if row.history_user else "somebody"
        found.append(Correction(day(earlier.date), before, after, who, row.history_date))
    return found[::-1]


def definition_rows(measure: Measure, reader: Reader, baseline: Decimal | None) -> list[tuple[str, str]]:
    """The definition as key and value, empty parts left out."""
    weekly = measure.schedule == Measure.Schedule.WEEKLY
    schedule = measure.get_schedule_display() + (f", on {WEEKDAYS[measure.due_weekday]}" if weekly else "")
    aim = value_words(measure, measure.goal) if measure.goal is not None else ""
    if aim and measure.goal_on:
        aim += f" by {day(measure.goal_on)}"
    rows = [
        ("What exactly is counted", measure.definition),
        ("Counted", measure.numerator),
        ("Out of", measure.denominator),
        ("Left out", measure.exclusions),
        ("Where it comes from", measure.data_source),
        ("Who enters it", measure.collector.name if measure.collector else ""),
        ("How often", schedule),
        ("Which way is better", measure.get_direction_display()),
        ("Where we started", value_words(measure, baseline) if baseline is not None else ""),
        ("Aim", aim),
        ("Kind of measure", measure.get_kind_display()),
    ]
    return [(key, value) for key, value in rows if value]


def who_sees_figures(project: Any, access: ProjectAccess) -> str:
    """Who sees a figure once it is saved: those who see the measures, and those who see the wall."""
    audiences = {share.audience for share in access.shares if share.tool in {Tool.WALL, Tool.MEASURES}}
    outside = audiences & {Audience.PROGRAMME, Audience.PARTNER, Audience.LIBRARY}
    line = who_sees(project, Tool.WALL, access).replace("can see this page", "see the chart")
    return f"{line}. Outside the practice and its coach small numbers are hidden" if outside else line
