from typing import Any

from django import forms

from cmsportal.accounts.forms import InviteForm
from cmsportal.nhsuk.fields import WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin

MOST_TEAMS = 20


class CoachPlace(NhsForm):
    """A coach's mentor and capacity."""

    mentor = forms.ModelChoiceField(
        queryset=None, required=False, label="Mentor", empty_label="No mentor", to_field_name="pk"
    )
    capacity = WholeNumberField(label="How many teams at a time?", min_value=0, max_value=MOST_TEAMS, initial=2)
    looks = {"mentor": {"hint": "An experienced coach, for somebody who is new to it."}, "capacity": {"width": "3"}}

    def __init__(self, *args: Any, coaches: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = coaches
        self.fields["mentor"].label_from_instance = lambda membership: membership.user.name


class CoachPlaceForm(VersionedFormMixin, CoachPlace):
    """Of a coach who is here."""


class CoachInviteForm(CoachPlace, InviteForm):
    field_order = ("name", "email", "mentor", "capacity")
    looks = {**InviteForm.looks, **CoachPlace.looks}
    buttons = InviteForm.buttons

    @property
    def options(self) -> dict[str, object]:
        mentor = self.cleaned_data["mentor"]
        return {"mentor": str(mentor.pk) if mentor else None, "capacity": self.cleaned_data["capacity"]}


class PartnerInviteForm(InviteForm):
    partner = forms.ModelChoiceField(queryset=None, label="Organisation", empty_label="Choose one")
    field_order = ("partner", "name", "email")

    def __init__(self, *args: Any, partners: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners
