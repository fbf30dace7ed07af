"""Cards of charts, kept: what analysis, words and table come to is worked out once for each kind of reader.

A card is kept under what it was made from (see ``sources``), the reader's copy and the day. So nobody is shown an
old one, or one that was made for somebody who sees more. What a page makes of a card can be kept beside it. Without
Redis every card is made anew.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.cache import cache

from cmsportal.cache import UNREACHABLE
from toolkit.models import ChartMark, Measure

from . import siblings
from .cards import Card, Content, card_from, content_of
from .images import sketches
from .series import Reader, with_figures
from .sources import sources

logger = logging.getLogger(__name__)
KEPT_FOR = 36 * 3600  # seconds; the day is part of the key


def kept_cards(measures: Sequence[Measure], marks: Sequence[ChartMark], reader: Reader, size: str) -> list[Card]:
    """The cards of one project's measures, in their order: one query, and a few more where one has to be made.

    Args:
        measures: fetched whole with their collectors, without figures.
        marks: all chart marks of the project.
    """
    kept = _Kept(measures, marks, reader, size)
    cards = kept.cards(measures)
    _write(kept.fresh)
    return cards


def kept_pieces(
    measures: Sequence[Measure],
    marks: Sequence[ChartMark],
    reader: Reader,
    size: str,
    *,
    render: Callable[[Card], Any],
    made_with: Mapping[UUID, str],
) -> list[Any]:
    """What ``render`` makes of each of these cards (see ``kept_cards``): kept, so that it is seldom called.

    Args:
        render: gives something that can be pickled, and that is the same for every session.
        made_with: of each measure, whatever else ``render`` looks at.
    """
    kept = _Kept(measures, marks, reader, size)
    places = {measure.pk: f"piece:{made_with[measure.pk]}:{kept.places[measure.pk]}" for measure in measures}
    found = _read(places.values())
    missing = [measure for measure in measures if places[measure.pk] not in found]
    pieces = {card.measure.pk: render(card) for card in kept.cards(missing)}
    _write(kept.fresh | {places[pk]: piece for pk, piece in pieces.items() if pk not in kept.unsure})
    return [found[places[measure.pk]] if measure.pk not in pieces else pieces[measure.pk] for measure in measures]


class _Kept:
    """The cards of some measures of a project, as the cache knows them."""

    def __init__(self, measures: Sequence[Measure], marks: Sequence[ChartMark], reader: Reader, size: str) -> None:
        self.marks, self.reader, self.size = marks, reader, size
        self.made_from = self._sources(measures)
        copy = f"{size}:{reader.raw:d}:{reader.threshold}:{reader.today}"
        self.places = {pk: f"card:{copy}:{source}" for pk, source in self.made_from.items()}
        self.fresh: dict[str, Any] = {}  # to be kept, by its place
        self.unsure: set[UUID] = set()  # what was written while the card was being made is on it and not in its key

    def cards(self, measures: Sequence[Measure]) -> list[Card]:
        """Of some of the measures. What is not kept is made, and ``fresh`` unless something was written meanwhile."""
        contents = _read([self.places[measure.pk] for measure in measures])
        missing = [measure for measure in measures if self.places[measure.pk] not in contents]
        if missing:
            contents |= self._made(missing)
        return [card_from(measure, contents[self.places[measure.pk]], self.size) for measure in measures]

    def _made(self, measures: Sequence[Measure]) -> dict[str, Content]:
        with_figures(measures)
        if not self.reader.raw:
            siblings.load({id(measure.project): measure.project for measure in measures}.values())
        fresh = {measure.pk: content_of(measure, self.marks, self.reader, self.size) for measure in measures}
        self.unsure |= {pk for pk, source in self._sources(measures).items() if source != self.made_from[pk]}
        sound = {self.places[pk]: content for pk, content in fresh.items() if pk not in self.unsure}
        self.fresh |= sound | sketches(sound)
        return {self.places[pk]: content for pk, content in fresh.items()}

    def _sources(self, measures: Sequence[Measure]) -> dict[UUID, str]:
        return sources(measures, {measures[0].project_id: self.marks}) if measures else {}


def _read(keys: Any) -> dict[str, Any]:
    try:
        return cache.get_many(list(keys)) if keys else {}
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: charts are worked out each time.")
        return {}


def _write(made: Mapping[str, Any]) -> None:
    try:
        if made:
            cache.set_many(made, KEPT_FOR)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached: a chart was not kept.")
