"""Two people on one answer: what each changed is put together field by field. Pure functions, no queries.

Three versions go in: what a person saw, what they made of it, and what stands there by now. A field that only one of
them changed is taken from that one. A field that both changed differently is a clash, and nobody's is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..models import Answer

CONTENT = ("number", "text", "rating", "working_on_it", "patients_complain", "certainty", "source")
WITHOUT_FIGURE = {Answer.Certainty.NOT_KNOWN, Answer.Certainty.NOT_APPLICABLE}

Content = Mapping[str, Any]


class Prefer(StrEnum):
    """What a person who has seen both sides of a clash wants."""

    ASK = ""
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"  # both texts, one under the other


@dataclass(frozen=True)
class Merge:
    """``content``: the answer put together. ``clashes``: fields that wait for somebody to choose.

    ``theirs``: fields that the other one changed and that stand in ``content``.
    """

    content: dict[str, Any]
    clashes: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


def blank_content() -> dict[str, Any]:
    return content_of(Answer())


def content_of(answer: Any) -> dict[str, Any]:
    """The typed part of an answer or of a row of its history; of None, the empty answer."""
    return blank_content() if answer is None else {name: getattr(answer, name) for name in CONTENT}


def tidy(values: Content) -> dict[str, Any]:
    """Complete content: what is not named is empty, and what is not known or does not apply has no figure."""
    content = {**blank_content(), **{name: values[name] for name in CONTENT if name in values}}
    if content["certainty"] in WITHOUT_FIGURE:
        content["number"] = None
    return content


def merge(seen: Content | None, mine: Content, theirs: Content, prefer: Prefer = Prefer.ASK) -> Merge:
    """Put two changes of one answer together.

    Args:
        seen: what both started from; None when nobody can tell any more, and then every difference is a clash.
        prefer: whose field stands where both changed it.
    """
    content: dict[str, Any] = {}
    clashes, taken = [], []
    for name in CONTENT:
        ours, other = mine[name], theirs[name]
        if ours == other:
            content[name] = ours
        elif seen is not None and ours == seen[name]:
            content[name] = other
            taken.append(name)
        elif seen is not None and other == seen[name]:
            content[name] = ours
        else:
            clashes.append(name)
            content[name] = _preferred(name, ours, other, prefer)
    if content["certainty"] in WITHOUT_FIGURE and content["number"] is not None:
        # One gave a figure, the other said that there is none: they belong together, so both are chosen together.
        clashes = [name for name in CONTENT if name in {*clashes, "number", "certainty"}]
        side = theirs if prefer is Prefer.THEIRS else mine
        content["number"], content["certainty"] = side["number"], side["certainty"]
    waiting = () if prefer else tuple(clashes)
    return Merge(content, waiting, tuple(name for name in taken if name not in clashes))


def _preferred(name: str, mine: Any, theirs: Any, prefer: Prefer) -> Any:
    if prefer is Prefer.THEIRS:
        return theirs
    if prefer is Prefer.BOTH and name == "text" and mine and theirs:
        return f"{theirs}\n\n{mine}"
    return mine
