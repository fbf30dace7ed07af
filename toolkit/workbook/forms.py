"""One small form per question, and the reason for leaving questions out."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cmsportal.nhsuk import formats
from cmsportal.nhsuk.fields import FigureInput
from cmsportal.nhsuk.forms import NhsForm
from projects.models import Progress

from ..figures import NotAFigure, read_figure
from ..models import Answer, Workbook, WorkbookSkip
from .merging import CONTENT, WITHOUT_FIGURE, Prefer
from .questions import Kind, Question
from .services import Draft

TEXT_MAX = 4000
SOURCE_MAX = 200
SENT = re.compile(r"[0-9a-f]{32}")  # what the browser names a change with, so that it is saved once
BEFORE_MOST = 20
CHOICES = {"keep": Prefer.MINE, "take": Prefer.THEIRS, "both": Prefer.BOTH}


class GroupedFigureInput(FigureInput):
    """Shows 9500 as people write it: 9,500."""

    def format_value(self, value: Any) -> str:
        return formats.number(value) if isinstance(value, Decimal) else super().format_value(value)


class FigureField(forms.Field):
    """A figure as people type it; what is wrong with it is said in a sentence."""

    widget = GroupedFigureInput

    def __init__(self, question: Question, **kwargs: Any):
        super().__init__(required=False, **kwargs)
        self.question = question

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "class": "nhsuk-input app-q__number", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        question = self.question
        try:
            return read_figure(
                str(value or ""), places=question.places, smallest=Decimal(0), largest=question.largest
            )
        except NotAFigure as problem:
            sentence = formats.first_lower(str(problem))
            raise ValidationError(f"{question.label}: {sentence}", code="invalid") from problem


def _fields_for(question: Question) -> dict[str, forms.Field]:
    label = question.label
    found: dict[str, forms.Field] = {}
    if question.is_figure:
        found["number"] = FigureField(question, label=label)
        found["certainty"] = forms.ChoiceField(
            label=f"{label}: how sure are we?",
            choices=Answer.Certainty.choices,
            required=False,
            widget=forms.RadioSelect,
        )
        found["source"] = forms.CharField(
            label=f"{label}: where it comes from",
            max_length=SOURCE_MAX,
            required=False,
            widget=forms.TextInput({"class": "nhsuk-input app-q__source-box"}),
        )
    elif question.kind is Kind.RATING:
        found["rating"] = forms.ChoiceField(
            label=label, choices=Answer.Rating.choices, required=False, widget=forms.RadioSelect
        )
        found["working_on_it"] = forms.BooleanField(label="We are working on it", required=False)
        found["patients_complain"] = forms.BooleanField(label="Patients complain about it", required=False)
    else:
        found["text"] = forms.CharField(
            label=label,
            max_length=TEXT_MAX,
            required=False,
            widget=forms.Textarea({"class": "nhsuk-textarea app-q__text", "rows": 4, "dir": "auto"}),
        )
    found["version"] = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    return found


class AnswerForm(NhsForm):
    """The fields of one question, named after it. ``version`` is of the answer the page showed; empty for none.

    ``sent`` and ``before`` come from the browser that keeps what has not arrived; a page without scripts has neither.
    """

    form_tag = False
    buttons = ()

    def __init__(self, question: Question, answer: Answer | None = None, data: Any = None):
        self.question, self.answer = question, answer
        self.base_fields = _fields_for(question)
        super().__init__(data, prefix=question.slug, initial=_initial(answer))
        for name in self.fields:
            if name != "version":
                self.fields[name].widget.attrs["aria-describedby"] = f"{question.slug}-status"
                self._drop_length_limit(name)

    def _drop_length_limit(self, name: str) -> None:
        """Browsers cut pasted text at the limit without a word; the form says it and keeps what was typed."""
        self.fields[name].widget.attrs.pop("maxlength", None)

    @property
    def is_here(self) -> bool:
        """Whether the page that was sent held this question at all."""
        return self.add_prefix("version") in self.data

    @property
    def choice(self) -> tuple[Prefer, int | None]:
        """Whose the person wants where both changed a field, and the other's version that they have seen."""
        for name, prefer in CHOICES.items():
            over = _whole(self.data.get(self.add_prefix(name)))
            if over is not None:
                return prefer, over
        return Prefer.ASK, None

    def shown_values(self) -> dict[str, str | bool]:
        """What stands in the boxes of an unbound form, by field."""
        found: dict[str, str | bool] = {}
        for name in self.fields:
            value = self[name].value()
            if name == "number":
                value = self.fields[name].widget.format_value(value)
            found[name] = value if isinstance(value, bool) else "" if value is None else str(value)
        return found

    def left_out(self) -> list[str]:
        """What is typed but not kept, in words. Only after ``is_valid()``."""
        certainty = self.cleaned_data.get("certainty", "")
        if self.cleaned_data.get("number") is None or certainty not in WITHOUT_FIGURE:
            return []
        return [f"The figure is left out, because '{Answer.Certainty(certainty).label}' is chosen."]

    def draft(self) -> Draft:
        """What was typed. Only after ``is_valid()``."""
        values = {name: self.cleaned_data[name] for name in CONTENT if name in self.cleaned_data}
        if "text" in values:
            values["text"] = values["text"].replace("\r\n", "\n")
        prefer, over = self.choice
        return Draft(
            self.question.key,
            values,
            self.cleaned_data["version"],
            sent=next(iter(self._names("sent")), ""),
            before=self._names("before"),
            over=over,
            prefer=prefer,
        )

    def _names(self, field: str) -> tuple[str, ...]:
        """The newest names that a hidden box holds, newest last."""
        return tuple(SENT.findall(str(self.data.get(self.add_prefix(field), "")))[-BEFORE_MOST:])


def _initial(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    return {**{name: getattr(answer, name) for name in CONTENT}, "version": answer.version}


def _whole(text: Any) -> int | None:
    return int(text) if text and str(text).isascii() and str(text).isdigit() and len(str(text)) < 9 else None


class SkipForm(NhsForm):
    """Why the team leaves something out."""

    reason = forms.ChoiceField(
        label="What is the reason?", choices=Progress.SkipReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label="Say a little more, if you like", max_length=300, required=False)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    buttons = ("Leave it out",)

    def show_stale(self, current: WorkbookSkip) -> None:
        """The other reason beside the one typed; saved again, this one stands instead."""
        note = f", '{current.note}'" if current.note else ""
        self.data = self.data.copy()
        self.data["version"] = str(current.version)
        self.add_error(
            None,
            f"{current.by} gave a reason meanwhile: {current.get_reason_display()}{note}."
            " Save again to give yours instead.",
        )


class PathForm(NhsForm):
    """How much to ask."""

    path = forms.ChoiceField(choices=Workbook.Path.choices)
