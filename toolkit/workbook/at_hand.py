"""What could be put into the workbook instead of typed: an earlier project, published figures, results of our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practices.opendata.figures import published_for
from projects.models import Project

from ..earlier.reading import earlier_projects
from ..findings.reading import IN_PART, found_for
from ..models import Answer
from ..published.proposals import figures_of
from .asking import is_answered
from .questions import QUESTIONS, Part


@dataclass(frozen=True)
class AtHand:
    """``earlier``: title of a project to begin from, '' for none. ``published``: how many figures nobody has given
    yet. ``found``: the questions without an answer that a result of the team answers, in the workbook's order.
    """

    earlier: str = ""
    published: int = 0
    found: tuple[str, ...] = ()


def at_hand(
    project: Project, user: Any, answers: Mapping[str, Answer], parts: Sequence[Part], *, begun: bool, today: date
) -> AtHand:
    """For somebody who may fill it in. As many queries for a full workbook as for an empty one.

    ``begun``: from an earlier project, which is done once. ``parts``: as they are asked; a result to a question
    that is not asked is not offered there.
    """

    def lacks(key: str) -> bool:
        """Nothing is given, or only that nobody knows."""
        answer = answers.get(key)
        known = answer is not None and answer.certainty != Answer.Certainty.NOT_KNOWN
        return not known or not is_answered(QUESTIONS[key], answer)

    asked = {question.key for part in parts for question in part.questions}
    earlier = [] if begun else earlier_projects(project, user)
    published = figures_of(published_for(project.practice, today))
    found = {key for part in IN_PART for key in found_for(project, user, part) if key in asked and lacks(key)}
    return AtHand(
        earlier=earlier[0].title if earlier else "",
        published=sum(lacks(figure.key) for figure in published),
        found=tuple(key for key in QUESTIONS if key in found),
    )
