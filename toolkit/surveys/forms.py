from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Closed, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Survey

from . import questions
from .questions import Question

TEXT_LIMIT = 500  # characters of one answer in words


class SurveyForm(VersionedFormMixin, NhsForm):
    """What a survey is called, says and asks. Of an activity survey the questions are its activities."""

    keep = "survey"
    title = forms.CharField(label="What the survey is called", max_length=120)
    introduction = forms.CharField(
        label="What people read first", max_length=600, required=False, widget=forms.Textarea
    )
    asks = forms.MultipleChoiceField(
        label="What it asks",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Six questions or fewer are answered by far more people.",
    )
    own = forms.CharField(label="Questions of your own", required=False, widget=forms.Textarea)
    looks = {"introduction": {"rows": 3, "count": 600}, "own": {"rows": 3}}

    def __init__(self, *args: Any, kind: str, cancel_url: str, instance: Survey | None = None, **kwargs: Any):
        self.kind, self.cancel_url = kind, cancel_url
        is_activity = kind == Survey.Kind.ACTIVITY
        initial = {
            "title": questions.TITLES[Survey.Kind(kind)],
            "introduction": questions.INTRODUCTIONS[Survey.Kind(kind)],
            "own": "\n".join(questions.ACTIVITIES) if is_activity else "",
            "asks": [question.key for question in questions.BANK.get(kind, ())][:6],
        }
        if instance is None:
            kwargs["initial"] = initial
        super().__init__(*args, instance=instance, **kwargs)
        own = self.fields["own"]
        if is_activity:
            del self.fields["asks"]
            own.label, own.required = "What people may spend time on", True
            own.help_text = f"One in each line, {questions.MOST_ACTIVITIES} at most. Each is answered in hours a day."
            self.looks = {**self.looks, "own": {"rows": 12}}
            self.fields["title"].help_text = "Say whose day it is, for example: where a receptionist’s day goes."
        else:
            self.fields["asks"].choices = [
                (question.key, question.words + (" (in words)" if question.kind == "text" else ""))
                for question in questions.BANK[kind]
            ]
            own.help_text = (
                f"One in each line, {questions.MOST_OWN} at most: statements with which people agree or not."
            )
        self.reword()

    def _values_of(self, instance: Any) -> dict[str, Any]:
        if instance is None:
            return {}
        asked = questions.asked_by(instance)
        own = [question.words for question in asked if question.key.startswith(("own-", "time-"))]
        keys = [question.key for question in asked if not question.key.startswith(("own-", "time-"))]
        found = {"title": instance.title, "introduction": instance.introduction, "own": "\n".join(own)}
        return found if instance.kind == Survey.Kind.ACTIVITY else {**found, "asks": keys}

    def clean_own(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["own"].splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        most = questions.MOST_ACTIVITIES if self.kind == Survey.Kind.ACTIVITY else questions.MOST_OWN
        if len(lines) > most:
            raise forms.ValidationError(f"There are {len(lines)} lines. The most is {most}.")
        for line in lines:
            if len(line) > questions.LONGEST:
                raise forms.ValidationError(
                    f"A line may have {questions.LONGEST} characters. Shorten ‘{line[:30]}…’."
                )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "asks" in self.fields and not cleaned.get("asks") and not cleaned.get("own") and "own" not in self.errors:
            self.add_error("asks", "Choose one question at least.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The fields of the survey."""
        data = self.cleaned_data
        asked = questions.questions_for(self.kind, data.get("asks", ()), data["own"].splitlines())
        return {
            "title": data["title"],
            "introduction": data["introduction"],
            "questions": [question.as_json() for question in asked],
        }

    def get_layout(self) -> list[Any]:
        words = Closed("What it is called, and what people read first", "title", "introduction")
        return [words, "asks", "own"] if "asks" in self.fields else ["title", "introduction", "own"]

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save and look at it"), Away("Cancel", self.cancel_url))


class AnswerForm(NhsForm):
    """The questions of one survey. Each may be left open, but not all of them."""

    buttons = ("Send my answers",)
    form_id = "survey"

    def __init__(self, *args: Any, asked: list[Question], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.looks = {}
        for question in asked:
            if question.kind == "text":
                self.fields[question.key] = forms.CharField(
                    label=question.words,
                    required=False,
                    max_length=TEXT_LIMIT,
                    widget=forms.Textarea,
                    help_text="No names, and nothing by which somebody could be known.",
                )
                self.looks[question.key] = {"rows": 3, "count": TEXT_LIMIT}
            else:
                self.fields[question.key] = forms.ChoiceField(
                    label=question.words,
                    required=False,
                    choices=[(str(place), words) for place, words in enumerate(question.choices)],
                    widget=forms.RadioSelect,
                )
                self.looks[question.key] = {"look": "tiles"}
        self.reword()

    def answers(self) -> dict[str, Any]:
        """By the question's key: the place of what was chosen, or the words."""
        found: dict[str, Any] = {}
        for question in self.asked:
            value = self.cleaned_data.get(question.key, "")
            if value:
                found[question.key] = value if question.kind == "text" else int(value)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.answers():
            raise forms.ValidationError("Answer one question at least. The others can stay open.")
        return cleaned
