"""Every form refuses NHS numbers and speaks our words: it derives from the base form."""

import ast
import importlib

import pytest
from django.forms import BaseForm

from cmsportal.nhsuk.forms import NhsFormMixin
from tests.meta.code import modules

BASES = "cmsportal.nhsuk"  # where the base form itself stands


def forms() -> list[type[BaseForm]]:
    found = {}
    for name in modules():
        if "forms" not in name.rsplit(".", 1)[-1] or name.startswith(BASES):
            continue
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, type) and issubclass(value, BaseForm) and value.__module__ == name:
                found[f"{name}.{value.__name__}"] = value
    return list(found.values())


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_derives_from_the_base_form(form: type[BaseForm]) -> None:
    assert issubclass(form, NhsFormMixin)


def test_forms_stand_in_forms_modules_only() -> None:
    """So that the test above sees every one of them."""
    stray = []
    for name, tree in modules().items():
        if "forms" in name.rsplit(".", 1)[-1] or name.startswith(BASES):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = {
                    base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases
                }
                if bases & {"Form", "ModelForm", "NhsForm", "NhsModelForm"}:
                    stray.append(f"{name}.{node.name}")
    assert stray == []
