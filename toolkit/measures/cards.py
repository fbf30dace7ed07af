"""Cards: a chart and everything around it, for one reader, from objects already fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cmsportal.nhsuk.formats import day
from toolkit import spc
from toolkit.addresses import holder, picture_address
from toolkit.charts import SIZES, Change, Chart, Table, Words, changes_to_list, fingerprints, study, table, words
from toolkit.models import ChartMark, Measure

from .series import Reader, chart_of

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
    pictures: dict[str, str]  # fingerprints of the picture in the page's and in the phone's size
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
    def icons(self) -> tuple[tuple[str, str], ...]:
        """The two icons of Making Data Count, each with its words; none under other rules."""
        named = ((self.analysis.variation, self.words.variation), (self.analysis.assurance, self.words.assurance))
        return tuple(pair for pair in named if pair[0])

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


@dataclass(frozen=True)
class Content:
    """What a card shows, without the measure it belongs to and without addresses."""

    chart: Chart
    analysis: spc.Analysis
    words: Words
    changes: tuple[Change, ...]
    table: Table
    table_html: SafeString
    keys: dict[str, str]  # as the card's ``pictures``


def content_of(measure: Measure, marks: Sequence[ChartMark], reader: Reader, size: str) -> Content:
    """Of a measure fetched with its figures; no query."""
    chart = chart_of(measure, marks, reader)
    analysis = study(chart)
    rows = table(chart, analysis)
    return Content(
        chart,
        analysis,
        words(chart, analysis),
        changes_to_list(chart, size, analysis),
        rows,
        table_html(rows),
        keys_of(chart, size),
    )


def card_from(measure: Measure, content: Content, size: str) -> Card:
    """For the reader whom this page is made for: the picture has their address."""
    keys = {"project_id": measure.project_id, "measure_id": measure.pk}
    return Card(
        measure=measure,
        chart=content.chart,
        analysis=content.analysis,
        words=content.words,
        picture=picture_of(measure, size, content.keys),
        pictures=content.keys,
        changes=content.changes,
        table=content.table,
        table_html=content.table_html,
        keeper=measure.collector.name if measure.collector else "",
        link=reverse("measure-detail", kwargs=keys),
        download=reverse("measure-download", kwargs=keys),
    )


def card_of(measure: Measure, marks: Sequence[ChartMark], reader: Reader, size: str = "half") -> Card:
    """The card of a measure fetched by ``series.for_charts``; no query."""
    return card_from(measure, content_of(measure, marks, reader, size), size)


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
    return fingerprints(chart, (size, "phone"))


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
