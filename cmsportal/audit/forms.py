from django import forms

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Inline


class TrailForm(NhsForm):
    """What the audit trail is narrowed to; it stands in the page's address."""

    what = forms.ChoiceField(required=False, label="What was done")
    who = forms.CharField(required=False, max_length=120, label="Who did it")
    since = DateField(required=False, label="From")
    until = DateField(required=False, label="Up to and including")
    layout = (Inline("what", "who", "since", "until"),)
    looks = {"who": {"width": "10"}, "since": {"width": "10"}, "until": {"width": "10"}}
    method = "get"
    buttons = ("Show",)

    def __init__(self, *args: object, actions: list[tuple[str, str]], **kwargs: object):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", "Everything"), *actions]
