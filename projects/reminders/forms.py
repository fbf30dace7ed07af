from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from cmsportal.nhsuk.fields import DateField, TimeField
from cmsportal.nhsuk.formats import clock
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Inline
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.models import Delivery, ReminderSettings

from .kinds import Kind
from .settings import is_within

DETAILS = (
    *("channel", "bundle", "time_of_day"),
    *("quiet_from", "quiet_until", "paused_from", "paused_until"),
)
IN_WORDS = {
    "channel": {"mail": "By mail", "portal": "On my Today page only, no mail"},
    "bundle": {"single": "Each one by itself, when it is due", "digest": "All in one mail a day"},
}


class PreferencesForm(VersionedFormMixin, NhsForm):
    channel = forms.ChoiceField(label="Where do you want to be reminded?", widget=forms.RadioSelect)
    bundle = forms.ChoiceField(label="How many mails?", widget=forms.RadioSelect)
    time_of_day = TimeField(
        label="At what time of day?",
        help_text="For the mail of the day, and for reminders without an hour of their own. For example 8am.",
    )
    quiet_from = TimeField(
        label="No mail from", required=False, help_text="For example 7pm. Leave both empty for mail at any hour."
    )
    quiet_until = TimeField(
        label="No mail until", required=False, help_text="For example 7am. What is over by then is not sent."
    )
    paused_from = DateField(
        label="Pause from", required=False, help_text="For example the first day of your holiday."
    )
    paused_until = DateField(
        label="Start again on", required=False, help_text="It starts again by itself on this day."
    )
    wanted = forms.MultipleChoiceField(
        label="What do you want to be reminded of?", required=False, widget=forms.CheckboxSelectMultiple
    )
    layout = (
        "channel",
        "time_of_day",
        Inline("paused_from", "paused_until"),
        "wanted",
    )
    reveals = {"channel": {"mail": ["bundle", "quiet_from", "quiet_until"]}}
    required_when_revealed = {"bundle"}

    def __init__(self, *args: Any, kinds: Sequence[Kind], on: Collection[str], **kwargs: Any) -> None:
        self.on = sorted(on)
        super().__init__(*args, initial={"wanted": self.on, **kwargs.pop("initial", {})}, **kwargs)
        for name, words in IN_WORDS.items():
            self.fields[name].choices = list(words.items())
        self.fields["bundle"].required = False
        self.fields["wanted"].choices = [(kind.name, kind.label) for kind in kinds]
        self.looks = {
            "wanted": {"item_hints": {kind.name: kind.hint for kind in kinds}},
            **{name: {"width": "10"} for name in ("time_of_day", "quiet_from", "quiet_until")},
            **{name: {"width": "20"} for name in ("paused_from", "paused_until")},
        }

    def _values_of(self, instance: Any) -> dict[str, Any]:
        found = super()._values_of(instance)
        return {**found, "wanted": self.on} if found else found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        quiet = self.pair(
            "quiet_from", "quiet_until", "Say when the quiet hours end, too.", "Say when they begin, too."
        )
        if quiet and quiet[0] == quiet[1]:
            self.add_error("quiet_until", "Quiet hours begin and end at different times.")
        elif quiet and cleaned.get("time_of_day") and is_within(cleaned["time_of_day"], *quiet):
            at = clock(cleaned["time_of_day"])
            self.add_error("time_of_day", f"{at} lies in your quiet hours. Choose a time outside of them.")
        pause = self.pair(
            "paused_from", "paused_until", "Say on which day they start again, too.", "Say from when, too."
        )
        if pause and pause[1] <= pause[0]:
            self.add_error("paused_until", "The pause ends before it begins. Choose a later day.")
        return cleaned

    def pair(self, first: str, second: str, no_second: str, no_first: str) -> tuple[Any, Any] | None:
        """Both values of two fields that need each other; None when one is missing."""
        if first in self.errors or second in self.errors:
            return None
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if start is not None and end is None:
            self.add_error(second, no_second)
        if end is not None and start is None:
            self.add_error(first, no_first)
        return (start, end) if start is not None and end is not None else None

    def details(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in DETAILS}
        found["bundle"] = found["bundle"] or ReminderSettings.Bundle.SINGLE
        return found


class DeliveryForm(NhsForm):
    """Narrows the delivery log; every box may stay empty."""

    outcome = forms.ChoiceField(label="What came of it", required=False)
    kind = forms.ChoiceField(label="What it was about", required=False)
    person = forms.CharField(label="To whom", max_length=120, required=False)
    since = DateField(label="Since", required=False)
    looks = {"person": {"width": "10"}, "since": {"width": "10"}}
    method = "get"
    buttons = ("Show",)

    def get_layout(self) -> list[Any]:
        return [Inline(*self.fields)]

    def __init__(self, *args: Any, kinds: Sequence[Kind], for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "Anything"), *Delivery.Outcome.choices]
        self.fields["kind"].choices = [("", "Anything"), *((kind.name, kind.label) for kind in kinds)]
        if not for_all:
            del self.fields["person"]

    def narrowing(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {name: found.get(name) for name in ("outcome", "kind", "person", "since")}
