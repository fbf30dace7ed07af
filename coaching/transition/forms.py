from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Columns, Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Contact, Transition
from .services import FIELDS

FURTHEST = timedelta(days=3 * 366)


class TransitionForm(VersionedFormMixin, NhsForm):
    keep = "transition"
    ends_on = DateField(
        label="When does the coaching end?",
        help_text="Contacts 3, 6 and 12 months later are planned from this day.",
    )
    reflection = forms.CharField(
        label="What have we learned about working this way?",
        help_text="What helped, what got in the way, what we keep doing.",
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    celebrate_on = DateField(label="When do we celebrate?", required=False)
    celebrate_how = forms.CharField(
        label="How?", help_text="For example cake and the storyboard on the wall.", max_length=200, required=False
    )
    celebrated = forms.BooleanField(label="We have celebrated", required=False)
    layout = (
        Field("ends_on", width="20"),
        Field("reflection", rows=5, count=2000),
        Columns("celebrate_on", "celebrate_how"),
        "celebrated",
    )
    buttons = ("Save",)

    def _values_of(self, instance: Transition | None) -> dict[str, Any]:
        return {**super()._values_of(instance), "celebrated": bool(instance and instance.celebrated_at)}

    def clean_ends_on(self) -> date:
        day = self.cleaned_data["ends_on"]
        if abs(day - timezone.localdate()) > FURTHEST:
            raise forms.ValidationError("Choose a day not more than three years away.")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class MoveForm(VersionedFormMixin, NhsForm):
    due_on = DateField(label="On which day?")
    layout = (Field("due_on", width="20"),)
    buttons = ("Move it",)

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is past. To write down what was, choose ‘Write it down’.")
        if day - timezone.localdate() > FURTHEST:
            raise forms.ValidationError("Choose a day not more than three years away.")
        return day


class ContactForm(VersionedFormMixin, NhsForm):
    keep = "contact"
    held_on = DateField(label="When was it?")
    mode = forms.ChoiceField(label="How did you meet?", choices=Contact.Mode.choices, widget=forms.RadioSelect)
    holds = forms.ChoiceField(
        label="Does the improvement still hold?", choices=Contact.Holds.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="What did you hear?",
        help_text="The team reads this too.",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )
    layout = (
        Field("held_on", width="20"),
        Field.tiles("mode"),
        Field.tiles("holds"),
        Field("words", rows=4, count=1000),
    )
    buttons = ("Save",)

    def __init__(self, *args: Any, instance: Contact, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        if not instance.held_on:
            self.initial["held_on"] = timezone.localdate()

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come. Write it down afterwards.")
        return day
