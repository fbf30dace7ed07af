import uuid
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import TeamMember

from .services import Details

ROLE_WORDS = {
    "is_lead": "Leads the team: looks after this list and who sees what",
    "is_champion": "Champion: keeps this going from day to day",
    "is_sponsor": "Sponsor: a senior partner who backs this",
    "is_patient_partner": "Patient partner: sees it as patients do",
}
HANDED_OVER = ("is_champion", "is_sponsor")


class MemberForm(VersionedFormMixin, NhsForm):
    name = forms.CharField(label="Name", max_length=120)
    discipline = forms.ChoiceField(label="What they do", choices=[("", ""), *TeamMember.Discipline.choices])
    roles = forms.MultipleChoiceField(
        label="Their part in the team",
        required=False,
        choices=ROLE_WORDS.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave empty for an ordinary member.",
    )

    def __init__(self, *args: Any, holders: dict[str, str], **kwargs: Any):
        """``holders``: who is champion and sponsor now, by the role's name."""
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(name, _role_label(name, holders)) for name in ROLE_WORDS]

    def _values_of(self, instance: Any) -> dict[str, Any]:
        if instance is None:
            return {}
        roles = [name for name in ROLE_WORDS if getattr(instance, name)]
        return {**super()._values_of(instance), "roles": roles}

    def details(self) -> Details:
        given = self.cleaned_data
        return Details(given["name"], given["discipline"], **{name: name in given["roles"] for name in ROLE_WORDS})


class NewMemberForm(MemberForm):
    email = forms.EmailField(
        label="Email address",
        required=False,
        help_text="They get a link to join. Leave empty for somebody without an account.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    layout = ("name", "discipline", "email", "roles")
    buttons = ("Add to the team",)


def _role_label(name: str, holders: dict[str, str]) -> str:
    words = ROLE_WORDS[name]
    return f"{words} (takes over from {holders[name]})" if name in HANDED_OVER and holders.get(name) else words


def holders_of(members: Any, besides: TeamMember | None = None) -> dict[str, str]:
    """Who holds the roles that only one person can have, apart from ``besides``."""
    return {
        name: member.name
        for member in members
        for name in HANDED_OVER
        if getattr(member, name) and (besides is None or member.pk != besides.pk)
    }


class LeaveForm(NhsForm):
    successor = forms.ChoiceField(
        label="Who takes over their part in the team?", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, others: list[TeamMember], roles: str, button: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.others = {str(member.pk): member for member in others}
        choices = [(pk, f"{member.name}, {member.get_discipline_display()}") for pk, member in self.others.items()]
        self.fields["successor"].choices = [("none", "Nobody for now"), *choices]
        self.buttons = (button,)
        if not roles or not others:
            del self.fields["successor"]
        else:
            self.fields["successor"].help_text = f"{roles} Actions and measures are offered to the whole team next."

    def get_successor(self) -> TeamMember | None:
        return self.others.get(self.cleaned_data.get("successor", ""))


class InviteForm(NhsForm):
    email = forms.EmailField(label="Email address")
    buttons = ("Send the invitation",)


class PatientPartnerForm(NhsForm):
    reason = forms.CharField(
        label="Why is there no patient partner?",
        max_length=300,
        help_text="For example: we are asking the patient group in May.",
    )
