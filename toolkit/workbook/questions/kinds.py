"""What a question, a group of them and a part are."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cmsportal.nhsuk import formats

# How a unit is said of one alone; the others are said alike of one and of many.
OF_ONE = {
    "people": "person",
    "minutes": "minute",
    "meetings": "meeting",
    "requests": "request",
    "sessions": "session",
    "times": "time",
    "working days": "working day",
}


class Kind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    TEXT = "text"
    RATING = "rating"


@dataclass(frozen=True)
class Question:
    """``places``: decimals a figure may have. ``counts``: whether the part waits for it before it is called done."""

    key: str
    label: str
    kind: Kind
    hint: str = ""
    unit: str = ""
    places: int = 0
    counts: bool = True

    @property
    def slug(self) -> str:
        """The key as an HTML id and a prefix of field names."""
        return self.key.replace(".", "-")

    @property
    def is_figure(self) -> bool:
        return self.kind in {Kind.NUMBER, Kind.PERCENT}

    def figure_words(self, figure: Decimal) -> str:
        """'9,500 people', '1 person', '72%'."""
        if self.unit == "%":
            return f"{formats.number(figure)}%"
        return f"{formats.number(figure)} {OF_ONE.get(self.unit, self.unit) if figure == 1 else self.unit}"

    @property
    def largest(self) -> Decimal:
        """Figures above this are slips of the finger, or something that is no figure at all."""
        return Decimal(100) if self.kind is Kind.PERCENT else Decimal(99_999_999)


@dataclass(frozen=True)
class Role:
    """A row of the table of professionals: heads and full-time equivalents."""

    label: str
    heads: Question
    wte: Question


@dataclass(frozen=True)
class Group:
    """``why``: why we ask, folded away. ``shape``: 'rows', 'bars' (a picture of the figures) or 'roles'."""

    slug: str
    title: str
    intro: str
    why: str
    questions: tuple[Question, ...]
    shape: str = "rows"
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Part:
    slug: str
    name: str
    title: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for group in self.groups for question in group.questions)

    def group(self, slug: str) -> Group | None:
        return next((group for group in self.groups if group.slug == slug), None)


def number(key: str, label: str, unit: str, hint: str = "", places: int = 0, counts: bool = True) -> Question:
    return Question(key, label, Kind.NUMBER, hint, unit, places, counts)


def percent(key: str, label: str, hint: str = "", counts: bool = True) -> Question:
    return Question(key, label, Kind.PERCENT, hint, "%", 1, counts)


def text(key: str, label: str, hint: str = "", counts: bool = True) -> Question:
    return Question(key, label, Kind.TEXT, hint, counts=counts)


def rating(key: str, label: str, hint: str = "") -> Question:
    return Question(key, label, Kind.RATING, hint)


def role(key: str, label: str) -> Role:
    return Role(
        label,
        number(f"professionals.{key}_heads", f"{label}: how many people", "people"),
        number(f"professionals.{key}_wte", f"{label}: full-time equivalents", "full-time", places=2),
    )
