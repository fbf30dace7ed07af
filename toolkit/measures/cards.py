"""Cards of charts, kept: what analysis, words and table come to is worked out once for each kind of reader.

A card is kept under what it was made from (see ``sources``), the reader's copy and the day. So nobody is shown an
old one, or one that was made for somebody who sees more. Without Redis every card is made anew.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.safestring import SafeString

from cmsportal.cache import UNREACHABLE
from toolkit.charts import Change, Chart, Table, Words, changes_to_list, study, table, words
from toolkit.models import ChartMark, Measure
from toolkit.spc import Analysis

from . import siblings
from .images import keep_pictures
from .presenters import Card, keys_of, picture_of, table_html
from .series import Reader, chart_of
from .sources import sources
from .summaries import with_figures

logger = logging.getLogger(__name__)
KEPT_FOR = 36 * 3600  # seconds; the day is part of the key


@dataclass(frozen=True)
class Content:
    """What a card shows, without the measure it belongs to and without addresses."""

    chart: Chart
    analysis: Analysis
    words: Words
    changes: tuple[Change, ...]
    table: Table
    table_html: SafeString
    keys: dict[str, str]  # fingerprints of the picture in the page's and in the phone's size


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


def kept_cards(measures: Sequence[Measure], marks: Sequence[ChartMark], reader: Reader, size: str) -> list[Card]:
    """The cards of one project's measures, in their order: one query, and a few more where one has to be made.

    What is written while a card is being made would be on the card and not in its key: such a card is not kept.

    Args:
        measures: fetched whole with their collectors, without figures.
        marks: all chart marks of the project.
    """
    if not measures:
        return []
    project = measures[0].project_id
    made_from = sources(measures, {project: marks})
    keys = {
        measure.pk: f"card:{size}:{reader.raw:d}:{reader.threshold}:{reader.today}:{made_from[measure.pk]}"
        for measure in measures
    }
    kept = _read(list(keys.values()))
    missing = [measure for measure in measures if keys[measure.pk] not in kept]
    if missing:
        with_figures(missing)
        if not reader.raw:
            siblings.load({id(measure.project): measure.project for measure in missing}.values())
        fresh = {keys[measure.pk]: content_of(measure, marks, reader, size) for measure in missing}
        after = sources(missing, {project: marks})
        _write({keys[pk]: fresh[keys[pk]] for pk, source in after.items() if source == made_from[pk]})
        keep_pictures({one.keys[size]: (one.chart, one.analysis) for one in fresh.values() if one.chart.points}, size)
        kept |= fresh
    return [_card(measure, kept[keys[measure.pk]], size) for measure in measures]


def _card(measure: Measure, content: Content, size: str) -> Card:
    keys = {"project_id": measure.project_id, "measure_id": measure.pk}
    return Card(
        measure=measure,
        chart=content.chart,
        analysis=content.analysis,
        words=content.words,
        picture=picture_of(measure, size, content.keys),
        changes=content.changes,
        table=content.table,
        table_html=content.table_html,
        keeper=measure.collector.name if measure.collector else "",
        link=reverse("measure-detail", kwargs=keys),
        download=reverse("measure-download", kwargs=keys),
    )


def _read(keys: list[str]) -> dict[str, Any]:
    try:
        return cache.get_many(keys)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: charts are worked out each time.")
        return {}


def _write(cards: dict[str, Content]) -> None:
    try:
        cache.set_many(cards, KEPT_FOR)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: a chart was not kept.")
