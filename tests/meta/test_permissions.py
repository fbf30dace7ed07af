"""Every view declares who may open it, and every predicate guards something."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cmsportal.accounts.access import Guarded, public
from tests.meta.code import ROOT, imports_of, modules
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
    """The functions ``can_...`` of permissions and roles modules, by name."""
    found = {}
    for name in modules():
        if name.rsplit(".", 1)[-1] in {"permissions", "roles", "access"}:
            for key, value in vars(importlib.import_module(name)).items():
                is_own = getattr(value, "__module__", "") == name
                if key.startswith("can_") and callable(value) and is_own and key != "can_see":
                    found[key] = value
    return found


@pytest.mark.parametrize("name", sorted(predicates()))
def test_predicate_guards_something(name: str) -> None:
    """It is the permission of a view, or a view asks it before it acts on a row of the page."""
    guarding = {pattern.callback.view_class.permission for pattern in OURS}
    if predicates()[name] in guarding:
        return
    asked = [
        module
        for module in modules()
        if ".views" in module and f"{name}(" in (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    ]
    assert asked, f"{name} guards no view"
