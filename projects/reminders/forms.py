from collections.abc import Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm

from .kinds import Kind


class PreferencesForm(NhsForm):
    wanted = forms.MultipleChoiceField(
        label="Which mails do you want?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.name, kind.label) for kind in kinds]
        self.looks = {"wanted": {"item_hints": {kind.name: kind.hint for kind in kinds}}}
