from typing import Any

from django import forms

from cmsportal.nhsuk.fields import TimeField
from cmsportal.nhsuk.formats import WEEKDAYS
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin


class ScheduleForm(VersionedFormMixin, NhsForm):
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    time = TimeField(label="At what time?", help_text="For example 8:50am.")
    place = forms.CharField(
        label="Where?", max_length=80, required=False, help_text="For example the reception desk."
    )
    is_paused = forms.BooleanField(label="Pause the huddles: nobody is reminded", required=False)
    looks = {"time": {"width": "10"}}

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("weekdays", "time", "place", "is_paused")}
