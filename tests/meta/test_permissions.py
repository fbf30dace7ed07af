"""Every view declares who may open it, and every predicate guards something."""

import ast
import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cmsportal.accounts.access import Guarded, public
from tests.meta.code import imports_of, is_views, modules
from tests.meta.test_access import LIBRARY_PREFIXES, ROWS


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        elif not (pattern.name or "").startswith(LIBRARY_PREFIXES):
            yield pattern


OURS = list(patterns())


@pytest.mark.parametrize("pattern", OURS, ids=[str(pattern.name) for pattern in OURS])
def test_view_declares_a_permission(pattern: URLPattern) -> None:
    view = getattr(pattern.callback, "view_class", None)
    assert view is not None, f"{pattern.name} is no class"
    assert issubclass(view, Guarded)
    assert callable(view.permission)


@pytest.mark.parametrize("pattern", OURS, ids=[str(pattern.name) for pattern in OURS])
def test_only_open_pages_need_no_sign_in(pattern: URLPattern) -> None:
    view = pattern.callback.view_class
    needs_sign_in = getattr(pattern.callback, "login_required", True)
    row = ROWS.get(str(pattern.name))
    is_open = row is not None and row.open  # a missing row fails test_access
    assert needs_sign_in is not is_open
    assert (view.permission is public) is is_open


def test_login_not_required_is_said_in_one_place() -> None:
    """The marker ``public`` opens a page; nobody decorates a view by hand, but for the gallery of components."""
    users = {
        name
        for name, tree in modules().items()
        for used in imports_of(name, tree)
        if used.endswith(".login_not_required")
    }
    assert users - {"cmsportal.nhsuk.gallery"} == {"cmsportal.accounts.access"}


def predicates() -> dict[str, Callable[[Any, Any], bool]]:
    """What permissions, roles and access modules themselves name ``can_...``: functions, and other names for them."""
    found = {}
    for name, tree in modules().items():
        if name.rsplit(".", 1)[-1] in {"permissions", "roles", "access"}:
            own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
            own |= {target.id for target in targets if isinstance(target, ast.Name)}
            found |= {
                key: getattr(importlib.import_module(name), key)
                for key in own
                if key.startswith("can_") and key != "can_see"  # makes predicates
            }
    return found


def guards_in(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Names that a views module declares as permission of a view, and names that it calls."""
    declared, called = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "permission" for target in node.targets):
            declared |= {inner.id for inner in ast.walk(node.value) if isinstance(inner, ast.Name)}
        elif isinstance(node, ast.Call):
            called.add(getattr(node.func, "id", getattr(node.func, "attr", "")))
    return declared, called


GUARDS = [guards_in(tree) for name, tree in modules().items() if is_views(name)]


@pytest.mark.parametrize("name", sorted(predicates()))
def test_predicate_guards_something(name: str) -> None:
    """It is, under this name, the permission of a view, or a view asks it before it acts on a row of the page."""
    routed = {pattern.callback.view_class.permission for pattern in OURS}
    declared = any(name in names for names, _ in GUARDS)
    asked = any(name in names for _, names in GUARDS)
    assert asked or (declared and predicates()[name] in routed), f"{name} guards no view"


def test_a_word_in_a_comment_is_no_guard() -> None:
    text = "# can_a(\nx = 'can_b('\nclass V:\n    permission = staticmethod(can_c)\n    x = can_d()\n"
    declared, called = guards_in(ast.parse(text))
    assert (declared & {"can_a", "can_b"}, called & {"can_a", "can_b"}) == (set(), set())
    assert "can_c" in declared
    assert "can_d" in called
