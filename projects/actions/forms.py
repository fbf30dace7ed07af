import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Columns
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import Action

from .parsing import Spoken, read_action

ELSE = "else"


class QuickActionForm(NhsForm):
    """One line, typed as people say it."""

    line = forms.CharField(
        label="Who does what, by when?",
        max_length=400,
        help_text="For example: Sam: ring the phone company, by Friday",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Add the action",)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_line(self) -> str:
        line = self.cleaned_data["line"]
        limit = Action._meta.get_field("text").max_length
        if len(self._read(line).what) > limit:
            raise forms.ValidationError(f"Say what is to be done in {limit} characters or fewer.")
        return line

    def spoken(self) -> Spoken:
        return self._read(self.cleaned_data["line"])

    def _read(self, line: str) -> Spoken:
        return read_action(line, self.people, timezone.localdate())


class ActionForm(VersionedFormMixin, NhsModelForm):
    person = forms.ChoiceField(label="Who?", required=False, widget=forms.RadioSelect)
    starts_on = DateField(label="From when?", required=False, help_text="For the action plan. It can stay empty.")
    due_on = DateField(label="By when?", required=False, help_text="For example 7 March.")
    reveals = {"person": {ELSE: ["owner_name"]}}
    required_when_revealed = {"owner_name"}
    layout = ("text", "person", Columns("starts_on", "due_on"))

    class Meta:
        model = Action
        fields = ("text", "owner_name", "starts_on", "due_on")
        labels = {"text": "What is to be done?", "owner_name": "Their name"}
        help_texts = {"owner_name": ""}

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        owner = self.instance.owner
        if owner and str(owner.pk) not in self.people:
            self.people[str(owner.pk)] = owner
        self.fields["person"].choices = [
            *((pk, person.name) for pk, person in self.people.items()),
            (ELSE, "Somebody else"),
        ]
        self.initial["person"] = str(owner.pk) if owner else ELSE if self.instance.owner_name else ""

    def clean_due_on(self) -> Any:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data["due_on"]
        if first and last and last < first:
            raise forms.ValidationError("The day it is due is before the day it begins.")
        return last

    def details(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "text": given["text"],
            "owner": self.people.get(given["person"]),
            "owner_name": given["owner_name"],
            "starts_on": given["starts_on"],
            "due_on": given["due_on"],
        }


class NewActionForm(ActionForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Add the action",)
