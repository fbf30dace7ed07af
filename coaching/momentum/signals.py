"""Why a team may be losing momentum, and since when: facts and days, no score. Pure.

All thresholds stand here. A signal belongs to tools, and only who may open one of them is told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cmsportal.nhsuk.formats import count_words, day
from projects.tools import Tool

# Days without a figure before it is said, by how often figures come. With small tests and rare events no day is late.
NO_FIGURE = {"daily": timedelta(days=14), "weekly": timedelta(days=14), "monthly": timedelta(days=45)}
HUDDLES_MISSED = 3  # in a row, of those that were planned
HUDDLES_QUIET = timedelta(days=7)  # and so long at least: three days of a daily huddle are a holiday
MEETINGS_MISSED = 1  # in a row, up to today
TEST_OVER = timedelta(days=14)  # after the day on which a small test should have ended, or was to be studied
TEST_WITHOUT_END = timedelta(days=42)  # under way, and nobody said until when
NOTHING_WRITTEN = timedelta(days=42)


@dataclass(frozen=True)
class OpenTest:
    """A small test that is not closed."""

    number: int
    stage: str  # do, study, act
    began_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Facts:
    """What is known of a team on a day, in the practice's own time.

    Attributes:
        figures_come: how often the leading measure is counted; empty without one.
        figure_since: day of its newest figure; without any, the day on which it was chosen.
        has_figure: whether there is one.
        closed: days on which the practice was shut; they do not count against anybody.
        huddles_missed: planned ones in a row up to yesterday that nobody held.
        huddle_since: the last one held, or the day on which they were agreed.
        meetings_missed: days of planned meetings in a row, up to today, that were not held; the oldest first.
        champion_left: name and last day of the last champion, where the team has none now.
        written_on: the last day on which the team or its coach wrote something; None where nobody looked.
    """

    today: date
    figures_come: str = ""
    figure_since: date | None = None
    has_figure: bool = False
    closed: frozenset[date] = frozenset()
    has_huddles: bool = False
    huddles_missed: int = 0
    huddle_since: date | None = None
    meetings_missed: tuple[date, ...] = ()
    tests: tuple[OpenTest, ...] = ()
    has_team: bool = False
    has_champion: bool = False
    champion_left: tuple[str, date] | None = None
    written_on: date | None = None


@dataclass(frozen=True)
class Signal:
    """One reason.

    Attributes:
        since: the day from which it counts; None where no day is known.
        words: a sentence that names the day.
        why: when we say so.
        ask: what a coach may ask about.
        tools: who may open one of these is told; empty: anybody near the project.
    """

    name: str
    since: date | None
    words: str
    why: str
    ask: str
    tools: frozenset[Tool] = frozenset()


def signals(facts: Facts, may_open: Collection[Tool]) -> list[Signal]:
    """What a reader may be told, what has lasted longest first."""
    found = [one for one in _all(facts) if not one.tools or one.tools & set(may_open)]
    return sorted(found, key=lambda one: one.since or date.min)


def _all(facts: Facts) -> Iterator[Signal]:
    for rule in (_figure, _huddles, _meetings, _tests, _champion, _written):
        yield from rule(facts)


def open_days(facts: Facts, since: date) -> int:
    """Days gone by since, without weekdays on which the practice was shut."""
    shut = sum(since < one <= facts.today and one.weekday() < 5 for one in facts.closed)
    return (facts.today - since).days - shut


def _figure(facts: Facts) -> Iterator[Signal]:
    patience = NO_FIGURE.get(facts.figures_come)
    if patience is None or facts.figure_since is None or open_days(facts, facts.figure_since) <= patience.days:
        return
    since = day(facts.figure_since, facts.today)
    yield Signal(
        "figure",
        facts.figure_since,
        f"No figure since {since}." if facts.has_figure else f"No figure yet: the measure was chosen on {since}.",
        f"We say so after {patience.days} days without a figure of the leading chart.",
        "who enters the figure, and what stands in the way",
        frozenset({Tool.MEASURES, Tool.WALL}),
    )


def _huddles(facts: Facts) -> Iterator[Signal]:
    since = facts.huddle_since
    if not facts.has_huddles or facts.huddles_missed < HUDDLES_MISSED or since is None:
        return
    if facts.today - since < HUDDLES_QUIET:
        return
    yield Signal(
        "huddles",
        since,
        f"No huddle since {day(since, facts.today)}.",
        f"We say so after {count_words(HUDDLES_MISSED)} planned huddles in a row that nobody held, and a week.",
        "whether the time of the huddle still suits",
        frozenset({Tool.HUDDLES}),
    )


def _meetings(facts: Facts) -> Iterator[Signal]:
    missed = facts.meetings_missed
    if len(missed) < MEETINGS_MISSED:
        return
    first = day(missed[0], facts.today)
    more = f" nor {count_words(len(missed) - 1)} after it" if len(missed) > 1 else ""
    yield Signal(
        "meetings",
        missed[0],
        f"The meeting of {first} was not held{',' if more else ''}{more}.",
        "We say so when the newest planned meeting was not held.",
        "what got in the way of the meeting",
        frozenset({Tool.MEETINGS}),
    )


def _tests(facts: Facts) -> Iterator[Signal]:
    for test in facts.tests:
        words, since = _overdue(test, facts.today)
        if since is not None:
            yield Signal(
                f"test-{test.number}-{test.stage}",
                since,
                words,
                f"We say so {TEST_OVER.days} days after its last day, or after {TEST_WITHOUT_END.days} without one.",
                f"what small test {test.number} has shown so far",
                frozenset({Tool.CYCLES}),
            )


def _overdue(test: OpenTest, today: date) -> tuple[str, date | None]:
    if test.ends_on is not None:
        if today - test.ends_on <= TEST_OVER:
            return "", None
        ended = day(test.ends_on, today)
        if test.stage == "do":
            return f"Small test {test.number} should have ended on {ended}.", test.ends_on
        wait = "to be studied" if test.stage == "study" else "for a decision"
        return f"Small test {test.number} ended on {ended} and waits {wait}.", test.ends_on
    if test.began_on is None or today - test.began_on <= TEST_WITHOUT_END:
        return "", None
    return f"Small test {test.number} has run since {day(test.began_on, today)}, with no end set.", test.began_on


def _champion(facts: Facts) -> Iterator[Signal]:
    if not facts.has_team or facts.has_champion:
        return
    name, left_on = facts.champion_left or ("", None)
    words = f"The champion, {name}, left on {day(left_on, facts.today)}." if left_on else "The team has no champion."
    why = "We say so from the day on which a team has no champion."
    yield Signal("champion", left_on, words, why, "who could be the champion", frozenset({Tool.TEAM}))


def _written(facts: Facts) -> Iterator[Signal]:
    if facts.written_on is None or facts.today - facts.written_on <= NOTHING_WRITTEN:
        return
    yield Signal(
        "written",
        facts.written_on,
        f"Nothing was written since {day(facts.written_on, facts.today)}.",
        f"We say so after {NOTHING_WRITTEN.days} days in which neither the team nor its coach wrote anything.",
        "whether the team still finds time",
    )
