from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import Brainstorm


class QuestionForm(NhsForm):
    question = forms.CharField(
        label="What do you want ideas for?",
        max_length=200,
        help_text="One open question. For example: how could patients get through sooner on Monday mornings?",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Begin"), Away("Cancel", self.cancel_url))


class StormIdeaForm(NhsForm):
    """From a phone, one idea at a time."""

    text = forms.CharField(label="An idea", max_length=200, widget=forms.Textarea)
    looks = {"text": {"rows": 2, "count": 200, "attributes": {"autofocus": True}}}
    buttons = ("Add this idea",)


class VoteForm(NhsForm):
    """As many ticks as one has votes."""

    ideas = forms.MultipleChoiceField(
        label="Which ideas are worth most?", required=False, widget=forms.CheckboxSelectMultiple
    )
    buttons = ("Send my votes",)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], votes_each: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.votes_each = votes_each
        self.fields["ideas"].choices = choices
        self.fields["ideas"].help_text = (
            "You have 1 vote." if votes_each == 1 else f"You have {votes_each} votes, one for an idea."
        )

    def clean_ideas(self) -> list[str]:
        ideas = self.cleaned_data["ideas"]
        if len(ideas) > self.votes_each:
            votes = "1 vote" if self.votes_each == 1 else f"{self.votes_each} votes"
            raise forms.ValidationError(f"You ticked {len(ideas)} and have {votes}. Take some ticks away.")
        return ideas


class ThemeForm(VersionedFormMixin, NhsForm):
    theme = forms.CharField(
        label="The theme we go on with",
        max_length=200,
        help_text="In a few words. It need not be the idea with most votes: several may share one theme.",
    )

    def __init__(self, *args: Any, instance: Brainstorm, first: str, cancel_url: str, **kwargs: Any):
        if not instance.theme:
            kwargs["initial"] = {"theme": first}
        super().__init__(*args, instance=instance, **kwargs)
        self.cancel_url = cancel_url

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save the theme"), Away("Cancel", self.cancel_url))
