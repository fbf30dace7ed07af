from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models

from cmsportal.nhsuk.forms import NhsForm

from .models import User


class InviteForm(NhsForm):
    """Whom to invite. Forms for roles that need more derive from it."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="Email address", max_length=254)
    looks = {"email": {"hint": "The invitation goes to this address, and opens with it alone."}}
    buttons = ("Send the invitation",)

    @property
    def options(self) -> dict[str, object]:
        """What the role needs besides name and address; kept with the invitation."""
        return {}


class NewPersonForm(NhsForm):
    """Somebody who has no account yet."""

    name = forms.CharField(max_length=120, label="Your name")
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    looks = {"password": {"hint": "At least 10 characters. Three words in a row are easy to remember."}}
    buttons = ("Accept the invitation",)

    def __init__(self, *args: object, email: str, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        except ValidationError as problem:
            raise ValidationError(problem.messages) from problem
        return password


class PeopleSearchForm(NhsForm):
    words = forms.CharField(max_length=100, label="Name or email address", required=False)
    method = "get"
    buttons = ("Search",)


class CloseReason(models.TextChoices):
    LEFT = "left", "They have left"
    ASKED = "asked", "They asked for it"
    SAFETY = "safety", "Somebody else may be using the account"
    DOUBLE = "double", "They have another account"


class CloseAccountForm(NhsForm):
    reason = forms.ChoiceField(choices=CloseReason.choices, widget=forms.RadioSelect, label="Why?")
    buttons = ("Close this account",)
