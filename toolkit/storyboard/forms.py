"""Writing the storyboard, and choosing how to take it away."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from cmsportal.nhsuk.forms import NhsForm, NhsModelForm
from cmsportal.nhsuk.layout import Away, Field, Include, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Storyboard
from toolkit.models.storyboard import PARTS, WORDS

from .reading import HEADINGS

HINTS = {
    "problem": "What was wrong, and for whom?",
    "aim": "By how much, by when?",
    "causes": "The two or three that count most.",
    "tests": "One line for each small test.",
    "results": "What do the figures show?",
    "stays": "What do you do differently now, for good?",
    "lessons": "What should another practice know before it begins?",
    "team": "Names or roles, as you want others to read them.",
}


class StoryboardForm(VersionedFormMixin, NhsModelForm):
    """The parts. ``proposals`` are the record's words for parts that stand empty."""

    form_id = "storyboard"
    keep = "storyboard"

    class Meta:
        model = Storyboard
        fields = ("title", "measure", *PARTS)
        labels = {"title": "Title", "measure": "The chart", **HEADINGS}

    def __init__(self, *args: Any, measures: Any, proposals: dict[str, str], cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures
        self.fields["measure"].empty_label = "The chart that leads on the wall"
        for name in PARTS:
            self.fields[name].widget = forms.Textarea()
        self.proposals, self.cancel_url = proposals, cancel_url

    def get_layout(self) -> list[Any]:
        parts: list[Any] = [
            Include("toolkit/storyboard/first_button.html"),
            Field("title", hint="For example: From half to four in five calls answered in time"),
            Field("measure", hint="Everybody who sees the storyboard sees this chart."),
        ]
        for name in PARTS:
            parts.append(Field(name, hint=HINTS[name], rows=3, count=WORDS, words=True))
            if self.proposals.get(name):
                parts.append(
                    Include(
                        "toolkit/storyboard/proposal.html",
                        part=name,
                        heading=HEADINGS[name],
                        lines=self.proposals[name].splitlines(),
                    )
                )
        return parts

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save the storyboard"), Away("Cancel", self.cancel_url))


class Kind(TextChoices):
    SLIDE = "slide", "Slide (.pptx), to show and to change"
    PDF = "pdf", "PDF (A4), to print and to send"

    @property
    def ending(self) -> str:
        return "pptx" if self is Kind.SLIDE else "pdf"


class TakeForm(NhsForm):
    kind = forms.ChoiceField(label="As what?", choices=Kind.choices, initial=Kind.SLIDE, widget=forms.RadioSelect)
    outside = forms.BooleanField(
        label="Hide small numbers",
        required=False,
        initial=True,
        help_text="Leave this on if anybody outside the practice may see it.",
    )

    def __init__(self, *args: Any, inside: bool, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not inside:  # their copy hides small numbers anyway
            del self.fields["outside"]
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Make the file"), Away("Back to the storyboard", self.cancel_url))
