"""Figures, definitions and middle lines in words, from objects already fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cmsportal.nhsuk.formats import WEEKDAYS, day, number
from projects.permissions import ProjectAccess
from projects.presenters import who_sees
from projects.tools import Audience, Tool
from toolkit.models import Figure, Measure, Phase

from .days import plural
from .labels import LABELS
from .reading import reading_words
from .series import Reader, exact_value, is_percent


def unit_after(measure: Measure) -> str:
    """What stands behind the number in a field: '%', 'minutes', or nothing."""
    return "%" if is_percent(measure) else measure.unit


def value_words(measure: Measure, value: Decimal | None) -> str:
    """'81%', '12.5 minutes', '14 calls'."""
    if value is None:
        return "no figure"
    text = number(_rounded(measure, value))
    if is_percent(measure):
        return f"{text}%"
    if measure.value_kind == Measure.ValueKind.RATE:
        return f"{text} for every {measure.per:,}"
    return f"{text} {measure.unit}".strip()


def _rounded(measure: Measure, value: Decimal) -> Decimal:
    return round(value, max(1, measure.decimals)) if measure.is_ratio else value


def figure_words(measure: Measure, figure: Any) -> str:
    """A figure or a row of its history, in words: '78% (156 of 200)', 'closed', 'nothing to count (0 of 0)'."""
    if measure.value_kind == Measure.ValueKind.DAYS_BETWEEN:
        return "the first one" if figure.value is None else plural(int(figure.value))
    if figure.status == Figure.Status.CLOSED:
        return "closed"
    if figure.status == Figure.Status.MISSING:
        return "no figure"
    if figure.denominator is not None:
        counts = f"{number(figure.numerator)} of {number(figure.denominator)}"
        if figure.denominator == 0:
            return f"nothing to count ({counts})"
        return f"{value_words(measure, exact_value(measure, figure))} ({counts})"
    words = value_words(measure, figure.value)
    return f"{words}, an estimate" if figure.status == Figure.Status.ESTIMATE else words


def who_entered(figure: Figure) -> str:
    """'Sam Whitlock', 'Sam Whitlock, from a file', 'By the QR code'; '' for figures older than such notes."""
    how = {"link": "by the link in the mail", "tally": "by tally", "paste": "pasted", "file": "from a file"}
    if figure.entered_by is None:
        return "By the QR code" if figure.via == Figure.Via.CODE else ""
    return ", ".join(word for word in (figure.entered_by.name, how.get(figure.via, "")) if word)


@dataclass(frozen=True)
class Correction:
    day: str
    before: str
    after: str
    who: str
    when: Any


def corrections(measure: Measure, history: list[Any]) -> list[Correction]:
    """What was changed or taken out, newest first, from the measure's figure history in the order it was written."""
    last: dict[Any, Any] = {}
    found = []
    for row in history:
        earlier = last.get(row.id)
        last[row.id] = row
        if earlier is None:
            continue
        before, after = figure_words(measure, earlier), figure_words(measure, row)
        if row.history_type == "-":
            after = "taken out"
        elif row.date != earlier.date:
            after = f"{after}, moved to {day(row.date)}"
        elif before == after and row.note == earlier.note:
            continue
        elif before == after:
            after = "note changed"
        who = row.history_user.name if row.history_user else "somebody"
        found.append(Correction(day(earlier.date), before, after, who, row.history_date))
    return found[::-1]


def definition_rows(measure: Measure, reader: Reader, baseline: Decimal | None) -> list[tuple[str, str]]:
    """The definition as key and value, empty parts left out."""
    weekly = measure.schedule == Measure.Schedule.WEEKLY
    schedule = measure.get_schedule_display() + (f", on {WEEKDAYS[measure.due_weekday]}" if weekly else "")
    aim = value_words(measure, measure.goal) if measure.goal is not None else ""
    if aim and measure.goal_on:
        aim += f" by {day(measure.goal_on)}"
    rows = [
        (LABELS["definition"], measure.definition),
        (LABELS["numerator"], measure.numerator),
        (LABELS["denominator"], measure.denominator),
        (LABELS["exclusions"], measure.exclusions),
        ("Where it comes from", measure.data_source),
        ("Who enters it", measure.collector.name if measure.collector else ""),
        ("How often", schedule),
        ("Which way is better", measure.get_direction_display()),
        ("Where we started", value_words(measure, baseline) if baseline is not None else ""),
        ("Aim", aim),
        ("Kind of measure", measure.get_kind_display()),
        ("How the chart is read", reading_words(measure, with_dates=reader.raw)),
    ]
    return [(key, value) for key, value in rows if value]


@dataclass(frozen=True)
class PhaseRow:
    """A middle line of a chart: from when, what it is, why, who decided, and what kind of line it is."""

    phase: Phase
    title: str
    reason: str
    origin: str


def phase_rows(phases: Iterable[Phase]) -> list[PhaseRow]:
    """Rows of phases fetched with ``by``."""
    return [
        PhaseRow(
            phase,
            f"{day(phase.starts_on)}: {phase.label}",
            phase.reason,
            ". ".join(bit for bit in (_kind_words(phase), phase.by.name if phase.by else "") if bit),
        )
        for phase in phases
    ]


def _kind_words(phase: Phase) -> str:
    """What kind of line it is, where its label does not say so already."""
    kind: str = phase.get_kind_display()
    return "" if kind == phase.label else kind


def who_sees_figures(project: Any, access: ProjectAccess) -> str:
    """Who sees a figure once it is saved: those who see the measures, and those who see the wall."""
    audiences = {share.audience for share in access.shares if share.tool in {Tool.WALL, Tool.MEASURES}}
    outside = audiences & {Audience.PROGRAMME, Audience.PARTNER, Audience.LIBRARY}
    line = who_sees(project, Tool.WALL, access).replace("can see this page", "see the chart")
    return f"{line}. Outside the practice and its coach small numbers are hidden" if outside else line
