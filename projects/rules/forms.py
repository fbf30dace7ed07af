import uuid
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import GroundRule


class NewRuleForm(NhsForm):
    text = forms.CharField(
        label="Add a rule", max_length=200, help_text="One short sentence that everybody can keep."
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    buttons = ("Add the rule",)


class RuleForm(VersionedFormMixin, NhsModelForm):
    class Meta:
        model = GroundRule
        fields = ("text",)
        labels = {"text": "The rule"}

    def details(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}
