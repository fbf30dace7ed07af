from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Save
from cmsportal.nhsuk.versioned import VersionedFormMixin
from toolkit.models import BoxIdea

State = BoxIdea.State


class IdeaForm(NhsForm):
    """One idea. The same form for the team and for whoever comes by the link."""

    text = forms.CharField(
        label="Your idea",
        max_length=400,
        widget=forms.Textarea,
        help_text="What could be better here, and how? No names of patients or colleagues.",
    )
    looks = {"text": {"rows": 4, "count": 400}}
    buttons = ("Put it in the box",)


class OwnIdeaForm(IdeaForm):
    """On the page of the team. Behind the link nothing unsent is kept: the browser may be anybody's."""

    keep = "idea"


class ReplyForm(VersionedFormMixin, NhsForm):
    """What becomes of an idea, and one sentence to whoever had it."""

    keep = "reply"
    state = forms.ChoiceField(
        label="What becomes of it?",
        choices=[(value, label) for value, label in State.choices if value != State.NEW],
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label="Our answer",
        max_length=400,
        widget=forms.Textarea,
        help_text="One or two sentences. Everybody with the link reads it beside the idea.",
    )
    try_it = forms.BooleanField(
        label="Put it among the ideas for small tests", required=False, help_text="It then waits there to be tested."
    )
    looks = {"state": {"look": "tiles"}, "reply": {"rows": 3, "count": 400}}

    def __init__(self, *args: Any, cancel_url: str, instance: BoxIdea, **kwargs: Any):
        super().__init__(*args, instance=instance, **kwargs)
        self.cancel_url = cancel_url
        if instance.change_idea_id:
            del self.fields["try_it"]

    def _values_of(self, instance: Any) -> dict[str, Any]:
        state = "" if instance.state == State.NEW else instance.state
        return {"state": state, "reply": instance.reply, "try_it": False}

    def get_buttons(self) -> tuple[Any, ...]:
        return (Save("Save this answer"), Away("Back to the box", self.cancel_url))
