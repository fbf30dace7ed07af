from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cmsportal.nhsuk.forms import NhsForm
from projects.tools import Tool

from ..diagrams.kinds import MOST_CATEGORIES
from ..models import Category, Measure, Template
from .frames import CHOICES, TEXTS

GROUP_MAX = Category._meta.get_field("name").max_length or 40


class OfferForm(NhsForm):
    """The frame's texts, to read and change before anybody else sees them."""

    title = forms.CharField(
        label="What do you call it?", max_length=Template._meta.get_field("title").max_length,
        help_text="Other teams see this first. No names and no place.",
    )  # fmt: skip
    what_for = forms.CharField(
        label="What is it good for?", max_length=Template._meta.get_field("what_for").max_length, required=False
    )
    buttons = ("Offer it",)

    def __init__(self, tool: str, frame: dict[str, Any], data: Any = None) -> None:
        self.tool, self.frame = tool, frame
        super().__init__(data, initial=self._initial(tool, frame))
        if tool == Tool.FISHBONE:
            self.fields["groups"] = forms.CharField(
                label="Groups", help_text="One a line.", widget=forms.Textarea, max_length=1000
            )
        else:
            for name, label in TEXTS.items():
                most = Measure._meta.get_field(name).max_length
                widget = forms.Textarea if name == "definition" else forms.TextInput
                self.fields[name] = forms.CharField(
                    label=label, max_length=most, required=name == "name", widget=widget
                )

    @staticmethod
    def _initial(tool: str, frame: dict[str, Any]) -> dict[str, Any]:
        if tool == Tool.FISHBONE:
            return {"groups": "\n".join(frame["groups"])}
        return {"title": frame["name"], **{name: frame[name] for name in TEXTS}}

    def clean_groups(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["groups"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if not names or len(names) > MOST_CATEGORIES:
            raise ValidationError(f"Write 1 to {MOST_CATEGORIES} groups, one a line.")
        if any(len(name) > GROUP_MAX for name in names):
            raise ValidationError(f"A group's name can have {GROUP_MAX} characters at most.")
        return names

    def content(self) -> dict[str, Any]:
        """The frame as it is offered. Only after ``is_valid()``."""
        if self.tool == Tool.FISHBONE:
            return {"groups": self.cleaned_data["groups"]}
        texts = {name: self.cleaned_data[name] for name in TEXTS}
        return {**texts, **{name: self.frame[name] for name in CHOICES}}
