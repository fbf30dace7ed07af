"""The forms of a process to keep: its words, and what the team decides about it."""

import uuid
from datetime import date
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsModelForm
from cmsportal.nhsuk.layout import Columns, Field, Fold
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Standard


def stable_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Is the measure stable?",
        choices=[("True", "Yes"), ("False", "No"), ("", "Cannot tell yet")],
        coerce={"True": True, "False": False}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class StandardForm(VersionedFormMixin, NhsModelForm):
    """A process to keep. A new one has a ``key``, so that sending it twice makes one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    buttons = ("Save",)
    keep = "standard"

    class Meta:
        model = Standard
        fields = (
            "title",
            "who",
            "what",
            "when",
            "tools",
            "training",
            "followed_how",
            "exceptions",
            "measure",
            "is_stable",
            "owner",
            "review_on",
        )
        widgets = {"what": forms.Textarea}

    def __init__(self, *args: Any, measures: Any, owners: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.stands_at is not None:
            del self.fields["key"]
        self.fields["measure"].queryset = measures
        self.fields["measure"].empty_label = "None"
        self.fields["owner"].queryset = owners
        self.fields["owner"].label = "Who looks after it"
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["is_stable"] = stable_field()
        self.reword()

    def get_layout(self) -> list[Any]:
        return [
            "title",
            "who",
            Field("what", rows=5, hint="Step by step, as you would tell somebody new."),
            "when",
            Fold("With what, and what it needs", "tools", "training", "exceptions"),
            "followed_how",
            Columns("owner", "review_on"),
            Fold("Is it working?", "measure", Field("is_stable", inline=True)),
        ]


class DecideForm(VersionedFormMixin, NhsModelForm):
    """Keep, revise, or back to small tests; kept, it needs somebody who looks after it and a day to look again."""

    buttons = ("Save what we decided",)
    reveals = {"decision": {"keep": ["owner", "review_on"]}}
    required_when_revealed = frozenset({"owner", "review_on"})

    class Meta:
        model = Standard
        fields = ("decision", "owner", "review_on", "is_stable")
        widgets = {"decision": forms.RadioSelect}

    def __init__(self, *args: Any, owners: Any, decisions: list[Standard.Decision], in_a_while: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decision"].required = True
        self.fields["decision"].error_messages["required"] = "Choose what you decide."
        self.fields["decision"].choices = [(one.value, one.label) for one in decisions]
        self.fields["owner"].queryset = owners
        self.fields["owner"].label = "Who looks after it"
        self.fields["owner"].empty_label = "Choose somebody"
        self.fields["owner"].error_messages["required"] = "Choose who looks after it."
        self.fields["review_on"].error_messages["required"] = "Enter the day on which you look at it again."
        self.initial["review_on"] = in_a_while
        self.initial["decision"] = ""
        self.fields["is_stable"] = stable_field()
        self.reword()

    def get_layout(self) -> list[Any]:
        return [
            Field(
                "decision",
                label_size="m",
                item_hints={
                    "keep": "It goes into the playbook as a new edition.",
                    "revise": "What is agreed holds until you keep the new words.",
                    "back": "It leaves the playbook, and the next small test is planned.",
                },
                reveals={"keep": ["owner", "review_on"]},
            ),
            Field("is_stable", inline=True, hint="Look at its chart first."),
        ]

    def decided(self) -> dict[str, Any]:
        """The answers as ``services.decide`` takes them."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}
