"""Imports point one way; figures know nothing of the web."""

import pytest

from tests.meta.code import PACKAGES, imports_of, modules

FLOORS = (
    ("cmsportal.accounts", "cmsportal.audit", "cmsportal.nhsuk"),
    ("practices",),
    ("projects",),
    ("toolkit",),
    ("coaching",),
    ("cmsportal.programme",),
)
# Modules that put the whole together, and so may know all of it.
FRAME = ("cmsportal.settings", "cmsportal.urls", "cmsportal.wsgi", "cmsportal.celery", "cmsportal.local")
OUTSIDE = {"django", "matplotlib"}


def stands_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def floor_of(name: str) -> int:
    """Loose modules of ``cmsportal`` (models, versions, mail...) stand on the ground floor."""
    for number, packages in enumerate(FLOORS):
        if any(stands_in(name, package) for package in packages):
            return number
    return 0


def own(name: str) -> bool:
    return name.split(".")[0] in PACKAGES


@pytest.mark.parametrize("name", [name for name in modules() if not any(stands_in(name, f) for f in FRAME)])
def test_no_module_imports_from_a_higher_floor(name: str) -> None:
    wrong = [used for used in imports_of(name, modules()[name]) if own(used) and floor_of(used) > floor_of(name)]
    assert wrong == []


@pytest.mark.parametrize(
    ("package", "may_use", "never"),
    [("toolkit.spc", ("toolkit.spc",), OUTSIDE), ("toolkit.charts", ("toolkit.spc", "toolkit.charts"), {"django"})],
)
def test_figures_stand_alone(package: str, may_use: tuple[str, ...], never: set[str]) -> None:
    checked = {name: tree for name, tree in modules().items() if stands_in(name, package)}
    assert len(checked) > 2, f"{package} was not found"
    for name, tree in checked.items():
        for used in imports_of(name, tree):
            assert used.split(".")[0] not in never, f"{name} imports {used}"
            assert not own(used) or any(stands_in(used, allowed) for allowed in may_use), f"{name} imports {used}"


def test_the_rule_would_notice() -> None:
    assert floor_of("projects.models") > floor_of("practices.models") > floor_of("cmsportal.models")
    assert floor_of("cmsportal.programme.people.views") > floor_of("coaching.models")
