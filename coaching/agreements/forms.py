import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Away, Columns, Field, Group, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.followup.services import months_after

from ..models import Agreement
from .terms import FIELDS, LATER, PEOPLE, SEEN, TIME, WORK

ONE_A_LINE = "One point a line."
LATEST = 24  # months until the first review


class AgreementForm(VersionedFormMixin, NhsModelForm):
    """The words of one edition. ``is_change``: another edition stands before it."""

    keep = "agreement"
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    weekday = forms.TypedChoiceField(
        label="On which day does the lead team meet?",
        choices=[("", "Not settled yet"), *enumerate(WEEKDAYS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    review_months = forms.TypedChoiceField(
        label="And after that?",
        choices=[("", "Not again"), *Agreement.Months.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    review_on = DateField(label="When do you first look at it again?", help_text="For example 7 March.")

    class Meta:
        model = Agreement
        fields = FIELDS
        labels = {
            "champion": "Champion",
            "sponsor": "Sponsor",
            "minutes": "For how many minutes?",
        }
        help_texts = {
            "champion": "Keeps the work going.",
            "sponsor": "A senior partner who backs it.",
            "lead_team": "One person a line.",
            "coach_does": ONE_A_LINE,
            "coach_does_not": ONE_A_LINE,
            "practice_gives": f"{ONE_A_LINE} For example protected time, and figures.",
            "commissioner_sees": "The team can change what it shows at any time, under ‘Who sees what’.",
            "payment": "One milestone a line, in words. Leave it empty if the programme does not pay.",
            "why": "One sentence. The other side reads it first.",
        }

    def __init__(self, *args: Any, is_change: bool, back: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.back = back
        if is_change:
            self.fields["why"].required = True
        else:
            del self.fields["why"]
        if self.stands_at is not None:
            del self.fields["key"]  # a draft that stands is changed, not added
        self.reword()
        long = {"rows": 5, "count": 1000}
        self.looks = {
            "lead_team": {"rows": 5, "count": 500},
            "minutes": {"width": "4"},
            "coach_does": long,
            "coach_does_not": long,
            "practice_gives": long,
            "commissioner_sees": long,
            "payment": {"rows": 4, "count": 1000},
            "review_on": {"width": "20"},
            "ending": {"rows": 3, "count": 500},
        }

    def get_layout(self) -> list[Any]:
        why = ["why"] if "why" in self.fields else []
        return [
            *why,
            Group(PEOPLE, Columns("champion", "sponsor"), "lead_team"),
            Group(TIME, Columns("weekday", "minutes")),
            Group(WORK, "coach_does", "coach_does_not", "practice_gives"),
            Group(SEEN, "commissioner_sees", "payment"),
            Group(LATER, Columns("review_on", "review_months"), "ending"),
        ]

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save the draft"), Away("Cancel", self.back))

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("This day is past. Choose a day after today.")
        if day > months_after(timezone.localdate(), LATEST):
            raise forms.ValidationError("That is far away. Choose a day within two years.")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class SendBackForm(NhsForm):
    keep = "send-back"
    words = forms.CharField(
        label="What should be different?",
        max_length=300,
        widget=forms.Textarea,
        help_text="The other side reads this. Both accept again once it has been changed.",
    )
    layout = (Field("words", rows=3, count=300),)
    buttons = ("Send it back",)


class EndForm(NhsForm):
    """``button``: gives a change up, or ends what is in force. ``was``: the state in which it was seen."""

    keep = "end"
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    reason = forms.ChoiceField(label="Why?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="What should the other side know?", max_length=300, required=False, widget=forms.Textarea
    )
    looks = {"words": {"rows": 3, "count": 300}}

    def __init__(self, *args: Any, button: str, was: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["was"] = was
        by_hand = [choice for choice in Agreement.EndReason.choices if choice[0] != Agreement.EndReason.COACH_LEFT]
        self.fields["reason"].choices = by_hand
        self.fields["words"].help_text = "Both sides and the programme's managers read this."
        self.buttons = (button,)
