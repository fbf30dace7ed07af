"""The parts of the aims."""

from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.layout import Columns, Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import GlobalAim, SpecificAim

FORM_ID = "aim"


class GlobalAimForm(VersionedFormMixin, NhsModelForm):
    form_id = FORM_ID
    keep = "global-aim"
    buttons = ("Save this aim",)
    layout = (
        Field("improve", hint="For example: how patients reach us by phone"),
        Field("where", hint="For example: at the front desk, or in the whole practice"),
        Field("begins_with", hint="For example: the moment a patient rings"),
        Field("ends_with", hint="For example: the patient knowing what happens next"),
        Field("expect", hint="For example: shorter waits and calmer mornings"),
        Field("why_now", hint="For example: half of our complaints are about the phones"),
    )

    class Meta:
        model = GlobalAim
        fields = ["improve", "where", "begins_with", "ends_with", "expect", "why_now"]
        labels = {
            "improve": "What will you improve?",
            "where": "Where?",
            "begins_with": "What does it begin with?",
            "ends_with": "What does it end with?",
            "expect": "What do you expect from it?",
            "why_now": "Why does it matter now?",
        }


class SpecificAimForm(VersionedFormMixin, NhsModelForm):
    """What is left empty is filled in from the measure that is chosen."""

    form_id = FORM_ID
    keep = "specific-aim"
    buttons = ("Save this aim",)
    layout = (
        Field("measure", hint="What you leave empty below is filled in from it."),
        Field("direction", inline=True),
        Field("what", hint="For example: calls answered within 5 minutes"),
        Columns(
            Field("baseline", width="5", hint="Where you start"),
            Field("goal", width="5", hint="Where you want to be"),
            Field("unit", width="10", hint="For example % or days"),
        ),
        Field("by_date", width="20", hint="For example 30 June 2027"),
        Field("population", hint="For example: everyone who rings us"),
    )
    direction = forms.ChoiceField(
        label="Which way?", choices=SpecificAim.Direction.choices, required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = SpecificAim
        fields = ["measure", "direction", "what", "baseline", "goal", "unit", "by_date", "population"]
        labels = {
            "measure": "Which measure shows it?",
            "what": "What will change?",
            "baseline": "From",
            "goal": "To",
            "unit": "Unit",
            "by_date": "By when?",
            "population": "For whom?",
        }

    def __init__(self, *args: Any, measures: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures
        self.fields["measure"].empty_label = "No measure yet"
        self.fields["what"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("measure") is not None:
            self._fill_from(cleaned["measure"], cleaned)
        if not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", "Say what will change, or choose a measure.")
        if not cleaned.get("direction") and "direction" not in self.errors:
            self.add_error("direction", "Choose 'Raise' or 'Lower'.")
        self._check_sides(cleaned)
        return cleaned

    def _fill_from(self, measure: Any, cleaned: dict[str, Any]) -> None:
        known = {
            "what": measure.name,
            "direction": {"up": "increase", "down": "decrease"}.get(measure.direction, ""),
            "baseline": measure.baseline,
            "goal": measure.goal,
            "unit": measure.unit or ("%" if measure.value_kind == measure.ValueKind.PERCENTAGE else ""),
            "by_date": measure.goal_on,
        }
        for name, value in known.items():
            if name not in self.errors and cleaned.get(name) in (None, ""):
                cleaned[name] = value

    def _check_sides(self, cleaned: dict[str, Any]) -> None:
        baseline, goal, direction = (cleaned.get(name) for name in ("baseline", "goal", "direction"))
        if baseline is None or goal is None or not direction:
            return
        if direction == "increase" and goal <= baseline:
            self.add_error("goal", "To raise it, the goal must be above where you start.")
        if direction == "decrease" and goal >= baseline:
            self.add_error("goal", "To lower it, the goal must be below where you start.")
