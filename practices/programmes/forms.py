from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from practices.models import Commissioner, PartnerOrganisation, Programme


class ProgrammeForm(NhsForm):
    name = forms.CharField(label="Name of the programme", max_length=120)
    commissioner = forms.ModelChoiceField(
        label="Commissioner", queryset=None, empty_label="Choose one", help_text="Who runs the programme."
    )
    starts_on = DateField(label="First day", initial=timezone.localdate)
    buttons = ("Add the programme",)
    looks = {"starts_on": {"width": "20"}}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].queryset = Commissioner.visible_to(user).open_on()


class ProgrammeSettingsForm(VersionedFormMixin, NhsModelForm):
    class Meta:
        model = Programme
        fields = ("name", "small_number_threshold", "method_words", "public_walls")
        labels = {
            "name": "Name of the programme",
            "small_number_threshold": "Hide counts up to",
            "method_words": "Use the method's own words alone",
            "public_walls": "Teams may give their data wall a public link",
        }
        help_texts = {
            "public_walls": "Everybody who has such a link sees the wall without signing in, for a year at most. "
            "Small numbers are hidden and nobody is named. Take the tick away, and every link stops at once.",
        }

    looks = {"small_number_threshold": {"width": "3"}}
    buttons = ("Save the settings",)


class CommissionerForm(NhsForm):
    commissioner = forms.ModelChoiceField(label="New commissioner", queryset=None, empty_label="Choose one")
    starts_on = DateField(
        label="From which day?",
        help_text="The commissioner before stays on record until that day.",
        initial=timezone.localdate,
    )
    buttons = ("Change the commissioner",)
    looks = {"starts_on": {"width": "20"}}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commissioner"].queryset = Commissioner.visible_to(user).open_on()


class ProgrammeChoice(NhsForm):
    """Which of one's own programmes."""

    programme = forms.ModelChoiceField(label="Programme that works with it", queryset=None, empty_label="Choose one")
    buttons = ("Add to this programme",)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.visible_to(user).kept_by(user)


class PartnerForm(ProgrammeChoice):
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=PartnerOrganisation.Kind.choices, widget=forms.RadioSelect)
    layout = ("name", "kind", "programme")
    buttons = ("Add the partner",)


class PartnerChangeForm(VersionedFormMixin, NhsForm):
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=PartnerOrganisation.Kind.choices, widget=forms.RadioSelect)
    buttons = ("Save",)
