"""The access table: who gets what at every URL. A URL without a row fails tests/meta/test_access.py.

Each ``tests/access/rows_<slice>.py`` holds ``ROWS``, a dict from URL name to Row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conftest import CAST

TEAM = frozenset({"lead", "member"})
COACHES = frozenset({"coach", "mentor"})
ADMIN = frozenset({"admin"})
EVERYBODY = frozenset(CAST)
# Those to whom the world's project exists; for everybody else it is a 404.
KNOW_PROJECT = TEAM | COACHES | {"manager", "partner"}


def of_project(world: Any) -> dict[str, Any]:
    return {"project_id": world.project.pk}


def nothing(world: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """``read``: GET answers 200 or a redirect. ``write``: POST is let through (200, 302 or 400-with-errors).

    ``known``: those who get 403 where they may not; all others get 404. ``open``: needs no sign-in.
    An empty ``read`` means GET is not allowed at all (405), an empty ``write`` that POST is not.
    ``args`` makes the URL's arguments, and what it names, from the world. ``query``: what the address of a POST
    carries besides.
    """

    args: Callable[[Any], dict[str, Any]] = of_project
    read: frozenset[str] = frozenset()
    write: frozenset[str] = frozenset()
    known: frozenset[str] = KNOW_PROJECT
    open: bool = False
    query: str = ""
