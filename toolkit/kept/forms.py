from django import forms

from cmsportal.nhsuk.forms import NhsForm


class RestoreForm(NhsForm):
    """Which version comes back, and over which one the person has decided so."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    over = forms.IntegerField(min_value=0, max_value=2**31 - 1)
