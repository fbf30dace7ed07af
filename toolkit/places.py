"""The fields of the tools beside which the team and its coach can leave comments."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from projects.comments import places
from projects.comments.places import Key, Place, PlaceKind, rows_named
from projects.tools import Tool

from . import places_found
from .aims.forms import GlobalAimForm, SpecificAimForm
from .models import Category, Cause, Cycle, CycleQuestion, Fishbone, Lane, Node
from .storyboard.reading import HEADINGS
from .workbook.questions import PARTS, QUESTIONS

# The fields of a small test: as its page calls them, by how an address names them.
OF_A_TEST = (
    *("Plan", "Do", "Study", "Act", "Different this time", "What", "Who", "Where", "When", "How much", "Data"),
    *("Measure", "As planned?", "Seen", "Surprise", "What we learned", "We decided to", "Because"),
    "Different next time",
)
TEST_FIELDS = {slugify(label): label for label in OF_A_TEST}
AIMS = {
    "global": "The theme",
    "specific": "The aim",
    **{f"global.{name}": label for name, label in GlobalAimForm.Meta.labels.items()},
    "specific.direction": "Which way?",
    **{f"specific.{name}": label for name, label in SpecificAimForm.Meta.labels.items()},
}
_part_of = {question.key: part.slug for part in PARTS for question in part.questions}


def answers(keys: Collection[Key]) -> Mapping[Key, Place]:
    return {
        (project, key): Place(QUESTIONS[key].label, _answer_page(project, key))
        for project, key in keys
        if key in QUESTIONS
    }


def _answer_page(project: UUID, key: str) -> str:
    page = reverse("workbook-part", kwargs={"project_id": project, "part": _part_of[key]})
    return f"{page}#{QUESTIONS[key].slug}"


def aims(keys: Collection[Key]) -> Mapping[Key, Place]:
    return {
        (project, name): Place(AIMS[name], reverse("aims-detail", kwargs={"project_id": project}))
        for project, name in keys
        if name in AIMS
    }


def storyboards(keys: Collection[Key]) -> Mapping[Key, Place]:
    return {
        (project, name): Place(
            f"Storyboard: {HEADINGS[name]}", reverse("storyboard-detail", kwargs={"project_id": project})
        )
        for project, name in keys
        if name in HEADINGS
    }


def fishbones(keys: Collection[Key]) -> Mapping[Key, Place]:
    """The problem at the head: each project has one."""
    there = Fishbone.objects.filter(project__in={project for project, name in keys if name == "problem"})
    return {(row.project_id, "problem"): Place(row.effect, _fishbone(row.project_id)) for row in there}


def _fishbone(project: UUID) -> str:
    return reverse("fishbone-detail", kwargs={"project_id": project})


def causes(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(
        keys,
        lambda ids: Cause.objects.filter(pk__in=ids).select_related("fishbone"),
        lambda row: row.fishbone.project_id,
    )
    return {key: Place(row.text, _fishbone(key[0])) for key, row in rows}


def categories(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(
        keys,
        lambda ids: Category.objects.filter(pk__in=ids).select_related("fishbone"),
        lambda row: row.fishbone.project_id,
    )
    return {key: Place(row.name, _fishbone(key[0])) for key, row in rows}


def steps(keys: Collection[Key]) -> Mapping[Key, Place]:
    """Steps and lanes of process maps."""
    return {
        key: Place(str(row), reverse("map-detail", kwargs={"project_id": key[0], "diagram_id": row.diagram_id}))
        for model in (Node, Lane)
        for key, row in rows_named(keys, _of_diagrams(model, "map"), lambda row: row.diagram.project_id)
    }


def drivers(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, _of_diagrams(Node, "drivers"), lambda row: row.diagram.project_id)
    return {key: Place(row.text, reverse("driver-detail", kwargs={"project_id": key[0]})) for key, row in rows}


def _of_diagrams(model: Any, kind: str) -> Callable[[Iterable[UUID]], QuerySet[Any]]:
    return lambda ids: model.objects.filter(pk__in=ids, diagram__kind=kind).select_related("diagram")


def tests(keys: Collection[Key]) -> Mapping[Key, Place]:
    """'<id of the cycle>.<field>'."""
    parts = {(project, name): name.partition(".") for project, name in keys}
    bare = {(project, ident) for (project, _), (ident, _, field) in parts.items() if field in TEST_FIELDS}
    rows = dict(
        rows_named(
            bare, lambda ids: Cycle.objects.filter(pk__in=ids).select_related("ramp"), lambda row: row.ramp.project_id
        )
    )
    return {
        key: Place(f"{row.title}: {TEST_FIELDS[field]}", _test_page(row))
        for key, (ident, _, field) in parts.items()
        if field in TEST_FIELDS and (row := rows.get((key[0], ident)))
    }


def _test_page(cycle: Cycle) -> str:
    return reverse("cycle-detail", kwargs={"project_id": cycle.ramp.project_id, "cycle_id": cycle.pk})


def questions(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(
        keys,
        lambda ids: CycleQuestion.objects.filter(pk__in=ids).select_related("cycle__ramp"),
        lambda row: row.cycle.ramp.project_id,
    )
    return {key: Place(row.question, _test_page(row.cycle)) for key, row in rows}


KINDS = (
    PlaceKind("answer", Tool.WORKBOOK, answers),
    PlaceKind("aim", Tool.AIMS, aims),
    PlaceKind("fishbone", Tool.FISHBONE, fishbones),
    PlaceKind("cause", Tool.FISHBONE, causes),
    PlaceKind("category", Tool.FISHBONE, categories),
    PlaceKind("step", Tool.MAPS, steps),
    PlaceKind("driver", Tool.DRIVERS, drivers),
    PlaceKind("test", Tool.CYCLES, tests),
    PlaceKind("question", Tool.CYCLES, questions),
    PlaceKind("storyboard", Tool.STORYBOARD, storyboards),
)


def register() -> None:
    for kind in (*KINDS, *places_found.KINDS):
        places.register(kind)
