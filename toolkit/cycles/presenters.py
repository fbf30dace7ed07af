"""What the pages of the small tests show, from objects already fetched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cmsportal.nhsuk.formats import day, first_upper

from ..charts import RampTest
from ..models import Cycle, CycleQuestion, Ramp
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
        ("What", cycle.what),
        ("Who", cycle.who),
        ("Where", cycle.where),
        ("When", dates),
        ("How much", cycle.scale),
        ("Data", cycle.data_plan),
    )


def _do_facts(cycle: Cycle) -> tuple[tuple[str, str], ...]:
    return _filled(
        ("As planned?", cycle.get_as_planned_display()), ("Seen", cycle.observations), ("Surprise", cycle.surprises)
    )


def _act_facts(cycle: Cycle) -> tuple[tuple[str, str], ...]:
    return _filled(("We decided to", cycle.get_decision_display().lower()), ("Because", cycle.decision_reason))


def comparisons(questions: Iterable[CycleQuestion]) -> list[Comparison]:
    return [
        Comparison(
            question.question,
            question.prediction or "No prediction was written",
            question.result,
            question.get_comparison_display(),
            "tick" if question.comparison in {"as_predicted", "better"} else "",
        )
        for question in questions
    ]


def summary_line(cycle: Cycle) -> str:
    """'400 patients, from Monday 10 February. After test 3.'"""
    parts = [cycle.scale] if cycle.scale else []
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


def ramp_tests(cycles: Iterable[Cycle]) -> list[RampTest]:
    """What the picture of a ramp is drawn from."""
    return [
        RampTest(
            number=cycle.number,
            name=cycle.title,
            scale=cycle.scale,
            outcome=state_words(cycle),
            open=cycle.stage != Cycle.Stage.CLOSED,
            level=cycle.size,
        )
        for cycle in cycles
    ]


@dataclass(frozen=True)
class RampView:
    ramp: Ramp
    cycles: tuple[Cycle, ...]
    rows: tuple[dict[str, Any], ...]
    learned: str


def ramp_view(ramp: Ramp, link: Callable[[Cycle], str]) -> RampView:
    """A ramp with its cycles, which the caller has prefetched. ``link`` makes a cycle's address."""
    cycles = tuple(ramp.cycles.all())
    rows = tuple(
        {
            "title": f"{cycle.number}. {cycle.title}",
            "text": ", ".join(part for part in (cycle.scale, state_words(cycle)) if part),
            "url": link(cycle),
            "link": "Open",
            "described": cycle.title,
        }
        for cycle in cycles
    )
    learned = next((cycle.learned for cycle in reversed(cycles) if cycle.learned), "")
    return RampView(ramp, cycles, rows, learned)
