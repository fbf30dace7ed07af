import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.counting.lines import LinesField

from .durations import part_labels

USUAL = ("Comes in", "Checked in", "Called in", "Seen", "Leaves")


class TimingForm(VersionedFormMixin, NhsForm):
    keep = "timing"
    title = forms.CharField(label="What do you time?", max_length=120, help_text="For example: a blood test visit.")
    points = LinesField(
        least=2,
        most=12,
        label="Which points does a visit come to?",
        help_text="One on each line, in their order. Each becomes a button on the phone.",
    )
    looks = {"title": {"width": "30"}}
    buttons = ("Save",)

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "points")}


class NewTimingForm(TimingForm):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Start timing",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, initial={"title": "A visit", "points": list(USUAL)}, **kwargs)


class PartsForm(VersionedFormMixin, NhsForm):
    """Which parts of a visit are time with somebody. ``points``: those of the timing, in their order."""

    with_somebody = forms.TypedMultipleChoiceField(
        label="In which parts is somebody with the patient?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A nurse, a doctor, anybody who looks after them. What is not ticked is waiting.",
        error_messages={"invalid_choice": "That part is no longer there. Look at the parts again."},
    )
    buttons = ("Save",)

    def __init__(self, *args: Any, points: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["with_somebody"].choices = list(enumerate(part_labels(points)))


class VisitForm(NhsForm):
    note = forms.CharField(
        label="Anything unusual?",
        max_length=200,
        required=False,
        help_text="For example: the printer jammed. Nothing about who it was.",
    )
    left_out = forms.BooleanField(label="Leave this visit out of the summary", required=False)
