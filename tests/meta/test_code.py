"""Habits that a reader of the source can see."""

import ast

import pytest

from tests.meta.code import imports_of, is_views, modules

MANAGERS = {"objects", "_default_manager", "_base_manager"}
VIEWS = [name for name in modules() if is_views(name)]


@pytest.mark.parametrize("name", VIEWS)
def test_views_fetch_through_visible_to(name: str) -> None:
    """``Model.objects`` in a view would read past who may see what."""
    lines = [
        node.lineno for node in ast.walk(modules()[name]) if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    assert lines == []


def test_there_are_views_to_look_at() -> None:
    assert "cmsportal.accounts.views" in VIEWS


def test_pyplot_is_nowhere() -> None:
    """It keeps figures in a global list, and so memory, and is not safe in threads."""
    users = [
        name
        for name, tree in modules().items()
        for used in imports_of(name, tree)
        if "pyplot" in used or used.startswith("pylab")
    ]
    assert users == []


def test_views_never_save() -> None:
    """Services do, with the checks and the audit row."""
    savers = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if is_views(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "save"
        and getattr(node.func.value, "id", "") != "self"  # a method of the view's own, which calls a service
    ]
    assert savers == []
