"""Offers as rows of a page, from objects already fetched. Whose they are is never said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..models import Template
from .frames import FRAMES


@dataclass(frozen=True)
class Offer:
    id: Any
    title: str
    what_for: str
    kind: str
    lines: list[tuple[str, str]]
    copied: str


def offers(templates: Iterable[Template]) -> list[Offer]:
    return [
        Offer(
            row.pk,
            row.title,
            row.what_for,
            row.get_tool_display(),
            FRAMES[row.tool].lines(row.content),
            "" if not row.copies else "Copied once" if row.copies == 1 else f"Copied {row.copies} times",
        )
        for row in templates
    ]
