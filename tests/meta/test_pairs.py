"""Who and when belong together: the database holds both, or neither."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Model, Q

# Pairs of which one side may rightly be empty, with the reason.
ONE_SIDED = {
    ("coaching.Agreement", "ended"): "by is empty where the portal ends it, as the coach has left",
    (
        "projects.Share",
        "shared",
    ): "services name who shares; the demo names nobody for what is as delivered",
    ("projects.StatusChange", ""): "by is empty for what the portal did by itself",
    (
        "toolkit.Figure",
        "entered",
    ): "services name who enters, a link its own person; from elsewhere, nobody",
    ("toolkit.Answer", "answered"): "services name who answers; answers from elsewhere have nobody",
}


def own_models() -> list[type[Model]]:
    own = ("cmsportal", "practices", "projects", "toolkit", "coaching")
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in own and not hasattr(model, "instance_type")
    ]


def pairs() -> Iterator[tuple[type[Model], str]]:
    for model in own_models():
        names = {field.name for field in model._meta.concrete_fields}
        stems = {name.removesuffix("at").removesuffix("_") for name in names if name == "at" or name.endswith("_at")}
        for stem in sorted(stems):
            if (f"{stem}_by" if stem else "by") in names:
                yield model, stem


def names_in(condition: Q) -> set[str]:
    found: set[str] = set()
    for child in condition.children:
        found |= names_in(child) if isinstance(child, Q) else {child[0].removesuffix("__isnull")}
    return found


PAIRS = list(pairs())


@pytest.mark.parametrize(("model", "stem"), PAIRS, ids=[f"{m._meta.label}-{s}" for m, s in PAIRS])
def test_pair(model: type[Model], stem: str) -> None:
    at, by = (f"{stem}_at", f"{stem}_by") if stem else ("at", "by")
    held = any(
        {at, by} <= names_in(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint) and "pair" in constraint.name
    )
    if (model._meta.label, stem) in ONE_SIDED:
        assert model._meta.get_field(by).null
        assert not held, f"{model._meta.label}.{stem} is constrained: take it off the list"
    else:
        both_required = not model._meta.get_field(at).null and not model._meta.get_field(by).null
        assert held or both_required, f"{model._meta.label}: {at} and {by} need cmsportal.models.paired"


def test_the_list_names_real_pairs() -> None:
    assert set(ONE_SIDED) <= {(model._meta.label, stem) for model, stem in PAIRS}
    assert len(PAIRS) >= 5
