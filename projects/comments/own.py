"""The fields of this app beside which comments stand: actions and ground rules."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from projects.models import Action, GroundRule
from projects.tools import Tool

from .places import Key, Place, PlaceKind, as_id


def rows_named(
    keys: Collection[Key], rows: Callable[[Iterable[UUID]], QuerySet[Any]], project_of: Callable[[Any], UUID]
) -> Iterable[tuple[Key, Any]]:
    """The rows that these keys name, each if it is of the project it is asked in; one query."""
    ids = {name: made for _, name in keys if (made := as_id(name))}
    found = {str(row.pk): row for row in rows(ids.values())} if ids else {}
    return [
        ((project, name), found[name])
        for project, name in keys
        if name in found and project_of(found[name]) == project
    ]


def actions(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: Action.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {key: Place(row.text, reverse("action-list", kwargs={"project_id": key[0]})) for key, row in rows}


def rules(keys: Collection[Key]) -> Mapping[Key, Place]:
    rows = rows_named(keys, lambda ids: GroundRule.objects.filter(pk__in=ids), lambda row: row.project_id)
    return {key: Place(row.text, reverse("rule-list", kwargs={"project_id": key[0]})) for key, row in rows}


KINDS = (
    PlaceKind("action", Tool.ACTIONS, actions),
    PlaceKind("rule", Tool.GROUND_RULES, rules),
)
