from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Measure


class MarkForm(VersionedFormMixin, NhsForm):
    """What changed, and when; with ``instance``, a mark that is put right."""

    label = forms.CharField(label="What changed?", max_length=60)
    date = DateField(label="When?")
    measure = forms.ModelChoiceField(
        queryset=Measure.objects.none(), required=False, label="On which chart?", empty_label="Every chart"
    )
    looks = {
        "label": {"hint": "A few words. Everyone who sees the chart reads them, so leave numbers of people out."},
        "date": {"width": "20"},
    }

    def __init__(self, *args: Any, measures: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save this change"), Away("Cancel", self.cancel_url))
