from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import FollowUpCheck


class CheckForm(VersionedFormMixin, NhsForm):
    keep = "check"
    holds = forms.ChoiceField(
        label="Does it still hold?",
        choices=FollowUpCheck.Holds.choices,
        widget=forms.RadioSelect,
        help_text="Look at the chart first.",
    )
    note = forms.CharField(
        label="What do you see?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What stayed, what slipped, and what you will do about it. Your coach reads it, too.",
    )
    buttons = ("Save",)
