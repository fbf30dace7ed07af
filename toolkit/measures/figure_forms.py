"""The form of one figure: on its page, behind a mailed link, behind the QR code."""

from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, NumberField
from cmsportal.nhsuk.formats import first_upper
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field, Fold, Include
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Figure, Measure

from .figures import Entry, problems_with
from .presenters import unit_after
from .schedule import period_of

NO_HISTORY = {"autocomplete": "off"}
ASK_FOR_DAYS = {
    "hx-get": "?",
    "hx-trigger": "input changed delay:400ms, change",
    "hx-target": "#entry-days",
    "hx-select": "#entry-days",
    "hx-swap": "outerHTML",
}
DIGITS = {"max_digits": 14, "decimal_places": 3}
NUMBERS = ("value", "numerator", "denominator")
# What may stand in place of a figure.
INSTEAD = {"closed": Figure.Status.CLOSED, "missing": Figure.Status.MISSING}
CLOSED = {
    "daily": "We were closed that day",
    "weekly": "We were closed that week",
    "monthly": "We were closed that month",
    "cycle": "We could not count in that test",
    "event": "We were closed that day",
}
WHEN = {"days_between": "When did it happen?", "cases_between": "On which day did it happen?"}


def period_label(measure: Measure, day: Any, today: Any) -> str:
    """What stands over the number: 'This week', and where nothing is due by the calendar what the number is."""
    if measure.value_kind == Measure.ValueKind.CASES_BETWEEN:
        return f"How many {measure.unit or 'cases'} since the last time?"
    return "Figure" if measure.schedule == Measure.Schedule.EVENT else period_of(measure, day, today)


class FigureForm(NhsForm):
    """One figure. Percentages may be typed as they are or as two counts; rates are always two counts.

    Days between rare events are not typed at all: the day on which it happened says them.

    Args:
        by_counts: which of the two ways the page shows.
        fixed_date: the date of an entry link, which cannot be changed.
    """

    value = NumberField(required=False, **DIGITS)
    numerator = NumberField(required=False, **DIGITS)
    denominator = NumberField(required=False, **DIGITS)
    date = DateField(label="Date")
    closed = forms.BooleanField(required=False)
    missing = forms.BooleanField(label="Nobody counted", required=False)
    estimate = forms.BooleanField(label="This is an estimate", required=False)
    note = forms.CharField(label="Anything unusual?", required=False, max_length=200)
    way = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, measure: Measure, today: Any, by_counts: bool, fixed_date: Any = None, **kwargs: Any
    ):
        self.measure, self.today, self.by_counts, self.fixed_date = measure, today, by_counts, fixed_date
        super().__init__(*args, **kwargs)
        self.fields["closed"].label = CLOSED.get(measure.schedule, "We were closed")
        self.fields["numerator"].label = first_upper(measure.numerator) or "How many"
        self.fields["denominator"].label = first_upper(measure.denominator) or "Out of how many"
        self.fields["note"].help_text = "You can leave this empty. Never about a named patient."
        self.fields["way"].initial = "counts" if by_counts else "value"
        self.fields["date"].label = WHEN.get(measure.value_kind, "Date")
        if not measure.is_between:
            self.fields["value"].label = period_label(measure, self.day_shown() or today, today)
        else:
            self.fields["value"].label = period_label(measure, today, today)
        for name in self._left_out():
            del self.fields[name]
        self.reword()

    def _left_out(self) -> list[str]:
        """What this measure is not asked for."""
        names = ["value"] if self.by_counts else ["numerator", "denominator"]
        if self.measure.is_between:
            names += ["closed", "missing"]
        if self.is_days:
            names += ["value", "estimate"]
        return [*names, "date"] if self.fixed_date is not None else names

    def day_shown(self) -> Any:
        """The day that the page shows, None while it is none."""
        if self.fixed_date is not None or not self.is_bound:
            return self.fixed_date or self.get_initial_for_field(self.fields["date"], "date")
        try:
            return self.fields["date"].clean(self["date"].data)
        except forms.ValidationError:
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        instead = [name for name in INSTEAD if cleaned.get(name)]
        if len(instead) == 2:
            self.add_error("missing", "Tick one of the two: you were closed, or nobody counted.")
        if not self.errors or (set(self.errors) <= set(NUMBERS) and instead):
            if instead:  # what was typed above such a tick does not count
                for name in NUMBERS:
                    self.errors.pop(name, None)
            for name, sentence in problems_with(self.measure, self.entry, self.today).items():
                self.add_error(name if name in self.fields else self.first_field, sentence)
        return cleaned

    def get_layout(self) -> list[Any]:
        """The figure first, large; the rest is mostly right as it stands."""
        date = ["date", Include("toolkit/_entry_standing.html")] if "date" in self.fields else []
        if self.is_days:
            asked = Field("date", attributes={**NO_HISTORY, **ASK_FOR_DAYS})
            return [asked, Include("toolkit/_entry_days.html"), *date[1:], "note"]
        ticks = [name for name in ("closed", "missing", "estimate") if name in self.fields]
        return [*self.figure_layout(), *date, *ticks, "note"]

    def get_buttons(self) -> tuple[Any, ...]:
        look = (Include("toolkit/_entry_look.html"),) if self.is_days else ()
        return ("Save", *look)

    def figure_layout(self) -> list[Any]:
        switch = [Include("toolkit/_entry_switch.html")] if self.can_switch else []
        if self.by_counts:
            boxes = [Field.big(name, attributes=NO_HISTORY) for name in ("numerator", "denominator")]
        else:
            boxes = [Field.big("value", suffix=self.unit, hint=self.expected, width="4", attributes=NO_HISTORY)]
        return [*boxes, *switch]

    @property
    def is_days(self) -> bool:
        return self.measure.value_kind == Measure.ValueKind.DAYS_BETWEEN

    @property
    def unit(self) -> str:
        return "" if self.measure.is_between else unit_after(self.measure)

    @property
    def expected(self) -> str:
        """What kind of number belongs in the field."""
        whole = "A whole number" if self.measure.decimals == 0 else "A number"
        return f"{whole} from 0 to 100" if self.measure.value_kind == "percentage" else ""

    @property
    def can_switch(self) -> bool:
        return self.measure.value_kind == Measure.ValueKind.PERCENTAGE

    @property
    def first_field(self) -> str:
        """Where a problem of a field stands that the page does not show."""
        return next(name for name in (*NUMBERS, "date", "note") if name in self.fields)

    @property
    def entry(self) -> Entry:
        """What was typed, for the services."""
        given = self.cleaned_data
        date, note = self.fixed_date or given["date"], given.get("note", "")
        for name, status in INSTEAD.items():
            if given.get(name):
                return Entry(date, status, note=note)
        status = Figure.Status.ESTIMATE if given.get("estimate") else Figure.Status.FIGURE
        return Entry(date, status, given.get("value"), given.get("numerator"), given.get("denominator"), note)


