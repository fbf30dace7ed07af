"""Comments beside what was measured, counted, rated, asked and collected: what ``places`` says of results."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import slugify

from projects.comments.places import Key, Place, PlaceKind, rows_named
from projects.tools import Tool

from .models import BoxIdea, Brainstorm, CountSheet, Measure, RatingRound, StormIdea, Survey, Timing
from .ratings.things import things_of
from .surveys.questions import asked_by

# The parts of a measure's definition, as its page calls them, by how an address names them.
OF_A_MEASURE = (
    *("What exactly is counted", "Counted", "Out of", "Left out", "Where it comes from", "Who enters it"),
    *("How often", "Which way is better", "Where we started", "Aim", "Kind of measure", "How the chart is read"),
)
MEASURE_PARTS = {slugify(label): label for label in OF_A_MEASURE}


def _page(name: str, argument: str, project: UUID, row: Any) -> str:
    return reverse(name, kwargs={"project_id": project, argument: row.pk})


def _parted(
    keys: Collection[Key], model: Any, label_of: Callable[[Any, str], str | None]
) -> Mapping[Key, tuple[Any, str]]:
    """'<id of the row>.<part>': the row of the same project, and what the part is called. No part: the whole."""
    named = {key: key[1].partition(".") for key in keys}
    rows = dict(
        rows_named(
            {(project, ident) for (project, _), (ident, _, _) in named.items()},
            lambda ids: model.objects.filter(pk__in=ids),
            lambda row: row.project_id,
        )
    )
    found = {}
    for key, (ident, dot, part) in named.items():
        row = rows.get((key[0], ident))
        label = label_of(row, part) if row is not None and bool(dot) == bool(part) else None
        if label is not None:
            found[key] = (row, label)
    return found


def _on_pages(found: Mapping[Key, tuple[Any, str]], name: str, argument: str) -> Mapping[Key, Place]:
    """Each on the page of its row."""
    return {key: Place(label, _page(name, argument, key[0], row)) for key, (row, label) in found.items()}


def _measure_part(row: Measure, part: str) -> str | None:
    if not part:
        return row.name
    return f"{row.name}: {MEASURE_PARTS[part]}" if part in MEASURE_PARTS else None


def measures(keys: Collection[Key]) -> Mapping[Key, Place]:
    """The measure as a whole, or a part of what it means."""
    return _on_pages(_parted(keys, Measure, _measure_part), "measure-detail", "measure_id")


def timings(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: Timing.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {key: Place(row.title, _page("timing-detail", "timing_id", key[0], row)) for key, row in rows}


def sheets(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: CountSheet.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {key: Place(row.title, _page("sheet-detail", "sheet_id", key[0], row)) for key, row in rows}


def ratings(keys: Collection[Key]) -> Mapping[Key, Place]:
    """What was rated in a round. Who rated how is told nowhere."""
    found = _parted(keys, RatingRound, lambda row, part: dict(things_of(row)).get(part))
    return _on_pages(found, "rating-detail", "round_id")


def _survey_question(row: Survey, part: str) -> str | None:
    return next((question.words for question in asked_by(row) if question.key == part), None)


def surveys(keys: Collection[Key]) -> Mapping[Key, Place]:
    """A question of a survey: its result as a whole, never an answer."""
    return _on_pages(_parted(keys, Survey, _survey_question), "survey-detail", "survey_id")


def brainstorms(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: Brainstorm.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {key: Place(row.question, _page("brainstorm-detail", "storm_id", key[0], row)) for key, row in rows}


def storm_ideas(keys: Collection[Key]) -> Mapping[Key, Place]:
    """Ideas of a brainstorm; none while all still write in silence."""
    told = StormIdea.objects.exclude(brainstorm__state=Brainstorm.State.ADDING).select_related("brainstorm")
    rows = rows_named(keys, lambda ids: told.filter(pk__in=ids), lambda row: row.brainstorm.project_id)
    return {
        key: Place(row.text, _page("brainstorm-detail", "storm_id", key[0], row.brainstorm), "an idea")
        for key, row in rows
    }


def box_ideas(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: BoxIdea.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {
        key: Place(row.text, reverse("boxidea-list", kwargs={"project_id": key[0]}), "an idea") for key, row in rows
    }


KINDS = (
    PlaceKind("measure", Tool.MEASURES, measures),
    PlaceKind("timing", Tool.COUNTING, timings),
    PlaceKind("sheet", Tool.COUNTING, sheets),
    PlaceKind("rating", Tool.RATINGS, ratings),
    PlaceKind("survey", Tool.SURVEYS, surveys),
    PlaceKind("brainstorm", Tool.BRAINSTORM, brainstorms),
    PlaceKind("storm-idea", Tool.BRAINSTORM, storm_ideas),
    PlaceKind("box-idea", Tool.IDEA_BOX, box_ideas),
)
