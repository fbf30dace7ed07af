"""The fields of this app beside which comments stand: actions and ground rules."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from projects.models import Action, GroundRule
from projects.tools import Tool

from .places import Key, Place, PlaceKind, rows_named


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
