"""Cards of charts, kept: what analysis, words and table come to is worked out once for each kind of reader.

A card is kept under what it was made from (see ``sources``), the reader's copy and the day. So nobody is shown an
old one, or one that was made for somebody who sees more. Without Redis every card is made anew.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache

from cmsportal.cache import UNREACHABLE
from toolkit.models import ChartMark, Measure

from . import siblings
from .cards import Card, Content, card_from, content_of
from .images import keep_pictures
from .series import Reader, with_figures
from .sources import sources

logger = logging.getLogger(__name__)
KEPT_FOR = 36 * 3600  # seconds; the day is part of the key


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
    return [card_from(measure, kept[keys[measure.pk]], size) for measure in measures]


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
