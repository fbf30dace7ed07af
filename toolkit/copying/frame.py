"""What a frame of a tool is: what of a thing can be offered, how it is read over, and how it is copied."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects.models import Project

Content = dict[str, Any]


class Frame(ABC):
    """One kind of thing that can be offered. ``content`` is JSON, and all that others ever get of it."""

    @abstractmethod
    def find(self, user: Any, project: Project, ident: Any) -> Any:
        """The team's thing that the address names, or None. ``ident``: None where the project has one at most."""

    @abstractmethod
    def content(self, thing: Any) -> Content:
        """What of it can be offered: never what the team counted, found out or is called."""

    def title(self, thing: Any) -> str:
        """What the offer is called unless somebody says otherwise."""
        return str(thing)

    @abstractmethod
    def fields(self, content: Content) -> dict[str, forms.Field]:
        """The texts of it, to read and change before anybody else sees them; each with its ``initial``."""

    def read(self, name: str, value: Any, content: Content) -> Any:
        """The value of one field. Raises ValidationError."""
        return value

    @abstractmethod
    def changed(self, content: Content, values: Mapping[str, Any]) -> Content:
        """The frame as it is offered. ``values``: what ``read`` gave for each field."""

    @abstractmethod
    def texts(self, content: Mapping[str, Any]) -> list[str]:
        """All free text in it."""

    @abstractmethod
    def lines(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What it holds, in words, for those who think of copying it."""

    @abstractmethod
    def copy(self, *, title: str, content: Content, project: Project, by: Any) -> str:
        """Make it part of a project; what was made, in words. Raises Refusal."""


def one_a_line(text: str) -> list[str]:
    names = [" ".join(line.split()) for line in text.splitlines()]
    return [name for name in names if name]


def many_lines(label: str, lines: list[str], help_text: str = "One a line.", required: bool = True) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea,
        max_length=15_000,
        initial="\n".join(lines),
        required=required,
    )


def as_many(text: str, were: int, most: int, what: str) -> list[str]:
    """The lines of a field whose number has to stay. Raises ValidationError."""
    lines = one_a_line(text)
    if len(lines) != were:
        raise ValidationError(f"There were {were} {what}, and these are {len(lines)}. Keep one line for each.")
    if any(len(line) > most for line in lines):
        raise ValidationError(f"Each line can have {most} characters at most.")
    return lines
