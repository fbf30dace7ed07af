from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save
from toolkit.models import Phase


class PhaseForm(NhsForm):
    """Accept a new middle line, and say why."""

    keep = "phase"
    reason = forms.CharField(
        label="Why do you think this change will last?",
        max_length=300,
        widget=forms.Textarea,
        help_text="A sentence is enough. It stays with the chart.",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Start a new middle line"), Away("Not now", self.cancel_url))


class OwnPhaseForm(PhaseForm):
    """A new middle line of the team's own choosing."""

    starts_on = DateField(label="From when?")
    label = forms.CharField(label="A name for it", max_length=Phase._meta.get_field("label").max_length)
    field_order = ("starts_on", "label", "reason")
    looks = {
        "starts_on": {"width": "20", "hint": "The day of the first figure on the new line."},
        "label": {"hint": "A few words, for example ‘New phone system’. Everyone who sees the chart reads them."},
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why does a new line start here?"
