"""What a table would write: line by line what is new, what is there already, what differs, and what cannot be.

Nothing here writes. The same table, columns and standing figures make the same plan, and the same ``mark``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from cmsportal.nhsuk.formats import day_full
from toolkit.measures.series import is_percent
from toolkit.models import Figure, Measure

from .cells import Rows
from .columns import COUNTED, DATE, EVENT, FIGURE, LEAVE, OUT_OF, STATE, Columns, first_filled
from .lines import Line, Plan, Trouble
from .rows import RowReader


def columns_problem(columns: Columns, measures: Sequence[Measure]) -> str:
    """What the choice of columns lacks, in a sentence; '' when it will do."""
    used = [role for role in columns.roles if role != LEAVE]
    if columns.date is None:
        return "Say which column holds the date."
    kinds = [DATE if role.startswith(DATE) else role for role in used]
    if len(set(kinds)) < len(kinds):
        return "Two columns are said to hold the same thing. Leave one of them out."
    chosen = [(measure, columns.of(measure)) for measure in measures if columns.of(measure)]
    if not chosen:
        return "Say which column holds the figures."
    for measure, own in chosen:
        if (COUNTED in own) != (OUT_OF in own):
            return f"“{measure.name}” needs both counts: those counted, and out of how many."
        if not {FIGURE, COUNTED, EVENT, STATE} & set(own):
            return f"Say which column holds the figures of “{measure.name}”."
    return ""


def make_plan(
    rows: Rows, columns: Columns, measures: Sequence[Measure], figures: Iterable[Figure], today: dt.date
) -> Plan:
    """``figures``: those that stand there, of all the measures."""
    plan = Plan(columns_sentence=columns_problem(columns, measures))
    if plan.columns_sentence:
        return plan
    standing: dict[Any, dict[dt.date, Figure]] = defaultdict(dict)
    for figure in figures:
        standing[figure.measure_id][figure.date] = figure
    in_play = [measure for measure in measures if columns.of(measure)]
    start = first_filled(rows) + (1 if columns.head else 0)
    for number in range(start, len(rows)):
        RowReader(plan, number, rows[number], columns, today).read(in_play, standing)
    _refuse_doubles(plan)
    _warn_of_shares(plan, in_play)
    return plan


def _refuse_doubles(plan: Plan) -> None:
    by_day: dict[str, list[Line]] = defaultdict(list)
    for line in plan.lines:
        by_day[line.key].append(line)
    doubled = [lines for lines in by_day.values() if len(lines) > 1]
    for lines in doubled:
        rows = [str(line.row + 1) for line in lines]
        named = f"{', '.join(rows[:-1])} and {rows[-1]}" if len(rows) <= 6 else f"{', '.join(rows[:6])} and others"
        words = f"Rows {named} hold two figures for {day_full(lines[0].entry.date)}. Keep one."
        plan.troubles += [Trouble(line.row, words) for line in lines]
    keys = {lines[0].key for lines in doubled}
    plan.lines = [line for line in plan.lines if line.key not in keys]
    plan.troubles.sort(key=lambda trouble: trouble.row)


def _warn_of_shares(plan: Plan, measures: Sequence[Measure]) -> None:
    """0.81 is read as it stands. A whole column of such is more likely meant as 81%."""
    for measure in measures:
        values = [line.entry.value for line in plan.lines if line.measure.pk == measure.pk and line.entry.value]
        if is_percent(measure) and len(values) > 1 and all(value <= 1 for value in values):
            plan.warnings.append(
                f"The figures of “{measure.name}” are all 1 or less, and are read as 0.81%, not 81%."
                " If they are shares, show them as percentages in the spreadsheet first."
            )
