"""A chart as it hangs on a wall: the last figure large, the signal with its arrow, who looks after it, what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from cmsportal.nhsuk.formats import count_words, day, first_upper
from cmsportal.nhsuk.icons import signal_shape
from projects.models import Project
from toolkit.charts.words import last_shown, newest_figure
from toolkit.measures import images
from toolkit.measures.cards import Card
from toolkit.measures.kept_cards import kept_cards
from toolkit.measures.series import Reader, marks_of
from toolkit.models import Measure

MOST_CHARTS = 12
NOTHING = SafeString("")
ARROWS = {1: "up", -1: "down"}


@dataclass(frozen=True)
class Hung:
    """One chart on a wall, for one reader. ``figure`` is '78', '*' where it is hidden, '' without one."""

    card: Card
    figure: str
    after: str  # what stands behind the figure: '%', 'days'
    arrow: str  # 'up' or 'down' beside a signal that has a side
    keeper: str
    said: str  # the sentence, short enough to be read from afar
    last: date | None  # the day of the newest figure
    last_day: str
    stale: str  # 'Six weeks old'
    to_do: str
    svg: SafeString = NOTHING
    phone_svg: SafeString = NOTHING
    paper_svg: SafeString = NOTHING  # its letters can be read across a sheet of A4

    @property
    def kind(self) -> str:
        return "stale" if self.stale else self.card.signal_kind

    @property
    def shape(self) -> SafeString:
        return signal_shape(self.kind)

    @property
    def hides(self) -> bool:
        return bool(self.card.chart.n_hidden)


def measures_on(project: Project) -> tuple[list[Measure], bool]:
    """What hangs on a project's wall, and whether there is more than a wall holds; one query."""
    rows = list(project.measures.hanging().select_related("collector")[: MOST_CHARTS + 1])
    return rows[:MOST_CHARTS], len(rows) > MOST_CHARTS


def cards_on(project: Project, reader: Reader, size_for: Callable[[int], str]) -> tuple[list[Card], bool]:
    """The cards of what hangs on a project's wall for this reader, and whether there are more than a wall holds.

    Every screen, public page and poster gets its charts here; see ``page_cards`` for the page. ``size_for`` says the
    picture's size by how many hang.
    """
    measures, more = measures_on(project)
    return kept_cards(measures, marks_of(project), reader, size_for(len(measures) + more)), more


def page_size(charts: int) -> str:
    """On a page one chart has the whole width."""
    return "full" if charts == 1 else "half"


def hang(
    cards: Iterable[Card], reader: Reader, *, names: bool = True, when_stale: str = "", inline: tuple[str, ...] = ()
) -> list[Hung]:
    """The charts as they hang; no query.

    Args:
        names: whether people are named; off where everybody may look.
        when_stale: what the team does about a stale chart; only for those who can do something about it.
        inline: sizes that are put into the page itself, for pages whose pictures nobody may fetch by address: for a
            desk, a phone, and paper.
    """
    return [_hung(card, reader, names, when_stale, inline) for card in cards]


def any_hidden(cards: Iterable[Any]) -> bool:
    return any(hung.hides for hung in cards)


def _hung(card: Card, reader: Reader, names: bool, when_stale: str, inline: tuple[str, ...]) -> Hung:
    figure, after = last_figure(card)
    last = last_shown(card.chart)
    lead = card.analysis.lead
    keeper = card.keeper if names else ""
    svgs = [*(picture_inline(card, size) for size in inline), NOTHING, NOTHING, NOTHING]
    return Hung(
        card=card,
        figure=figure,
        after=after,
        arrow=ARROWS.get(lead.side, "") if lead and card.words.state in {"better", "worse"} else "",
        keeper=keeper,
        said=said_short(card),
        last=last,
        last_day=day(last, reader.today) if last else "",
        stale=age_words((reader.today - last).days) if card.chart.stale and last else "",
        to_do=_to_do(card, keeper, names, when_stale) if card.chart.stale else "",
        svg=svgs[0],
        phone_svg=svgs[1],
        paper_svg=svgs[2],
    )


def last_figure(card: Card) -> tuple[str, str]:
    """The newest figure as this reader sees it, and what stands behind it: ('78', '%'), ('8', 'days'), ('*', '')."""
    _day, figure = newest_figure(card.chart, card.analysis)
    if figure in {"", "*"}:
        return figure, ""
    if figure.endswith("%"):
        return figure[:-1], "%"
    return figure, f"for every {card.measure.per:,}" if card.measure.value_kind == "rate" else card.chart.value_word


def said_short(card: Card) -> str:
    """What the chart says, without what the signal's words say already: 'Nine weeks in a row above the middle line.
    Chance does this in about 3 of 100 charts.'"""
    said = card.words
    fact = said.brief
    if said.state in {"better", "worse", "change"}:
        fact = fact.partition(": ")[0].rstrip(".") + "."
    return f"{fact} {said.chance_short}".strip()


def age_words(days: int) -> str:
    """How old the last figure is: 'Six weeks old'."""
    if days < 14:
        return f"{first_upper(count_words(days))} days old"
    if days < 120:
        return f"{first_upper(count_words(days // 7))} weeks old"
    return f"{first_upper(count_words(days // 30))} months old"


def _to_do(card: Card, keeper: str, names: bool, when_stale: str) -> str:
    who = keeper or "Anyone on the lead team"
    can = f"{who} can refresh it." if names else ""
    return " ".join(part for part in (can, when_stale) if part)


def picture_inline(card: Card, size: str) -> SafeString:
    """The picture as a part of the page. It was drawn by us, with every text in it escaped."""
    svg = images.picture(card.chart, size, "svg", card.analysis).decode()
    return mark_safe(svg.replace("<svg ", '<svg preserveAspectRatio="xMinYMid meet" ', 1))
