import uuid
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import Project, TeamMember

from .services import Contact, SignUp

TYPES_LABEL = "What kind of project is it?"
CROSSES_LABEL = "It needs other organisations to take part"
ADOPTER_HINTS = {
    "innovator": "Tries new things first, often alone",
    "early_adopter": "Joins early, and others listen to it",
    "early_majority": "Joins once it has seen that it works",
    "late_majority": "Joins when most have",
    "laggard": "Joins last, if at all",
}


class SearchForm(NhsForm):
    q = forms.CharField(label="Name or code of the practice", max_length=100)
    method = "get"
    buttons = ("Find the practice",)


class SignUpForm(NhsForm):
    keep = "sign-up"
    title = forms.CharField(
        label="What is the project called?", max_length=120, help_text="For example: Answering the phones sooner."
    )
    types = forms.MultipleChoiceField(
        label=TYPES_LABEL,
        choices=Project.Type,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that fit.",
    )
    crosses_organisations = forms.BooleanField(label=CROSSES_LABEL, required=False)
    adopter = forms.ChoiceField(
        label="How early does this practice join in?",
        choices=Project.Adopter,
        required=False,
        widget=forms.RadioSelect,
    )
    adopter_reason = forms.CharField(
        label="Why do you think so?", required=False, max_length=500, widget=forms.Textarea
    )
    contact_name = forms.CharField(label="Name", max_length=120)
    contact_email = forms.EmailField(label="Email address", help_text="They get a link to join.")
    contact_discipline = forms.ChoiceField(label="What they do", choices=[("", ""), *TeamMember.Discipline.choices])
    contact_is_champion = forms.BooleanField(label="They are the champion", required=False)
    has_agreed = forms.TypedChoiceField(
        label="Has the practice said yes?",
        choices=[("yes", "Yes, it takes part"), ("no", "Not yet: invite it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    practice = forms.UUIDField(widget=forms.HiddenInput)
    looks = {"adopter": {"item_hints": ADOPTER_HINTS}, "adopter_reason": {"rows": 3}}
    buttons = ("Sign the practice up",)
    layout = (
        Group("The project", "title", "types", "crosses_organisations"),
        Group("The practice", "has_agreed", "adopter", "adopter_reason"),
        Group(
            "Who leads the team at first?",
            "contact_name",
            "contact_email",
            "contact_discipline",
            "contact_is_champion",
        ),
    )

    def details(self) -> SignUp:
        given = self.cleaned_data
        return SignUp(
            contact=Contact(
                name=given["contact_name"],
                email=given["contact_email"],
                discipline=given["contact_discipline"],
                is_champion=given["contact_is_champion"],
            ),
            **{
                name: given[name]
                for name in ("title", "types", "crosses_organisations", "adopter", "adopter_reason", "has_agreed")
            },
        )


class DetailsForm(VersionedFormMixin, NhsModelForm):
    types = forms.MultipleChoiceField(
        label=TYPES_LABEL, choices=Project.Type, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Project
        fields = ("title", "types", "crosses_organisations")
        labels = {"title": "What is the project called?", "crosses_organisations": CROSSES_LABEL}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AdopterForm(VersionedFormMixin, NhsModelForm):
    keep = "adopter"
    adopter = forms.ChoiceField(
        label="How early does this practice join in?",
        choices=Project.Adopter,
        required=False,
        widget=forms.RadioSelect,
    )
    looks = {"adopter": {"item_hints": ADOPTER_HINTS}, "adopter_reason": {"rows": 3}}

    class Meta:
        model = Project
        fields = ("adopter", "adopter_reason")
        labels = {"adopter_reason": "Why do you think so?"}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
