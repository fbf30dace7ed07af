"""The questions of the 5Ps workbook, as data: five parts, their groups, and the questions in each group.

A question's key is where its answer is kept (``Answer.key``), so a key is never used for something else later. Words
may change at any time.
"""

from .kinds import Group, Kind, Part, Question, Role
from .patients import PATIENTS
from .patterns import PATTERNS
from .processes import PROCESSES
from .professionals import PROFESSIONALS
from .purpose import PURPOSE

__all__ = ["PARTS", "QUESTIONS", "Group", "Kind", "Part", "Question", "Role", "find_part", "part_of"]

PARTS: tuple[Part, ...] = (PURPOSE, PATIENTS, PROFESSIONALS, PROCESSES, PATTERNS)
QUESTIONS: dict[str, Question] = {question.key: question for part in PARTS for question in part.questions}


def find_part(slug: str) -> Part | None:
    return next((part for part in PARTS if part.slug == slug), None)


def part_of(key: str) -> Part:
    """The part a question belongs to. Raises KeyError for a key that is no question."""
    if key not in QUESTIONS:
        raise KeyError(key)
    return next(part for part in PARTS if part.slug == key.split(".")[0])
