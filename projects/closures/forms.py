import uuid
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from practices.models import Practice


class ClosureForm(VersionedFormMixin, NhsForm):
    first_day = DateField(label="First day", help_text="For example 7 March.")
    last_day = DateField(
        label="Last day", required=False, help_text="The practice is closed on this day, too. Empty: one day only."
    )
    reason = forms.CharField(
        label="Why?", max_length=120, required=False, help_text="For example training, or moving house."
    )
    looks = {"first_day": {"width": "20"}, "last_day": {"width": "20"}}

    def clean_last_day(self) -> Any:
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data["last_day"]
        if first and last and last < first:
            raise forms.ValidationError("The last day is before the first.")
        if first and last and (last - first).days > 366:
            raise forms.ValidationError("That is more than a year. Check the last day.")
        return last

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("first_day", "last_day", "reason")}


class NewClosureForm(ClosureForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Add these days",)


class NationForm(VersionedFormMixin, NhsForm):
    nation = forms.ChoiceField(
        label="Whose bank holidays does the practice keep?", choices=Practice.Nation.choices, widget=forms.RadioSelect
    )
