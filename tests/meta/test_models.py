"""What belongs to a project is fetched through those who may know of the project."""

import pytest
from django.db.models import ForeignKey, Model

from projects.models import Project
from tests.meta.test_pairs import own_models

OF_PROJECT = [
    model
    for model in own_models()
    if any(isinstance(field, ForeignKey) and field.related_model is Project for field in model._meta.concrete_fields)
]


@pytest.mark.parametrize("model", OF_PROJECT, ids=[model._meta.label for model in OF_PROJECT])
def test_has_visible_to(model: type[Model], world) -> None:
    assert list(model.visible_to(world.outsider)) == []
    kept = set(model.visible_to(world.manager).values_list("project", flat=True))
    assert kept <= {world.project.pk, world.other_project.pk}, "rows of another programme"


def test_there_are_such_models() -> None:
    assert len(OF_PROJECT) >= 8
