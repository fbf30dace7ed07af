"""The fishbone as an outline and as a picture: two views of one list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.urls import NoReverseMatch, reverse

from toolkit import charts
from toolkit.charts.fishbone import describe, measure_fishbone, strong_votes
from toolkit.charts.fishbone_sheets import fishbone_sheet, split_fishbone

from ..diagrams.on_paper import pages
from ..diagrams.places import kept_places
from ..models import Category, Cause, ChangeIdea, Fishbone
from ..pictures import kept_picture

DRAWING = "4"  # raise when the drawing changes, so that no old picture is served from the cache


@dataclass
class CauseView:
    cause: Cause
    position: int
    is_first: bool
    is_last: bool
    idea: ChangeIdea | None = None
    is_tested: bool = False
    test_url: str = ""
    subs: list["CauseView"] = field(default_factory=list)


@dataclass
class CategoryView:
    category: Category
    position: int
    is_first: bool
    is_last: bool
    causes: list[CauseView] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.causes) + sum(len(view.subs) for view in self.causes)


@dataclass
class Outline:
    fishbone: Fishbone
    categories: list[CategoryView]
    title: str  # of its picture: what the programme calls the tool

    @property
    def count(self) -> int:
        return sum(view.count for view in self.categories)

    @property
    def votes(self) -> int:
        return sum(c.cause.votes + sum(s.cause.votes for s in c.subs) for v in self.categories for c in v.causes)

    @property
    def summary(self) -> str:
        if not self.count:
            return "No causes yet."
        causes = "One cause" if self.count == 1 else f"{self.count} causes"
        groups = "one group" if len(self.categories) == 1 else f"{len(self.categories)} groups"
        votes = {0: "", 1: " One vote so far."}.get(self.votes, f" {self.votes} votes so far.")
        return f"{causes} in {groups}.{votes}"

    @property
    def strong(self) -> int | None:
        """From how many votes a cause stands dark in the picture."""
        return strong_votes(self.drawn)

    @property
    def drawn(self) -> tuple[charts.Category, ...]:
        return tuple(_drawn(view) for view in self.categories)

    @property
    def alt(self) -> str:
        return f"The same list as the outline below, drawn as a fishbone. The problem: {self.fishbone.effect}"

    @property
    def key(self) -> str:
        """Differs whenever the picture would."""
        return digest(self, "full")

    @cached_property
    def sheets(self) -> list[tuple[charts.Category, ...]]:
        """What stands on each sheet of paper, so that its words can be read."""
        return split_fishbone(self.fishbone.effect, self.drawn)

    @property
    def sheet_numbers(self) -> range:
        return range(1, len(self.sheets) + 1)

    def sheet(self, number: int, fmt: str = "svg") -> bytes:
        """One sheet of the drawing on paper, kept by its content."""
        return kept_picture(
            f"fishbone:{fmt}:{number}:{self.key}",
            lambda: fishbone_sheet(self.fishbone.effect, self.drawn, number, title=self.title, fmt=fmt),
        )


def _drawn(view: CategoryView) -> charts.Category:
    causes = (
        charts.Cause(
            text=cause.cause.text,
            votes=cause.cause.votes or None,
            subs=tuple(sub.cause.text for sub in cause.subs),
            tested=cause.is_tested,
            ident=str(cause.cause.pk),
            sub_idents=tuple(str(sub.cause.pk) for sub in cause.subs),
        )
        for cause in view.causes
    )
    return charts.Category(view.category.name, tuple(causes), str(view.category.pk))


def outline_of(
    fishbone: Fishbone,
    categories: Iterable[Category],
    causes: Iterable[Cause],
    ideas: Iterable[ChangeIdea],
    *,
    title: str,
) -> Outline:
    """Put the list together. ``ideas`` come with their ramps prefetched; ``title`` is what the tool is called."""
    tested: dict[Any, ChangeIdea] = {}
    for idea in ideas:
        known = tested.get(idea.cause_id)
        if known is None or (not known.ramps.all() and idea.ramps.all()):
            tested[idea.cause_id] = idea
    by_place: dict[str, list[Cause]] = {}
    for cause in causes:
        by_place.setdefault(cause.place, []).append(cause)
    categories = list(categories)
    views = []
    for position, category in enumerate(categories):
        view = CategoryView(category, position, position == 0, position == len(categories) - 1)
        view.causes = _cause_views(f"category:{category.pk}", by_place, tested, fishbone.project_id)
        views.append(view)
    return Outline(fishbone, views, title)


def _cause_views(place: str, by_place: dict[str, list[Cause]], tested: dict[Any, ChangeIdea], project: Any) -> list:
    rows = by_place.get(place, [])
    views = []
    for position, cause in enumerate(rows):
        idea = tested.get(cause.pk)
        view = CauseView(cause, position, position == 0, position == len(rows) - 1, idea)
        view.is_tested = idea is not None and bool(idea.ramps.all())
        view.test_url = ramp_url(project, idea) if idea is not None and not view.is_tested else ""
        view.subs = _cause_views(f"cause:{cause.pk}", by_place, tested, project)
        views.append(view)
    return views


def ramp_url(project_id: Any, idea: ChangeIdea) -> str:
    """Where a first small test of an idea is planned; '' in an installation without that page."""
    try:
        return f"{reverse('ramp-create', kwargs={'project_id': project_id})}?idea={idea.pk}"
    except NoReverseMatch:
        return ""


def digest(outline: Outline, size: str) -> str:
    """Differs whenever the picture would."""
    shown = (DRAWING, outline.title, outline.fishbone.effect, outline.drawn, size)
    return sha256(repr(shown).encode()).hexdigest()[:20]


def picture(outline: Outline, size: str = "full", fmt: str = "svg") -> bytes:
    """The drawing as bytes, kept by its content; as a PDF on A4, sheet by sheet."""
    if fmt == "pdf":
        return kept_picture(f"fishbone:pdf:{outline.key}", lambda: _on_paper(outline))
    return kept_picture(
        f"fishbone:{fmt}:{digest(outline, size)}",
        lambda: charts.fishbone(outline.fishbone.effect, outline.drawn, title=outline.title, size=size, fmt=fmt),
    )


def _on_paper(outline: Outline) -> bytes:
    effect = outline.fishbone.effect
    drawn = [outline.sheet(number).decode() for number in outline.sheet_numbers]
    return pages(effect, outline.title, drawn, describe(effect, outline.drawn))


def places(outline: Outline) -> dict[str, Any]:
    """Where everything stands in the full picture, for who edits it there; kept as the picture is."""
    return kept_places(
        f"fishbone:places:{digest(outline, 'full')}",
        lambda: measure_fishbone(outline.fishbone.effect, outline.drawn),
    )
