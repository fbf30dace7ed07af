"""Forms for figures, and for changes on the time axis."""

from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, NumberField
from cmsportal.nhsuk.formats import first_upper
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Field, Include, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Figure, Measure

from .figures import Entry, problems_with
from .presenters import unit_after
from .schedule import period_of

NO_HISTORY = {"autocomplete": "off"}
DIGITS = {"max_digits": 14, "decimal_places": 3}
CLOSED = {
    "daily": "We were closed that day",
    "weekly": "We were closed that week",
    "monthly": "We were closed that month",
    "cycle": "We could not count in that test",
    "event": "We were closed that day",
}


def closed_words(measure: Measure) -> str:
    return CLOSED[measure.schedule]


class FigureForm(NhsForm):
    """One figure. Percentages may be typed as they are or as two counts; rates are always two counts.

    Args:
        by_counts: which of the two ways the page shows.
        fixed_date: the date of an entry link, which cannot be changed.
    """

    value = NumberField(required=False, **DIGITS)
    numerator = NumberField(required=False, **DIGITS)
    denominator = NumberField(required=False, **DIGITS)
    date = DateField(label="Date")
    closed = forms.BooleanField(required=False)
    estimate = forms.BooleanField(label="This is an estimate", required=False)
    note = forms.CharField(label="Anything unusual?", required=False, max_length=200)
    way = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, measure: Measure, today: Any, by_counts: bool, fixed_date: Any = None, **kwargs: Any
    ):
        self.measure, self.today, self.by_counts, self.fixed_date = measure, today, by_counts, fixed_date
        super().__init__(*args, **kwargs)
        self.fields["closed"].label = closed_words(measure)
        self.fields["value"].label = period_of(measure, self._day() or today, today)
        self.fields["numerator"].label = first_upper(measure.numerator) or "How many"
        self.fields["denominator"].label = first_upper(measure.denominator) or "Out of how many"
        self.fields["note"].help_text = "You can leave this empty. Never about a named patient."
        self.fields["way"].initial = "counts" if by_counts else "value"
        for name in ("value",) if by_counts else ("numerator", "denominator"):
            del self.fields[name]
        if fixed_date is not None:
            del self.fields["date"]
        self.reword()

    def _day(self) -> Any:
        """The day that the page shows, where it is one."""
        if self.fixed_date is not None or not self.is_bound:
            return self.fixed_date or self.get_initial_for_field(self.fields["date"], "date")
        try:
            return self.fields["date"].clean(self["date"].data)
        except forms.ValidationError:
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors or (set(self.errors) <= {"value", "numerator", "denominator"} and cleaned.get("closed")):
            if cleaned.get("closed"):  # what was typed under 'closed' does not count
                for name in ("value", "numerator", "denominator"):
                    self.errors.pop(name, None)
            for name, sentence in problems_with(self.measure, self.entry, self.today).items():
                self.add_error(name if name in self.fields else self.first_field, sentence)
        return cleaned

    def get_layout(self) -> list[Any]:
        """The figure first, large; the rest is mostly right as it stands."""
        switch = [Include("toolkit/_entry_switch.html")] if self.can_switch else []
        if self.by_counts:
            figure = [Field.big("numerator", attributes=NO_HISTORY), Field.big("denominator", attributes=NO_HISTORY)]
        else:
            figure = [Field.big("value", suffix=self.unit, hint=self.expected, width="4", attributes=NO_HISTORY)]
        date = ["date", Include("toolkit/_entry_standing.html")] if "date" in self.fields else []
        return [*figure, *switch, *date, "closed", "estimate", "note"]

    @property
    def unit(self) -> str:
        return unit_after(self.measure)

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
        return "numerator" if self.by_counts else "value"

    @property
    def entry(self) -> Entry:
        """What was typed, for the services."""
        given = self.cleaned_data
        date = self.fixed_date or given["date"]
        if given.get("closed"):
            return Entry(date, Figure.Status.CLOSED, note=given["note"])
        status = Figure.Status.ESTIMATE if given.get("estimate") else Figure.Status.FIGURE
        if self.by_counts and given.get("numerator") is None and given.get("denominator") is None:
            return Entry(date, status, note=given["note"])
        return Entry(
            date, status, given.get("value"), given.get("numerator"), given.get("denominator"), given["note"]
        )


class CorrectionForm(VersionedFormMixin, FigureForm):
    """The same page for a figure that is there already."""


class MarkForm(VersionedFormMixin, NhsForm):
    """What changed, and when; with ``instance``, a mark that is put right."""

    label = forms.CharField(label="What changed?", max_length=60)
    date = DateField(label="When?")
    measure = forms.ModelChoiceField(
        queryset=Measure.objects.none(), required=False, label="On which chart?", empty_label="Every chart"
    )
    looks = {
        "label": {"hint": "A few words. Everyone who sees the chart reads them, so leave numbers of people out."},
        "date": {"width": "20"},
    }

    def __init__(self, *args: Any, measures: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save this change"), Away("Cancel", self.cancel_url))
