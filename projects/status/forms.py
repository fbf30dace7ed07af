from django import forms

from cmsportal.nhsuk.forms import NhsForm
from projects.models import StatusChange


class NoteForm(NhsForm):
    keep = "status"
    note = forms.CharField(label="Anything to add?", required=False, max_length=500, widget=forms.Textarea)
    looks = {"note": {"rows": 3}}

    def __init__(self, *args, button: str, **kwargs):
        self.buttons = (button,)
        super().__init__(*args, **kwargs)


class ReasonForm(NoteForm):
    reason = forms.ChoiceField(
        label="What is the main reason?", choices=StatusChange.Reason, widget=forms.RadioSelect
    )
    field_order = ["reason", "note"]
