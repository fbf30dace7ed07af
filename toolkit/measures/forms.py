"""Forms for measures, changes and new middle lines. That for a figure stands in ``figure_forms``."""

from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Away, Closed, Columns, Field, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Measure


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
