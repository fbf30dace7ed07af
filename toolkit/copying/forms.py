from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cmsportal.nhsuk.forms import NhsForm

from ..models import Template
from .frame import Content, Frame


class OfferForm(NhsForm):
    """The frame's texts, to read and change before anybody else sees them."""

    keep = "offer"
    title = forms.CharField(
        label="What do you call it?", max_length=Template._meta.get_field("title").max_length,
        help_text="Other teams see this first. No names and no place.",
    )  # fmt: skip
    what_for = forms.CharField(
        label="What is it good for?", max_length=Template._meta.get_field("what_for").max_length, required=False
    )
    buttons = ("Offer it",)

    def __init__(self, tool: str, frame: Frame, thing: Any, data: Any = None) -> None:
        self.tool, self.frame, self.frame_content = tool, frame, frame.content(thing)
        super().__init__(data, initial={"title": frame.title(thing)})
        self.fields |= frame.fields(self.frame_content)
        self.texts = [name for name in self.fields if name not in ("title", "what_for")]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self.texts:
            if name not in self.cleaned_data:
                continue
            try:
                self.cleaned_data[name] = self.frame.read(name, self.cleaned_data[name], self.frame_content)
            except ValidationError as problem:
                self.add_error(name, problem)
        return self.cleaned_data

    def content(self) -> Content:
        """The frame as it is offered. Only after ``is_valid()``."""
        return self.frame.changed(self.frame_content, {name: self.cleaned_data[name] for name in self.texts})
