"""A result that answers a question of the workbook. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from toolkit.models import Answer
from toolkit.workbook.merging import content_of
from toolkit.workbook.questions import QUESTIONS, Question

Origin = Answer.Origin
LONGEST_TEXT = 4000


class Kind(StrEnum):
    """Where a result comes from; part of its page's address."""

    SURVEY = "survey"
    TIMING = "timing"
    SHEET = "sheet"
    ROUND = "round"


@dataclass(frozen=True)
class Finding:
    """``source`` says in words where it comes from; ``kind`` and ``pk`` name the survey, timing, sheet or round.

    One of ``number``, ``text`` and ``rating`` is given. A text is put below what stands there, never in its place.
    """

    key: str
    kind: Kind
    pk: UUID
    origin: Origin
    as_of: date
    source: str
    number: Decimal | None = None
    text: str = ""
    rating: str = ""
    certainty: str = ""
    working_on_it: bool = False
    patients_complain: bool = False

    @property
    def question(self) -> Question:
        return QUESTIONS[self.key]

    def content_with(self, standing: Answer | None) -> dict[str, Any]:
        """The whole content of the answer once this is in it."""
        content = content_of(standing)
        if self.text:
            return {**content, "text": "\n\n".join(filter(None, [content["text"], self.text]))}
        if self.rating:
            ticks = {name: content[name] or getattr(self, name) for name in ("working_on_it", "patients_complain")}
            return {**content, **ticks, "rating": self.rating, "source": self.source}
        return {**content, "number": self.number, "certainty": self.certainty, "source": self.source}

    def about_with(self, standing: Answer | None) -> Mapping[str, Any]:
        """What the answer says of where it comes from. Below words of the team's own it stays theirs."""
        if self.text and standing is not None and standing.text:
            return {"origin": standing.origin, "as_of": standing.as_of}
        return {"origin": self.origin, "as_of": self.as_of}

    def stands_in(self, answer: Answer | None) -> bool:
        """Whether the answer says the same already, whoever wrote it."""
        if answer is None:
            return False
        if self.text:
            return self.text in answer.text
        if self.rating:
            return answer.rating == self.rating
        return answer.number == self.number

    def would_replace(self, answer: Answer | None) -> bool:
        """Whether something of the team's own would go: then nobody but the team decides."""
        if answer is None or self.text:
            return False
        stands = answer.rating if self.rating else answer.certainty or answer.number is not None
        return bool(stands) and answer.origin != self.origin