class CorrectionForm(VersionedFormMixin, FigureForm):
    """The same page for a figure that is there already."""


class LinkForm(FigureForm):
    """Behind a mailed link: one field and one button; what is seldom needed is folded away."""

    def get_layout(self) -> list[Any]:
        ticks = [name for name in ("closed", "missing", "estimate") if name in self.fields]
        return [*self.figure_layout(), Fold("No figure, an estimate, or something unusual", *ticks, "note")]


class CodeForm(FigureForm):
    """Behind the QR code: the figure alone. Nobody knows who stands there, so no words are taken.

    Args:
        days: those that the code may enter; the page stands for the first of them. Of a rare event it asks which.
    """

    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, measure: Measure, days: list[Any], **kwargs: Any):
        self.days = days
        asks = measure.value_kind == Measure.ValueKind.DAYS_BETWEEN
        given = {"initial": {"date": days[0], "day": days[0].isoformat()}, "fixed_date": None if asks else days[0]}
        super().__init__(*args, measure=measure, **given, **kwargs)

    def _left_out(self) -> list[str]:
        return list({*super()._left_out(), "closed", "missing", "estimate", "note"})

    def get_layout(self) -> list[Any]:
        return [Field("date", hint="Today, or a day of the last week.")] if self.is_days else self.figure_layout()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("date")
        if self.is_days and day is not None and not self.errors and day not in self.days:
            self.add_error("date", "Choose today or a day of the last week.")
        if not self.is_days and cleaned.get("day") not in {"", self.fixed_date.isoformat()}:
            self.data = self.data.copy()
            self.data[self.add_prefix("day")] = self.fixed_date.isoformat()
            self.add_error(self.first_field, "A new day has come since you opened this page. Check what it asks for.")
        return cleaned
