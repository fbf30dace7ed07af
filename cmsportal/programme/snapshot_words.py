"""Words and small facts of one row that a Snapshot puts together; of objects already fetched."""

from datetime import date

from projects.steps.facts import CycleDue, FigureDue
from toolkit.cycles.presenters import state_words
from toolkit.measures.presenters import value_words
from toolkit.measures.series import exact_value
from toolkit.models import Cycle, Measure


def latest_test(cycles: list[Cycle]) -> str:
    """Where the newest test stands and what comes next: 'Test 4 has run. Next: study it.'"""
    if not cycles:
        return ""
    cycle = cycles[-1]
    if cycle.stage == Cycle.Stage.CLOSED:
        return f"Test {cycle.number} ended: {cycle.get_decision_display().lower()}."
    if cycle.stage == Cycle.Stage.STUDY:
        return f"Test {cycle.number} has run. Next: study it."
    if cycle.stage == Cycle.Stage.ACT:
        return f"Test {cycle.number} is studied. Next: decide."
    return f"Test {cycle.number} is {state_words(cycle).lower()}."


def is_adopted(cycle: Cycle) -> bool:
    return cycle.stage == Cycle.Stage.CLOSED and cycle.decision == Cycle.Decision.ADOPT


def some(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}." if count else ""


def figure_due(measure: Measure, due: date) -> FigureDue:
    entries = [figure for figure in measure.figures.all() if figure.value is not None or figure.denominator]
    last = entries[-1] if entries else None
    return FigureDue(
        measure.pk,
        measure.name,
        due,
        value_words(measure, exact_value(measure, last)) if last else "",
        last.date if last else None,
        measure.schedule,
    )


def cycle_due(cycle: Cycle) -> CycleDue:
    return CycleDue(cycle.pk, cycle.title, cycle.number, cycle.starts_on)
