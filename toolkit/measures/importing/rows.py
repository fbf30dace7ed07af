"""Reads one row of a table: a line for each measure that it says something of, or a sentence about what cannot be."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cmsportal.nhsuk.formats import day_full, number
from cmsportal.safetext import find_birth_date
from toolkit.measures import schedule
from toolkit.measures.days import is_days
from toolkit.measures.entering import same_as
from toolkit.measures.figures import Entry, problems_with
from toolkit.measures.series import exact_value, is_percent
from toolkit.models import Figure, Measure

from .cells import place
from .columns import COUNTED, EVENT, FIGURE, NOTE, OUT_OF, STATE, Columns
from .lines import Line, Plan, Trouble
from .words import HIDDEN, Amount, Month, NoSense, begins_like_a_formula, quoted, read_amount, read_day, read_state

NOTE_LENGTH = 200
STATUS = Figure.Status


class RowReader:
    """One row on its way into the plan."""

    def __init__(self, plan: Plan, number: int, cells: list[str], columns: Columns, today: dt.date) -> None:
        self.plan, self.number, self.cells, self.columns, self.today = plan, number, cells, columns, today

    def read(self, measures: list[Measure], standing: dict[Any, dict[dt.date, Figure]]) -> None:
        filled = [m for m in measures if any(self.cells[at] for at in self.columns.of(m).values())]
        try:
            day = self._day_of_row(bool(filled))
        except NoSense as problem:
            self.plan.troubles.append(Trouble(self.number, str(problem)))
            return
        for measure in measures if day else ():
            try:
                line = self._line(measure, day, standing[measure.pk])
            except NoSense as problem:
                self.plan.troubles.append(Trouble(self.number, str(problem)))
            else:
                self.plan.lines += [line] if line else []

    def _day_of_row(self, is_needed: bool) -> dt.date | Month | None:
        text = self.cells[self.columns.date]
        if not text and is_needed:
            raise NoSense("There is no date in this row.")
        try:
            return read_day(text, self.today) if text else None
        except NoSense as problem:
            raise self._at_cell(self.columns.date, str(problem)) from None

    def _line(self, measure: Measure, day: dt.date | Month, there: dict[dt.date, Figure]) -> Line | None:
        own = self.columns.of(measure)
        made = self._entry(measure, own)
        if made is None:
            return None
        on = self._day(measure, day, there)
        figure = there.get(on)
        entry = _completed(figure, Entry(on, **made))
        found = problems_with(measure, entry, self.today)
        if "date" in found:
            words = "still to come" if on > self.today else "long ago. Check the year"
            raise self._at_cell(self.columns.date, f"{day_full(on)} is {words}.")
        for name, sentence in found.items():
            part = {"value": FIGURE, "numerator": COUNTED, "denominator": OUT_OF}[name]
            raise self._at_cell(own.get(part, self.columns.date), sentence)
        is_same = figure is not None and _says_the_same(measure, figure, entry)
        return Line(self.number, measure, entry, figure, is_same)

    def _at_cell(self, column: int, sentence: str) -> NoSense:
        return NoSense(f"{place(self.number, column)}: {sentence}")

    def _entry(self, measure: Measure, own: dict[str, int]) -> dict[str, Any] | None:
        """The parts of an entry but its day; None where the row says nothing of this measure. Raises NoSense."""
        note = self._note(own)
        if is_days(measure):
            return {"note": note} if self.cells[own[EVENT]] and self.cells[own[EVENT]] != HIDDEN else None
        status = self._at(own, STATE, read_state) or STATUS.FIGURE
        amounts = {part: self._amount(measure, own, part) for part in (FIGURE, COUNTED, OUT_OF)}
        given = [amount for amount in amounts.values() if amount is not None]
        if any(part in own and self.cells[own[part]] == HIDDEN for part in amounts):
            self.plan.hidden += 1
            return None
        statuses = [amount.status for amount in given if amount.status != STATUS.FIGURE]
        status = statuses[0] if statuses else status
        if status in {STATUS.CLOSED, STATUS.MISSING}:
            return {"status": status, "note": note}
        if not given:
            self.plan.blank += 1
            return None
        return {"status": status, "note": note, **self._numbers(own, amounts)}

    def _numbers(self, own: dict[str, int], amounts: dict[str, Amount | None]) -> dict[str, Decimal | None]:
        value, counted, total = (
            amount.value if (amount := amounts[part]) else None for part in (FIGURE, COUNTED, OUT_OF)
        )
        if counted is None and total is None:
            return {"value": value}
        if value is not None and counted is not None and total and abs(value - 100 * counted / total) > 1:
            words = f"{number(value)}% is not {number(counted)} of {number(total)}. Check which is right."
            raise self._at_cell(own[FIGURE], words)
        return {"numerator": counted, "denominator": total}

    def _amount(self, measure: Measure, own: dict[str, int], part: str) -> Amount | None:
        if part not in own or self.cells[own[part]] == HIDDEN:
            return None
        unit = measure.unit if part == FIGURE else ""
        amount = self._at(own, part, lambda text: read_amount(text, unit))
        if amount is not None and amount.in_per_cent and not (part == FIGURE and is_percent(measure)):
            raise self._at_cell(
                own[part], f"{quoted(self.cells[own[part]])} is a percentage, and this column is none."
            )
        return amount

    def _at(self, own: dict[str, int], part: str, read: Any) -> Any:
        if part not in own:
            return None
        try:
            return read(self.cells[own[part]])
        except NoSense as problem:
            raise self._at_cell(own[part], str(problem)) from None

    def _note(self, own: dict[str, int]) -> str:
        if NOTE not in own:
            return ""
        text = self.cells[own[NOTE]]
        if begins_like_a_formula(text):
            raise self._at_cell(own[NOTE], "The note begins like a formula. Take the sign before it out.")
        if len(text) > NOTE_LENGTH:
            raise self._at_cell(own[NOTE], f"The note is longer than {NOTE_LENGTH} characters.")
        if find_birth_date(text, self.today):
            self.plan.warnings.append(
                f"{place(self.number, own[NOTE])} may hold a date of birth. Take it out if it is a patient’s."
            )
        return text

    def _day(self, measure: Measure, day: dt.date | Month, there: dict[dt.date, Figure]) -> dt.date:
        """The day itself; of a month the day of the figure that is there, else the one on which it was due."""
        if not isinstance(day, Month):
            return day
        if measure.schedule != Measure.Schedule.MONTHLY:
            raise self._at_cell(self.columns.date, f"{day} is a month, and “{measure.name}” takes a day.")
        inside = [on for on in there if (on.year, on.month) == (day.year, day.month)]
        if len(inside) == 1:
            return inside[0]
        first = dt.date(day.year, day.month, 1)
        due = next(on for k in range(7) if schedule.is_due_on(measure, on := first + dt.timedelta(days=k)))
        return due if due <= self.today else first


def _completed(figure: Figure | None, entry: Entry) -> Entry:
    """A table without notes takes none away."""
    if figure is None or entry.note:
        return entry
    return Entry(entry.date, entry.status, entry.value, entry.numerator, entry.denominator, figure.note)


def _says_the_same(measure: Measure, figure: Figure, entry: Entry) -> bool:
    """As ``same_as``; a percentage alone is also the same as the counts that it was rounded from."""
    if same_as(figure, entry):
        return True
    if figure.denominator is None or entry.value is None or entry.by_counts or figure.status != entry.status:
        return False
    exact = exact_value(measure, figure)
    places = max(0, -entry.value.normalize().as_tuple().exponent)
    return exact is not None and round(exact, places) == entry.value
