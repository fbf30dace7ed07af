"""Forms for measures, figures, changes and new middle lines."""

from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, NumberField
from cmsportal.nhsuk.formats import WEEKDAYS, first_upper
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Away, Closed, Columns, Field, Include, Save
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


class MeasureForm(VersionedFormMixin, NhsModelForm):
    """What is counted. Four questions; everything else is folded away and has a sensible answer."""

    looks = {
        "value_kind": {
            "item_hints": {
                "value": "For example minutes to answer, or days to an appointment.",
                "count": "How many people or things. Small counts are hidden from people outside the practice.",
                "percentage": "You type the percentage, or the two counts behind it.",
                "rate": "How many for every 1,000 patients: you type the two counts.",
            }
        },
        "unit": {"width": "20"},
        "decimals": {"width": "2"},
        "per": {"width": "10"},
        "baseline": {"width": "10"},
        "goal": {"width": "10"},
    }

    class Meta:
        model = Measure
        fields = (
            "name", "value_kind", "unit", "direction", "schedule", "due_weekday", "collector", "goal", "goal_on",
            "baseline", "definition", "numerator", "denominator", "per", "exclusions", "data_source", "kind",
            "decimals",
        )  # fmt: skip
        widgets = {
            "value_kind": forms.RadioSelect,
            "direction": forms.RadioSelect,
            "schedule": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "definition": forms.Textarea,
        }
        labels = {
            "name": "What do you want to count?",
            "value_kind": "What kind of figure is it?",
            "unit": "Counted in",
            "direction": "Which way is better?",
            "schedule": "How often will you enter it?",
            "due_weekday": "Due on",
            "goal": "Aim",
            "goal_on": "Reached by",
            "baseline": "Where you start",
            "decimals": "Digits after the point",
            "kind": "What the measure is for",
            "definition": "What exactly is counted?",
            "collector": "Who enters it?",
        }

    reveals = {"schedule": {"weekly": ["due_weekday"]}}

    def __init__(self, *args: Any, team: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        self.fields["collector"].queryset = team
        self.fields["collector"].empty_label = "Anyone on the team"
        self.fields["due_weekday"] = forms.TypedChoiceField(
            label="Due on", choices=list(enumerate(WEEKDAYS)), coerce=int, required=False, empty_value=0
        )
        for name, default in (("per", 1000), ("decimals", 0), ("kind", "outcome")):
            self.fields[name].required = False
            self.fields[name].initial = self.fields[name].initial or default
        for name in ("value_kind", "direction", "schedule", "kind"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, default in (("per", 1000), ("decimals", 0), ("kind", "outcome"), ("due_weekday", 0)):
            if cleaned.get(name) in (None, "") and name not in self.errors:
                cleaned[name] = default
        if cleaned.get("value_kind") == "percentage":
            cleaned["unit"] = "%"
        needs_unit = cleaned.get("value_kind") in {"count", "value"}
        if needs_unit and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Say what is counted, for example minutes, days or calls.")
        return cleaned

    def get_layout(self) -> list[Any]:
        return [
            "name",
            "value_kind",
            Field("unit", hint="For example minutes, days or calls. A percentage needs nothing here."),
            "direction",
            "schedule",
            Closed("Aim and starting point", "goal", "goal_on", "baseline", ident="fold-aim"),
            Closed(
                "Exactly what is counted, and by whom",
                "definition",
                Columns("numerator", "denominator"),
                "exclusions",
                "data_source",
                "collector",
                ident="fold-definition",
            ),
            Closed("Finer points", "kind", "decimals", "per", ident="fold-finer"),
        ]

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save this measure"), Away("Cancel", self.cancel_url))


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


class PhaseForm(NhsForm):
    """Accept a new middle line, and say why."""

    reason = forms.CharField(
        label="Why do you think this change will last?",
        max_length=300,
        widget=forms.Textarea,
        help_text="A sentence is enough. It stays with the chart.",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Start a new middle line"), Away("Not now", self.cancel_url))
