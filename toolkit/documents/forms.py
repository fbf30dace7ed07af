from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save

from .kinds import Kind


class DocumentForm(NhsForm):
    kind = forms.ChoiceField(label="As what?", choices=Kind.choices, initial=Kind.WORD, widget=forms.RadioSelect)

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Make the file"), Away("Back to the workbook", self.cancel_url))
