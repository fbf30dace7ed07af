from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field
from cmsportal.nhsuk.versioned import VersionedFormMixin
from coaching.profiles.forms import checkboxes, weekday_boxes

from ..models import Match
from ..models.profiles import Area


def check_first_day(day: Any) -> Any:
    if day < timezone.localdate():
        raise forms.ValidationError("This day is past. The coaching begins today or later.")
    return day


class AskForm(NhsForm):
    """Args: ``first``: the name of the coach at the top of the list, where another one is asked."""

    keep = "ask"
    starts_on = DateField(label="From which day?", initial=timezone.localdate)
    override_reason = forms.CharField(max_length=500, widget=forms.Textarea)

    def __init__(self, *args: Any, name: str, first: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.buttons = (f"Ask {name}",)
        self.looks = {"starts_on": {"width": "20"}, "override_reason": {"rows": 3, "count": 500}}
        if first:
            self.fields["override_reason"].label = f"Why not {first}?"
            self.fields["override_reason"].help_text = "Only the programme's managers read this."
            self.reword()
        else:
            del self.fields["override_reason"]

    def clean_starts_on(self) -> Any:
        return check_first_day(self.cleaned_data["starts_on"])

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("override_reason", "")


class FillForm(NhsForm):
    """The pairs of a proposal that the manager keeps: each is a project and a coach, 'id:id'."""

    pairs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    starts_on = DateField(label="From which day?", initial=timezone.localdate)
    layout = (Field("starts_on", width="20"),)
    form_tag = False
    buttons = ("Ask these coaches",)

    def __init__(self, *args: Any, pairs: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["pairs"].choices = [(pair, pair) for pair in pairs]
        self.fields["pairs"].error_messages = {
            "required": "Tick at least one practice.",
            "invalid_choice": "The proposal has changed meanwhile. Look at it again.",
        }

    def clean_starts_on(self) -> Any:
        return check_first_day(self.cleaned_data["starts_on"])


class DeclineForm(NhsForm):
    keep = "decline"
    reason = forms.ChoiceField(label="Why not?", choices=Match.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="What should the manager know?", max_length=500, required=False, widget=forms.Textarea
    )
    looks = {"words": {"rows": 3, "count": 500}}
    buttons = ("Say no",)

    def __init__(self, *args: Any, who_reads: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = who_reads


class WishForm(VersionedFormMixin, NhsForm):
    keep = "wish"
    clinical_areas = checkboxes("Which clinical areas does the project touch?", Area.choices)
    weekdays = weekday_boxes("On which days can the team meet a coach?")
    words = forms.CharField(
        label="What else matters to the team?", max_length=500, required=False, widget=forms.Textarea
    )
    looks = {
        "clinical_areas": {"small": True, "classes": "app-boxes--two"},
        "weekdays": {"small": True, "inline": True},
        "words": {"rows": 3, "count": 500},
    }

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("clinical_areas", "weekdays", "words")}
