from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm

from .services import Key


class SharingForm(NhsForm):
    """The boxes of the table, and how they stood when the page was drawn (``seen``).

    Only what the person changed is acted on, so two people who save at once both get their way.
    """

    shares = forms.MultipleChoiceField(label="Who sees what", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    buttons = ("Save who sees what",)

    def __init__(self, *args: Any, keys: list[Key], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["shares"].choices = [(str(key), str(key)) for key in keys]

    def clean_seen(self) -> set[str]:
        known = {key for key, _ in self.fields["shares"].choices}
        return set(self.cleaned_data["seen"].split()) & known

    def opened(self) -> list[Key]:
        return [Key.read(key) for key in set(self.cleaned_data["shares"]) - self.cleaned_data["seen"]]

    def ended(self) -> list[Key]:
        return [Key.read(key) for key in self.cleaned_data["seen"] - set(self.cleaned_data["shares"])]
