"""Every chart that the teams of a programme show to it, in small: found and ordered in SQL, from their summaries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.urls import reverse

from cmsportal.nhsuk.formats import day
from practices.models import Programme
from projects.models import Project, Share
from projects.tools import Audience, Tool
from toolkit import spc
from toolkit.addresses import holder, picture_address
from toolkit.measures.cards import SIGNAL_KINDS
from toolkit.measures.summaries import out_of_date, refresh
from toolkit.models import ChartSummary, Measure

PER_PAGE = 24
MOST_NEW = 48  # charts without a summary that one page makes
Rank = ChartSummary.Rank
SORTS: dict[str, tuple[Any, ...]] = {
    "signal": ("rank", "-last_on", "measure_id"),
    "practice": ("measure__project__practice__name", "measure__project__practice_id", "measure_id"),
    "updated": (F("last_on").desc(nulls_last=True), "measure_id"),
}
SORT_WORDS = (("signal", "What changed first"), ("practice", "By practice"), ("updated", "Newest figure first"))
SIGNALS = {
    "worse": Rank.WORSE,
    "better": Rank.BETTER,
    "change": Rank.CHANGE,
    "none": Rank.NONE,
    "early": Rank.EARLY,
    "hidden": Rank.HIDDEN,
    "empty": Rank.EMPTY,
    "withheld": Rank.WITHHELD,
}
KINDS = (("outcome", "Outcome"), ("process", "Process"), ("balancing", "Balancing"))
USUAL_FIGURES = 24


def shows_wall(project: str) -> Exists:
    """The team shows its data wall to the programme's managers; ``project`` is the path to its id."""
    return Exists(Share.objects.open().filter(project=OuterRef(project), tool=Tool.WALL, audience=Audience.PROGRAMME))


def charts_of(programme: Programme) -> QuerySet[ChartSummary]:
    """Those that hang on a wall which the team shows to the programme."""
    hangs = {"measure__on_wall": True, "measure__archived_at__isnull": True}
    return ChartSummary.objects.filter(shows_wall("measure__project"), programme=programme, **hangs)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything unknown is left out."""

    text: str = ""
    signal: str = ""
    kind: str = ""
    sort: str = "signal"

    @classmethod
    def from_query(cls, query: Any) -> "Filters":
        def one_of(name: str, known: Any, otherwise: str = "") -> str:
            return query[name] if query.get(name) in known else otherwise

        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:80],
            signal=one_of("signal", SIGNALS),
            kind=one_of("kind", dict(KINDS)),
            sort=one_of("sort", SORTS, "signal"),
        )

    @property
    def any(self) -> bool:
        return bool(self.text or self.signal or self.kind)

    def but_signal(self, charts: QuerySet[ChartSummary]) -> QuerySet[ChartSummary]:
        if self.text:
            charts = charts.filter(measure__project__practice__name__icontains=self.text)
        return charts.filter(measure__kind=self.kind) if self.kind else charts

    def apply(self, charts: QuerySet[ChartSummary]) -> QuerySet[ChartSummary]:
        charts = self.but_signal(charts)
        if self.signal:
            charts = charts.filter(rank=SIGNALS[self.signal])
        return charts.order_by(*SORTS[self.sort])


@dataclass(frozen=True)
class SmallChart:
    """One chart as a card."""

    practice: str
    url: str
    project: str
    title: str
    kind: str
    signal: str
    brief: str
    picture: str
    last: str
    when: str
    stale: bool


def small_chart(row: ChartSummary) -> SmallChart:
    """From a row with its measure, project and practice; no query."""
    measure = row.measure
    return SmallChart(
        practice=measure.project.practice.name,
        url=reverse("wall-detail", args=[measure.project_id]),
        project=measure.project.title,
        title=measure.name,
        kind=SIGNAL_KINDS.get(row.state, "early"),
        signal=row.signal,
        brief=row.brief or ("Each figure is the date of a rare event." if row.rank == Rank.WITHHELD else ""),
        picture=_picture(row),
        last=row.last_words,
        when=day(row.last_on) if row.last_on else "",
        stale=row.is_stale,
    )


def _picture(row: ChartSummary) -> str:
    project, reader = row.measure.project_id, holder()
    if not row.picture:
        return ""
    if reader:
        return picture_address(project, row.pk, "small", row.picture, reader)
    return reverse("measure-chart", args=[project, row.pk, "svg"]) + "?size=small"


def counts(charts: QuerySet[ChartSummary], filters: Filters) -> dict[str, int]:
    """How many charts of each signal there are with the other filters; one query."""
    found = dict(filters.but_signal(charts).order_by().values_list("rank").annotate(Count("pk")))
    return {name: found.get(rank, 0) for name, rank in SIGNALS.items()}


def page_rows(charts: QuerySet[ChartSummary], filters: Filters, first: int) -> list[ChartSummary]:
    """The rows of a page, as things stand: whichever is found out of date is made anew before it is shown."""
    ids = list(filters.apply(charts).values_list("pk", flat=True)[first : first + PER_PAGE])  # narrow rows to sort
    whole = ChartSummary.objects.select_related(
        "measure__collector", "measure__project__practice", "measure__project__programme"
    ).in_bulk(ids)
    rows = [whole[pk] for pk in ids if pk in whole]
    if renew := out_of_date(rows):
        refresh(renew)
        fresh = ChartSummary.objects.in_bulk(renew)
        for row in rows:
            if row.pk in fresh:
                fresh[row.pk].measure = row.measure
        rows = [fresh.get(row.pk, row) for row in rows]
    return rows


def make_missing(programme: Programme) -> None:
    """Charts that nobody has summarised yet: the nudge to the worker was lost, or has not come yet."""
    ids = (
        Measure.objects.hanging()
        .filter(shows_wall("project"), project__programme=programme, summary__isnull=True)
        .values_list("pk", flat=True)[:MOST_NEW]
    )
    missing: list[UUID] = list(ids)
    if missing:
        refresh(missing)


def not_shown(programme: Programme) -> int:
    """How many teams keep their wall to themselves."""
    joined = Project.objects.filter(programme=programme).exclude(
        status__in=[Project.Status.INVITED, Project.Status.DECLINED]
    )
    return joined.exclude(shows_wall("pk")).count()


def chance_words(charts: int) -> str:
    """How many of the charts shown signal without any reason, with the usual rules."""
    share = spc.chance_of_signal("anhoej", USUAL_FIGURES, "run", 6, 6)
    if not share or not charts:
        return ""
    if charts < 20:  # too few for a number of charts to say much
        return f"Chance alone gives a signal in about {round(100 * share)} of 100 such charts with the usual rules."
    about = max(1, round(charts * share))
    signals = "one signal" if about == 1 else f"{about:,} signals"
    return f"Chance alone gives about {signals} among {charts:,} such charts with the usual rules."
