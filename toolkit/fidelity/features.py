"""The five features of small tests, each read from the record. Pure functions: no queries, no clock, no addresses.

Source: Taylor MJ and others, Systematic review of the application of the plan-do-study-act method to improve
quality in healthcare, BMJ Quality and Safety 2014;23:290-298 (iterative cycles; prediction-based test of change;
small-scale testing; use of data over time; documentation). How often real projects have each: McNicholas C and
others, BMJ Quality and Safety 2019;28:356-365. At least two linked tests and three figures in a row: Knudsen SV and
others, BMC Health Services Research 2019;19:683.

There is no sum of the five, and there must not be one: a count would be a mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_LINKED = 2
LEAST_IN_A_ROW = 3  # figures, one each time they are due


@dataclass(frozen=True)
class CycleRecord:
    """What is written of one test.

    ``linked``: it builds on the one before. ``predicted``: a prediction was there before the test began; for tests
    from before the times were kept, that one is written. ``late``: there is one, but it came after the start.
    ``blank``: what was passed and holds nothing, as (stage, its name).
    """

    number: int
    key: str
    begun: bool
    linked: bool = False
    predicted: bool = False
    late: bool = False
    size: int | None = None
    unit: str = ""
    amount: str = ""
    blank: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DataRecord:
    """The figures of the ramp's measure since its first test. ``kept``: how many is not for this reader."""

    key: str = ""
    word: str = "week"
    in_a_row: int = 0
    gaps: int = 0
    kept: bool = False


@dataclass(frozen=True)
class Mend:
    """Where the team can mend it: a link's words, the page and what it is about."""

    label: str
    page: str  # name of a URL that takes the project's id
    what: str = ""  # name of its other argument
    key: str = ""
    query: str = ""


@dataclass(frozen=True)
class Feature:
    """One feature: lit where the record shows it, else what is missing. ``why`` says what it is good for."""

    slug: str
    title: str
    lit: bool
    headline: str
    line: str
    missing: str
    why: str
    mend: Mend | None


def features(tests: Sequence[CycleRecord], data: DataRecord) -> tuple[Feature, ...]:
    """The five of one ramp, in the order of the paper."""
    return (linked(tests), predicted(tests), growing(tests), over_time(tests, data), documented(tests))


def _feature(slug: str, lit: bool, headline: str, line: str, missing: str = "", mend: Mend | None = None) -> Feature:
    title, why = ABOUT[slug]
    return Feature(slug, title, lit, headline, line, "" if lit else missing, why, None if lit else mend)


ABOUT = {
    "linked": (
        "Each test builds on the last",
        "One test answers one question. A chain of them turns an idea into something that works here.",
    ),
    "predicted": (
        "A prediction before the test",
        "Who predicts learns twice: from the result, and from having been wrong. Of real tests one in eight has it.",
    ),
    "growing": (
        "Small first, then larger",
        "A small test fails cheaply. Growing it shows whether it still works on a busy day.",
    ),
    "data": (
        "Figures over time",
        "One figure before and one after cannot tell a change from chance. A row of them can.",
    ),
    "documented": (
        "Every stage written down",
        "Somebody who joins next month can read what you tried, and need not try it again.",
    ),
}


def linked(tests: Sequence[CycleRecord]) -> Feature:
    apart = [test for test in tests[1:] if not test.linked]
    if len(tests) < LEAST_LINKED:
        headline, line = ("One", "test so far") if tests else ("None", "yet")
        last = tests[-1] if tests else None
        mend = Mend(f"Open test {last.number}", "cycle-detail", "cycle_id", last.key) if last else None
        missing = (
            "A second test that builds on the first. Adapt or enlarge it, and the next one is filled in for you."
        )
        return _feature("linked", False, headline, line, missing, mend)
    if apart:
        line = f"{_tests(apart)} {'does' if len(apart) == 1 else 'do'} not follow on another"
        return _feature("linked", False, "Not all", line, "The decision of one test that leads to the next.")
    return _feature("linked", True, "Each", "test builds on the one before")


