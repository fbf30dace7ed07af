from django import forms

from cmsportal.nhsuk.forms import NhsForm
from projects.models import Progress


class SkipForm(NhsForm):
    reason = forms.ChoiceField(label="Why?", choices=Progress.SkipReason, widget=forms.RadioSelect)
    note = forms.CharField(
        label="In your own words", required=False, max_length=300, help_text="For example: we ran it in July."
    )
    buttons = ("Skip it",)
