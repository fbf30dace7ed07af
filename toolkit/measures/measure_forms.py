from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.layout import Away, Closed, Columns, Field, Group, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Measure

from .labels import LABELS


class MeasureForm(VersionedFormMixin, NhsModelForm):
    """What is counted. Four questions; everything else is folded away and has a sensible answer.

    What the chosen kind of figure does not need is hidden by the style sheet (measures.css), and whatever was
    answered there before the kind was chosen is left aside here.
    """

    keep = "measure"
    looks = {
        "value_kind": {
            "item_hints": {
                "value": "For example minutes to answer, or days to an appointment.",
                "count": "How many people or things. Small counts are hidden from people outside the practice.",
                "percentage": "You type the percentage, or the two counts behind it.",
                "rate": "How many for every 1,000 patients: you type the two counts.",
                "days_between": "For something rare and unwanted, such as a fall: the days since the one before. "
                "You enter it when it happens; longer is better. People outside the practice do not see this chart.",
                "cases_between": "For something rare and unwanted: how many went well since the one before. "
                "You enter it when it happens; more is better. People outside the practice do not see this chart.",
            }
        },
        "unit": {"width": "20", "group_classes": "app-asked-of-units"},
        "direction": {"group_classes": "app-asked-of-usual"},
        "schedule": {
            "item_hints": {"cycle": "Due on the day on which a small test ends."},
            "group_classes": "app-asked-of-usual",
        },
        "counted_from": {
            "width": "20",
            "hint": "A new middle line starts there, so old and new figures are not mixed.",
        },
        "decimals": {"width": "2"},
        "per": {"width": "10", "group_classes": "app-asked-of-rates"},
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
            "unit": LABELS["unit"],
            "direction": "Which way is better?",
            "schedule": "How often will you enter it?",
            "due_weekday": "Due on",
            "goal": "Aim",
            "goal_on": "Reached by",
            "baseline": "Where you start",
            "decimals": "Digits after the point",
            "kind": "What the measure is for",
            "definition": f"{LABELS['definition']}?",
            "collector": "Who enters it?",
        }

    reveals = {"schedule": {"weekly": ["due_weekday"]}}

    def __init__(self, *args: Any, team: Any, cancel_url: str, today: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        self.has_figures = today is not None
        if self.has_figures:
            self.fields["wording_only"] = forms.BooleanField(label="I only corrected the wording", required=False)
            self.fields["counted_from"] = DateField(
                label="From when do you count this way?", required=False, initial=today
            )
            self.reword()
        schedules = self.fields["schedule"]
        schedules.required = self.fields["direction"].required = False
        schedules.choices = [choice for choice in schedules.choices if choice[0] != Measure.Schedule.EVENT]
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

    @property
    def is_between(self) -> bool:
        return self.cleaned_data.get("value_kind") in {"days_between", "cases_between"}

    def clean_direction(self) -> str:
        """Of what should be rare, more in between is better: nobody is asked. What says otherwise keeps it."""
        chosen = self.cleaned_data.get("direction") or ""
        if self.is_between:
            return self.instance.direction if self.instance.is_between else Measure.Direction.UP
        if not chosen and "value_kind" in self.cleaned_data:
            raise forms.ValidationError("Choose which way is better.")
        return chosen

    def clean_schedule(self) -> str:
        """Rare events come when they come, whatever was chosen."""
        chosen = self.cleaned_data.get("schedule") or ""
        if self.is_between:
            return Measure.Schedule.EVENT
        if not chosen and "value_kind" in self.cleaned_data:
            raise forms.ValidationError("Choose how often you will enter it.")
        return chosen

    def says_the_same(self) -> bool:
        """What is asked about a change is no part of the measure."""
        asked = ("wording_only", "counted_from")
        self.saved_values |= {name: self.cleaned_data.get(name) for name in asked if name in self.fields}
        return super().says_the_same()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("value_kind") not in {None, "rate"}:
            self.errors.pop("per", None)
            cleaned["per"] = self.instance.per
        for name, default in (("per", 1000), ("decimals", 0), ("kind", "outcome"), ("due_weekday", 0)):
            if cleaned.get(name) in (None, "") and name not in self.errors:
                cleaned[name] = default
        if cleaned.get("value_kind") == "percentage":
            cleaned["unit"] = "%"
        if cleaned.get("value_kind") == "days_between":
            cleaned["unit"] = "days"
        needs_unit = cleaned.get("value_kind") in {"count", "value", "cases_between"}
        if needs_unit and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Say what is counted, for example minutes, days or calls.")
        return cleaned

    def get_layout(self) -> list[Any]:
        return [
            "name",
            "value_kind",
            Field("unit", hint="For example minutes, days or calls."),
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
            *([Group("If you changed what is counted", "counted_from", "wording_only")] if self.has_figures else []),
        ]

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save this measure"), Away("Cancel", self.cancel_url))