def predicted(tests: Sequence[CycleRecord]) -> Feature:
    begun = [test for test in tests if test.begun]
    without = [test for test in begun if not test.predicted]
    if not begun:
        waiting = [test for test in tests if not test.predicted]
        if tests and not waiting:
            return _feature("predicted", True, "Written", "before the first test begins")
        mend = _plan(waiting[0], "Write a prediction in the plan of test {n}") if waiting else None
        return _feature("predicted", False, "Not yet", "no test has begun", "What do you think will happen?", mend)
    line = "tests had a written prediction" if len(begun) > 1 else "test begun"
    headline = f"{len(begun) - len(without)} of {len(begun)}" if len(begun) > 1 else "One"
    if not without:
        if len(begun) == 1:
            line = "test begun, with a prediction"
        return _feature("predicted", True, headline, line)
    late = [test for test in without if test.late]
    missing = f"A prediction in the plan of {_tests(without).lower()}, written before the start."
    if late and len(late) == len(without):
        missing = f"In {_tests(late).lower()} the prediction came after the start. Write the next one first."
    if len(begun) == 1:
        line = "test begun, without a prediction" if not late else "test begun before its prediction"
    planned = next((test for test in tests if not test.begun and not test.predicted), None)
    mend = _plan(planned, "Write a prediction in the plan of test {n}") if planned else None
    return _feature("predicted", False, headline, line, missing, mend)


def growing(tests: Sequence[CycleRecord]) -> Feature:
    unsized = [test for test in tests if not test.size or not test.unit]
    if unsized or not tests:
        missing = (
            f"How many {_tests(unsized).lower()} took in, as a number and of what." if tests else "A first test."
        )
        mend = _plan(unsized[0], "Write how many in the plan of test {n}") if unsized else None
        return _feature("growing", False, "Not known", "how large the tests were", missing, mend)
    first, last = tests[0], tests[-1]
    if len(tests) == 1:
        missing = "A larger test, once this one has worked."
        mend = Mend(f"Open test {first.number}", "cycle-detail", "cycle_id", first.key)
        return _feature("growing", False, "Small", f"so far: {first.amount}", missing, mend)
    if any(a.unit != b.unit for a, b in pairwise(tests)):
        other = next(b for a, b in pairwise(tests) if a.unit != b.unit)
        missing = "Sizes of one kind, so that they can be compared: patients with patients."
        mend = _plan(other, "Look at how many in the plan of test {n}")
        return _feature("growing", False, "Not known", "as the sizes are counted in different things", missing, mend)
    if (last.size or 0) > (first.size or 0):
        return _feature("growing", True, "Grew", f"from {first.amount} to {last.amount}")
    missing = "A larger test. Choose ‘Enlarge’ when the small one has worked."
    return _feature(
        "growing", False, "As large", f"as at first: {last.amount}", missing, _plan(last, "Plan of test {n}")
    )


def over_time(tests: Sequence[CycleRecord], data: DataRecord) -> Feature:
    if data.kept:
        return _feature("data", False, "Kept", "by the practice: each figure is one rare event", "")
    if not data.key:
        mend = Mend("Choose a measure", "measure-list")
        return _feature(
            "data", False, "None", "no measure has figures yet", "A measure with a figure each week.", mend
        )
    each = f"{data.in_a_row} in a row" if data.in_a_row > 1 else "One" if data.in_a_row else "None"
    gaps = f", {data.gaps} missing" if data.gaps else ""
    line = f"figures since the first test{gaps}"
    if data.in_a_row >= LEAST_IN_A_ROW:
        return _feature("data", True, each, line)
    missing = f"Three figures in a row, one each {data.word}, while the tests go on."
    mend = Mend("Enter a figure", "figure-create", "measure_id", data.key)
    return _feature("data", False, each, line, missing, mend)


def documented(tests: Sequence[CycleRecord]) -> Feature:
    holes = [test for test in tests if test.blank]
    if not tests:
        return _feature("documented", False, "Nothing", "is written yet", "A plan of a first test.")
    if not holes:
        return _feature("documented", True, "All", "that has happened so far is written down")
    first = holes[0]
    stage, name = first.blank[0]
    missing = f"{name} of test {first.number}."
    mend = Mend(
        f"Write it in test {first.number}", "cycle-detail", "cycle_id", first.key, f"change={stage}" if stage else ""
    )
    count = len(holes)
    line = f"{'test has' if count == 1 else 'tests have'} a stage that is still empty"
    return _feature("documented", False, "One" if count == 1 else str(count), line, missing, mend)


def _plan(test: CycleRecord, label: str) -> Mend:
    return Mend(label.format(n=test.number), "cycle-detail", "cycle_id", test.key, "change=plan")


def _tests(tests: Sequence[CycleRecord]) -> str:
    """'Test 2', 'Tests 2 and 4'."""
    numbers = [str(test.number) for test in tests]
    if len(numbers) == 1:
        return f"Test {numbers[0]}"
    return f"Tests {', '.join(numbers[:-1])} and {numbers[-1]}"
