import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from cmsportal.nhsuk.fields import DateField, TimeField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Columns
from projects.models import Meeting, MeetingKind
from projects.series import local_time


class PlanForm(NhsForm):
    """One meeting by itself: who meets, when, for how long and where."""

    kind = forms.ChoiceField(
        label="Who meets?", choices=MeetingKind.choices, initial=MeetingKind.LEAD_TEAM, widget=forms.RadioSelect
    )
    on = DateField(label="On which day?", help_text="For example 7 March.")
    at = TimeField(label="At what time?", help_text="For example 1pm.")
    minutes = WholeNumberField(label="How long?", min_value=5, max_value=240, initial=60)
    place = forms.CharField(
        label="Where?",
        max_length=Meeting._meta.get_field("place").max_length,
        required=False,
        help_text="For example the meeting room.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    looks = {"at": {"width": "5"}, "minutes": {"width": "3", "suffix": "minutes"}}
    layout = ("kind", Columns("on", "at"), Columns("minutes", "place"))
    buttons = ("Plan the meeting",)

    def details(self, zone: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "minutes", "place")} | {
            "starts_at": self.starts_at(zone),
            "key": self.cleaned_data["key"],
        }

    def starts_at(self, zone: str) -> datetime:
        return local_time(self.cleaned_data["on"], self.cleaned_data["at"], ZoneInfo(zone))
