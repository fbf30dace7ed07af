"""The sign-in library's forms in our look and our words. Named in ACCOUNT_FORMS and MFA_FORMS."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm

from cmsportal.nhsuk.forms import NhsFormMixin
from cmsportal.nhsuk.layout import Away, Save

NEW_WORDS = "At least 10 characters. Three words that you can remember make a good one."
LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
}


class SignInMixin(NhsFormMixin):
    """Labels of ours, no placeholders, no links inside hints."""

    looks = {
        "login": {"width": "two-thirds"},
        "email": {"width": "two-thirds"},
        "password": {"width": "20"},
        "oldpassword": {"width": "20"},
        "password1": {"width": "20", "hint": NEW_WORDS},
        "password2": {"width": "20"},
        "code": {"width": "10"},
    }
    code_hint = "Six figures from your authenticator app, or one of your recovery codes"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = self.code_hint if name == "code" else ""
            field.widget.attrs.pop("placeholder", None)
        self.reword()


class SignInForm(SignInMixin, account.LoginForm):
    buttons = ("Sign in",)


class ResetPasswordForm(SignInMixin, account.ResetPasswordForm):
    buttons = ("Send me a link",)


class ResetPasswordKeyForm(SignInMixin, account.ResetPasswordKeyForm):
    buttons = ("Set the new password",)


class ChangePasswordForm(SignInMixin, account.ChangePasswordForm):
    buttons = ("Change the password",)


class ReauthenticateForm(SignInMixin, account.ReauthenticateForm):
    buttons = ("Go on",)


class CodeForm(SignInMixin, mfa.AuthenticateForm):
    buttons = ("Sign in",)


class CodeAgainForm(SignInMixin, mfa.ReauthenticateForm):
    buttons = ("Go on",)


class TurnOnCodesForm(SignInMixin, ActivateTOTPForm):
    code_hint = "Six figures, as the app shows them now"
    buttons = ("Turn on two steps",)


class TurnOffCodesForm(SignInMixin, DeactivateTOTPForm):
    buttons = (Save("Turn off two steps", variant="warning"),)


class NewRecoveryCodesForm(SignInMixin, GenerateRecoveryCodesForm):
    buttons = (Save("Make new codes"), Away("Keep the ones I have", ".."))
