import uuid
from datetime import date, timedelta
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Columns
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import CountSheet

from .lines import LinesField
from .presenters import hour_words

KINDS = (
    (CountSheet.Kind.PHONE, "Telephone calls, by hour and weekday"),
    (CountSheet.Kind.UNPLANNED, "Unplanned work: what comes in between"),
)
USUAL = {
    CountSheet.Kind.PHONE: ("Appointment", "Prescription", "Test result", "Message for somebody", "Something else"),
    CountSheet.Kind.UNPLANNED: (
        "Walked in without an appointment",
        "Urgent call put through",
        "Prescription query",
        "Form or letter wanted at once",
        "A colleague asked for help",
        "Equipment or computer trouble",
    ),
}
TITLES = {CountSheet.Kind.PHONE: "Calls to the front desk", CountSheet.Kind.UNPLANNED: "Unplanned work"}


class SheetForm(VersionedFormMixin, NhsForm):
    keep = "sheet"
    title = forms.CharField(label="What do you count?", max_length=120)
    lines = LinesField(
        least=1, most=30, label="Kinds", help_text="One on each line. Each becomes a button to tap on the phone."
    )
    first_day = DateField(label="First day")
    last_day = DateField(label="Last day", help_text="A week or two is enough.")
    looks = {"title": {"width": "30"}, "first_day": {"width": "20"}, "last_day": {"width": "20"}}
    layout = ("title", "lines", Columns("first_day", "last_day"))

    def clean_last_day(self) -> Any:
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data["last_day"]
        if first and last and last < first:
            raise forms.ValidationError("The last day is before the first.")
        return last

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "lines", "first_day", "last_day")}


class NewSheetForm(SheetForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Start counting",)

    def __init__(self, *args: Any, kind: str, today: date, **kwargs: Any):
        given = {
            "title": TITLES[CountSheet.Kind(kind)],
            "lines": list(USUAL[CountSheet.Kind(kind)]),
            "first_day": today,
            "last_day": today + timedelta(days=13),
        }
        super().__init__(*args, initial=given, **kwargs)


class AddForm(NhsForm):
    """Several at once, as they stand on a paper sheet."""

    day = DateField(label="Which day?")
    hour = forms.TypedChoiceField(
        label="Which hour?",
        choices=[("", "Whole day"), *((hour, hour_words(hour)) for hour in range(24))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    line = forms.TypedChoiceField(label="What?", coerce=int, choices=())
    amount = WholeNumberField(
        label="How many?",
        min_value=-500,
        max_value=500,
        help_text="A number below zero takes away what was too much.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    looks = {"day": {"width": "20"}, "amount": {"width": "4"}}
    buttons = ("Add",)

    def __init__(self, *args: Any, lines: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = list(enumerate(lines))

    def clean_amount(self) -> Any:
        if self.cleaned_data["amount"] == 0:
            raise forms.ValidationError("Enter a number other than 0.")
        return self.cleaned_data["amount"]

    def details(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("day", "hour", "line", "amount")}
        return {**given, "key": self.cleaned_data["key"]}
