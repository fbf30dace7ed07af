import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Away, Field, Save


class CommentForm(NhsForm):
    """Something to say, and who is told by mail."""

    keep = "comment"
    text = forms.CharField(label="Your comment", max_length=1000, widget=forms.Textarea)
    tell = forms.MultipleChoiceField(label="Who should look?", required=False, widget=forms.CheckboxSelectMultiple)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, people: Sequence[Any], ticked: Sequence[Any] = (), reply_url: str = "", **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.reply_url = reply_url
        self.fields["tell"].choices = [(str(person.pk), person.name) for person in people]
        self.fields["tell"].initial = [str(pk) for pk in ticked]
        if reply_url:
            self.fields["text"].label = "Your reply"
        if not people:
            del self.fields["tell"]

    def get_layout(self) -> list[Any]:
        parts: list[Any] = [Field("text", rows=3, hint="Name no patient. @ and a name works as well: @Sam.")]
        if "tell" in self.fields:
            parts.append(Field("tell", small=True, hint="They get a mail at once."))
        return parts

    def get_buttons(self) -> tuple[Any, ...]:
        if self.reply_url:
            return (Save("Send the reply"), Away("Cancel", self.reply_url))
        return (Save("Add the comment"),)
