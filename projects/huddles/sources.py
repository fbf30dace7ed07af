"""What a huddle is told by other parts of the portal. Each app registers its own when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from projects.models import HuddleItem, Project


@dataclass(frozen=True)
class Told:
    """One thing under a question: a title, a sentence, and the page it stands on."""

    title: str
    text: str
    url: str


Source = Callable[[Project], list[Told]]  # a number of queries that does not grow with what it finds

_sources: dict[str, list[Source]] = {}


def register(prompt: HuddleItem.Prompt, source: Source) -> None:
    """Add a source to a question; registering it again changes nothing."""
    found = _sources.setdefault(prompt.value, [])
    if source not in found:
        found.append(source)


def told_under(prompt: str, project: Project) -> list[Told]:
    return [told for source in _sources.get(prompt, ()) for told in source(project)]
