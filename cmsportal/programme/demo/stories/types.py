"""What a story of the demo is made of."""

from dataclasses import dataclass, field

from ..series import Shape


@dataclass(frozen=True)
class MeasureStory:
    name: str
    value_kind: str
    direction: str
    shape: Shape
    unit: str = ""
    kind: str = "outcome"
    goal: float | None = None
    baseline: float | None = None
    decimals: int = 0
    out_of: tuple[int, int] | None = None  # the denominator's range, for percentages entered as counts
    numerator: str = ""
    denominator: str = ""
    chart: str = "run"
    rules: str = "anhoej"
    schedule: str = "weekly"


@dataclass(frozen=True)
class CycleStory:
    title: str
    scale: str
    week: int  # of the lead measure's series
    decision: str = ""
    stage: str = "closed"
    question: str = ""
    prediction: str = ""
    result: str = ""
    comparison: str = "as_predicted"
    learned: str = ""
    size: int | None = None
    unit: str = "patients"
    change: str = ""  # what the next test did differently


@dataclass(frozen=True)
class Story:
    practice: str
    title: str
    step: int  # the step under way
    coach: str | None
    adopter: str
    types: tuple[str, ...] = ("process",)
    status: str = "active"
    reason: str = ""
    note: str = ""
    crosses: bool = False
    months: int = 8  # since sign-up
    workbook_parts: int = 0
    has_fishbone: bool = False
    measures: tuple[MeasureStory, ...] = ()
    ramp: str = ""
    cycles: tuple[CycleStory, ...] = ()
    partners: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str, str], ...] = ()  # tool, reason, note
    no_sponsor: bool = False
    no_champion: bool = False
    patient_partner: bool = True
    actions: tuple[tuple[str, int], ...] = ()  # what, due in days
    visits: int = 4
    aims: tuple[str, ...] = field(default=())  # improve, where, begins, ends, expect, why now


def percentage(
    name: str, shape: Shape, goal: float, baseline: float, numerator: str, denominator: str
) -> MeasureStory:
    return MeasureStory(
        name,
        "percentage",
        "up",
        shape,
        unit="%",
        goal=goal,
        baseline=baseline,
        out_of=(80, 140),
        numerator=numerator,
        denominator=denominator,
    )
