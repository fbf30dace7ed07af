import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, TimeField, WholeNumberField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsForm, NhsFormHelper, NhsModelForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.actions.forms import NewActionForm
from projects.actions.parsing import Spoken, read_action
from projects.models import HuddleItem

MOST_PEOPLE = 200


class ScheduleForm(VersionedFormMixin, NhsForm):
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    time = TimeField(label="At what time?", help_text="For example 8:50am.")
    place = forms.CharField(
        label="Where?", max_length=80, required=False, help_text="For example the reception desk."
    )
    is_paused = forms.BooleanField(label="Pause the huddles: nobody is reminded", required=False)
    paused_until = DateField(
        label="On which day do they start again?",
        required=False,
        help_text="They start by themselves on that day. Leave it empty, and they wait until somebody starts them.",
    )
    reveals = {"is_paused": {True: ["paused_until"]}}
    looks = {"time": {"width": "10"}, "paused_until": {"width": "20"}}

    def clean_paused_until(self) -> Any:
        until = self.cleaned_data["paused_until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError("Choose a day later than today.")
        return until

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("weekdays", "time", "place", "is_paused", "paused_until")}


class OneHandForm(NhsForm):
    """A form whose buttons the screen draws, large and within reach of the thumb."""

    buttons = ()

    @property
    def helper(self) -> NhsFormHelper:
        helper = super().helper
        helper.attrs = {**getattr(helper, "attrs", {}), "data-onehand": "yes"}
        return helper


class BeginForm(VersionedFormMixin, OneHandForm):
    form_id = "screen"
    people_here = WholeNumberField(
        label="How many are here?",
        required=False,
        help_text="You can leave it empty.",
        validators=[
            MinValueValidator(1, "Count at least yourself, or leave it empty."),
            MaxValueValidator(MOST_PEOPLE, f"That is more than {MOST_PEOPLE}. Check the number."),
        ],
    )
    looks = {"people_here": {"width": "3"}}


class SayForm(OneHandForm):
    """One line under a question. On the way to the next question it may be empty."""

    form_id = "screen"
    line = forms.CharField(
        label="Add something new",
        max_length=400,
        required=False,
        help_text="No patient names or details. ‘Sam: ring the locum, by Friday’ gives it to Sam.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, people: list[Any], keep: str, goes_on: bool = False, **kwargs: Any):
        self.keep, self.people, self.goes_on = keep, people, goes_on
        super().__init__(*args, **kwargs)

    def clean_line(self) -> str:
        line = " ".join(self.cleaned_data["line"].split())
        if not line and not self.goes_on:
            raise forms.ValidationError("Write what was said.")
        limit = HuddleItem._meta.get_field("text").max_length
        if len(line) > limit:
            raise forms.ValidationError(f"Say it in {limit} characters or fewer.")
        return line

    def spoken(self) -> Spoken:
        """Whose it is, if the line begins with the name of somebody who can own an action; else all of it as text."""
        line = self.cleaned_data["line"]
        found = read_action(line, self.people, timezone.localdate())
        return found if found.owner else Spoken(line)


class RewordForm(VersionedFormMixin, NhsModelForm):
    class Meta:
        model = HuddleItem
        fields = ("text",)
        labels = {"text": "What was said"}


class TakeOnForm(NewActionForm):
    """An action that begins with the words of the huddle."""

    buttons = ("Make it an action",)

    def __init__(self, *args: Any, text: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["text"] = text
