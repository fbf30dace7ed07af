"""What the pages of the small tests show, from objects already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cmsportal.nhsuk.formats import day, first_upper

from ..models import Cycle, CycleQuestion
from .workflow import STAGES, may_change


@dataclass(frozen=True)
class Panel:
    """One of the four panels of a cycle: what stands in it, and whether it is the open one."""

    stage: str
    title: str
    state: str  # done, open, next
    line: str
    facts: tuple[tuple[str, str], ...]
    may_change: bool  # once its stage is past; a decision taken is opened again instead


@dataclass(frozen=True)
class Comparison:
    question: str
    prediction: str
    result: str
    words: str
    icon: str
    pk: Any = None  # of the question


def panels(cycle: Cycle, open_stage: str) -> list[Panel]:
    facts = {
        "plan": _plan_facts(cycle),
        "do": _do_facts(cycle),
        "study": _filled(("What we learned", cycle.learned)),
        "act": _act_facts(cycle),
    }
    return [
        Panel(stage, stage.capitalize(), *_state(cycle, stage, open_stage), rows, may_change(cycle, stage))
        for stage, rows in facts.items()
    ]


def _state(cycle: Cycle, stage: str, open_stage: str) -> tuple[str, str]:
    present = STAGES.index(Cycle.Stage(cycle.stage))
    place = STAGES.index(Cycle.Stage(stage))
    if stage == open_stage:
        return "open", "You are here" if place == present else "You are changing this"
    if place < present:
        if stage == "act" and cycle.decided_on:
            return "done", f"Decided, {day(cycle.decided_on)}"
        if stage == "do" and cycle.ends_on:
            return "done", f"Ended {day(cycle.ends_on)}"
        return "done", "Done"
    if place == present:
        return "next", "Under way"
    return "next", "Next" if place == present + 1 else "Later"


def _filled(*facts: tuple[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(value)) for label, value in facts if value not in ("", None))


def _plan_facts(cycle: Cycle) -> tuple[tuple[str, str], ...]:
    dates = ""
    if cycle.starts_on:
        dates = f"From {day(cycle.starts_on)}" + (f" until {day(cycle.ends_on)}" if cycle.ends_on else "")
    return _filled(
        ("Different this time", cycle.previous.next_change if cycle.previous else ""),
        ("What", cycle.what),
        ("Who", cycle.who),
        ("Where", cycle.where),
        ("When", dates),
        ("How much", amount_words(cycle)),
        ("Data", cycle.data_plan),
        ("Measure", cycle.measure.name if cycle.measure else ""),
    )


def _do_facts(cycle: Cycle) -> tuple[tuple[str, str], ...]:
    return _filled(
        ("As planned?", cycle.get_as_planned_display()), ("Seen", cycle.observations), ("Surprise", cycle.surprises)
    )


def _act_facts(cycle: Cycle) -> tuple[tuple[str, str], ...]:
    return _filled(
        ("We decided to", cycle.get_decision_display().lower()),
        ("Because", cycle.decision_reason),
        ("Different next time", cycle.next_change),
    )


def amount_words(cycle: Cycle) -> str:
    """How large a test is: in the team's words, else as counted: '20 patients'."""
    return cycle.scale or counted_words(cycle)


def counted_words(cycle: Cycle) -> str:
    """As counted, without a word of the team's: '20 patients'."""
    if not cycle.size:
        return ""
    unit = cycle.get_size_unit_display().lower()
    if cycle.size == 1:
        unit = ONE.get(unit, unit)
    return f"{cycle.size:,} {unit}".strip()


ONE = {"patients": "patient", "sessions": "session", "people": "person", "days": "day"}


def carries_over(cycle: Cycle, questions: Iterable[CycleQuestion]) -> tuple[tuple[str, str], ...]:
    """What the next test begins with, shown before it is decided on. ``services.next_cycle`` does what this says."""
    return _filled(
        ("What", cycle.what),
        ("Who", cycle.who),
        ("Where", cycle.where),
        ("How much, unless you enlarge", amount_words(cycle)),
        ("Data", cycle.data_plan),
        ("Measure", cycle.measure.name if cycle.measure else ""),
        ("Questions", " ".join(question.question for question in questions)),
    )


def comparisons(questions: Iterable[CycleQuestion], *, planned: bool = False) -> list[Comparison]:
    """``planned``: the test has not begun, so that a prediction can still come."""
    return [
        Comparison(
            question.question,
            question.prediction or ("Not yet" if planned else "No prediction was written"),
            question.result,
            question.get_comparison_display(),
            "tick" if question.comparison in {"as_predicted", "better"} else "",
            question.pk,
        )
        for question in questions
    ]


def summary_line(cycle: Cycle) -> str:
    """'400 patients, from Monday 10 February. After test 3.'"""
    parts = [words] if (words := amount_words(cycle)) else []
    if cycle.starts_on:
        parts.append(f"from {day(cycle.starts_on)}")
    line = ", ".join(parts)
    line = f"{first_upper(line)}." if line else ""
    if cycle.previous_id:
        line = f"{line} After test {cycle.number - 1}.".strip()
    return line


def state_words(cycle: Cycle) -> str:
    """Where a cycle stands, in two or three words: 'Adapt', 'To study', 'Being planned'."""
    return {
        "plan": "Being planned",
        "do": "Under way",
        "study": "To study",
        "act": "To decide",
        "closed": cycle.get_decision_display(),
    }[cycle.stage]
