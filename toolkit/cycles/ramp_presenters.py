"""What the pages of a ramp show, from objects already fetched: picture, table that says the same, what is next."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils import timezone

from cmsportal.nhsuk.formats import count_words, day, first_lower, first_upper

from ..charts import RampTest
from ..models import Cycle, PlaybookEntry, Ramp
from .presenters import amount_words, state_words

NEXT = {
    "plan": "Plan test {n}",
    "do": "Note what happens in test {n}",
    "study": "Study test {n}",
    "act": "Decide on test {n}",
}


def levels(cycles: Sequence[Cycle]) -> list[int]:
    """How high each test stands in the picture.

    By size where all are counted in the same thing. Sizes of different things cannot be compared: there a test stands
    higher than the one before only where that was to be enlarged, and as high as it otherwise.
    """
    units = {cycle.size_unit for cycle in cycles}
    sizes = [cycle.size for cycle in cycles]
    if len(units) == 1 and None not in sizes:
        order = sorted(set(sizes), key=lambda size: size or 0)
        return [order.index(size) for size in sizes]
    found = [0] * min(1, len(cycles))
    for before, after in pairwise(cycles):
        found.append(found[-1] + _step(before, after))
    return found


def _step(before: Cycle, after: Cycle) -> int:
    if before.size and after.size and before.size_unit == after.size_unit:
        return (after.size > before.size) - (after.size < before.size)
    return int(before.decision == Cycle.Decision.ENLARGE)


def grew(cycles: Sequence[Cycle]) -> bool:
    """Whether the last test is larger than the first, as far as the record tells."""
    found = levels(cycles)
    return len(found) > 1 and found[-1] > found[0]


def began_on(cycle: Cycle) -> date:
    """The day on which a test stands in the picture: the one planned, else the one on which it began or was noted."""
    return cycle.starts_on or timezone.localdate(cycle.began_at or cycle.created_at)


def ramp_tests(cycles: Iterable[Cycle], edition: PlaybookEntry | None = None) -> list[RampTest]:
    """What the pictures of a ramp are drawn from; the edition that came of it stands at the end."""
    rows = list(cycles)
    tests = [
        RampTest(
            number=cycle.number,
            name=cycle.title,
            scale=amount_words(cycle),
            outcome=_outcome(cycle),
            open=cycle.stage != Cycle.Stage.CLOSED,
            level=level,
            result=_saw(cycle),
            began=began_on(cycle),
        )
        for cycle, level in zip(rows, levels(rows), strict=True)
    ]
    if edition is not None and tests:
        first = timezone.localdate(edition.agreed_at)
        last = max(test.began for test in tests if test.began)
        tests.append(
            RampTest(
                number=0,
                name="The standard",
                scale=edition.title,
                outcome=f"Edition {edition.edition}",
                level=max(test.level or 0 for test in tests) + 1,
                began=max(first, last),
                final=True,
            )
        )
    return tests


def _outcome(cycle: Cycle) -> str:
    """'Adapt: start at 7:55'."""
    words = state_words(cycle)
    if cycle.stage == Cycle.Stage.CLOSED and cycle.next_change:
        return f"{words}: {first_lower(cycle.next_change)}"
    return words


def _saw(cycle: Cycle) -> str:
    results = [question.result for question in cycle.questions.all() if question.result]
    return f"Saw: {first_lower(results[0])}" if results else ""


@dataclass(frozen=True)
class CycleRow:
    """One test in the table below the picture."""

    cycle: Cycle
    url: str
    when: str
    amount: str
    questions: tuple[tuple[str, str, str], ...]  # predicted, saw, how they compare
    decision: str
    learned: str


def cycle_row(cycle: Cycle, link: Callable[[Cycle], str]) -> CycleRow:
    return CycleRow(
        cycle,
        link(cycle),
        _when(cycle),
        amount_words(cycle),
        tuple((row.prediction, row.result, row.get_comparison_display()) for row in cycle.questions.all()),
        first_upper(_outcome(cycle)),
        cycle.learned,
    )


def _when(cycle: Cycle) -> str:
    if cycle.starts_on and cycle.ends_on and cycle.ends_on != cycle.starts_on:
        return f"{day(cycle.starts_on)} until {day(cycle.ends_on)}"
    return day(cycle.starts_on) if cycle.starts_on else ""


def lead_words(cycles: Sequence[Cycle], measure: str) -> str:
    """'Four linked tests, each a little bigger. Below them, what the figures did.'"""
    if not cycles:
        return "No test is planned yet."
    count = first_upper(count_words(len(cycles)))
    if len(cycles) == 1:
        words = "One test so far. The next one builds on it."
    else:
        linked = " linked" if all(cycle.previous_id for cycle in cycles[1:]) else ""
        rises = all(a < b for a, b in pairwise(levels(cycles)))
        words = f"{count}{linked} tests{', each a little bigger' if rises else ''}."
    return f"{words} Below, on the same dates: {first_lower(measure)}." if measure else words


def next_label(cycles: Sequence[Cycle]) -> tuple[str, Cycle] | None:
    """What the ramp's newest open test is waiting for."""
    waiting = [cycle for cycle in cycles if cycle.stage != Cycle.Stage.CLOSED]
    if not waiting:
        return None
    return NEXT[waiting[-1].stage].format(n=waiting[-1].number), waiting[-1]


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
            "text": ", ".join(part for part in (amount_words(cycle), state_words(cycle)) if part),
            "url": link(cycle),
            "link": "Open",
            "described": cycle.title,
        }
        for cycle in cycles
    )
    learned = next((cycle.learned for cycle in reversed(cycles) if cycle.learned), "")
    return RampView(ramp, cycles, rows, learned)
