from typing import Any

from django import forms

from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field, Inline

from .spread import Given
from .things import Kind, Subject

CANNOT = "none"
ONCE = "Each person counts once."


class RatingForm(NhsForm):
    """One row of choices for each thing, by its place in the round."""

    buttons = ("Save my answers",)

    def __init__(
        self, *args: Any, kind: str, subject: Subject, things: list[tuple[str, str]], own: Any, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.things, self.asks_more = things, kind == Kind.PROCESSES
        best_first = [(str(n), subject.scale[n - 1]) for n in range(len(subject.scale), 0, -1)]
        for place, (key, words) in enumerate(things):
            said = own.get(key)
            chosen = "" if said is None else CANNOT if said.value is None else str(said.value)
            self.fields[f"v{place}"] = forms.ChoiceField(
                label=words,
                required=False,
                choices=[*best_first, (CANNOT, subject.cannot)],
                widget=forms.RadioSelect,
                initial=chosen,
            )
            if self.asks_more:
                self._add_ticks(place, said)
        self.reword()

    def _add_ticks(self, place: int, said: Any) -> None:
        for name, words in (("w", "We are working on it"), ("c", "Patients complain about it")):
            value = said and (said.working_on_it if name == "w" else said.patients_complain)
            self.fields[f"{name}{place}"] = forms.BooleanField(label=words, required=False, initial=bool(value))

    def get_layout(self) -> list[Any]:
        parts: list[Any] = []
        for place in range(len(self.things)):
            parts.append(Field.segmented(f"v{place}"))
            if self.asks_more:
                parts.append(Inline(f"w{place}", f"c{place}", classes="app-rating__more"))
        return parts

    def given(self) -> list[Given]:
        found = []
        for place, (key, _) in enumerate(self.things):
            chosen = self.cleaned_data[f"v{place}"]
            if chosen:
                ticks = [bool(self.cleaned_data.get(f"{name}{place}")) for name in ("w", "c")]
                found.append(Given(key, None if chosen == CANNOT else int(chosen), *ticks))
        return found


class OwnRatingForm(RatingForm):
    """With an account. ``rated_by_link``: this browser has rated by a link, too, so whose that was is asked.

    ``has_links``: the round can be rated by a link on any device, so who rates for the first time is asked.
    """

    def __init__(self, *args: Any, rated_by_link: bool, has_links: bool, **kwargs: Any):
        self.asks_whose = rated_by_link
        self.asks_elsewhere = has_links and not rated_by_link and not kwargs["own"]
        super().__init__(*args, **kwargs)
        if self.asks_elsewhere:
            self.fields["elsewhere"] = forms.ChoiceField(
                label="Have you rated these by a link already, without signing in?",
                help_text=ONCE,
                choices=[("no", "No"), ("yes", "Yes: those answers count")],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether you have rated by a link, so that each person counts once."},
            )
        if rated_by_link:
            self.fields["whose"] = forms.ChoiceField(
                label="Somebody rated by a link in this browser. Was that you?",
                choices=[("mine", "Yes: count only what I say here"), ("other", "No, that was somebody else")],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whose those answers were, so that each person counts once."},
            )

    def get_layout(self) -> list[Any]:
        first = [Field.segmented("elsewhere")] if self.asks_elsewhere else []
        return [*first, *super().get_layout(), *(["whose"] if self.asks_whose else [])]

    @property
    def rated_elsewhere(self) -> bool:
        return self.cleaned_data.get("elsewhere") == "yes"

    @property
    def counts_instead(self) -> bool:
        return self.cleaned_data.get("whose") == "mine"


class OpenRatingForm(RatingForm):
    """The same for somebody without an account, who would not come back to an empty page.

    ``asks_account``: it is not known yet whether they have rated with an account on another device.
    """

    buttons = ("Send my answers",)

    def __init__(self, *args: Any, asks_account: bool, **kwargs: Any):
        self.asks_account = asks_account
        super().__init__(*args, **kwargs)
        if asks_account:
            self.fields["account"] = forms.ChoiceField(
                label="Have you rated these already, signed in to the portal?",
                help_text=f"{ONCE} If you have no account, choose No.",
                choices=[("no", "No"), ("yes", "Yes: those answers count")],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether you have rated signed in, so that each person counts once."},
            )

    def get_layout(self) -> list[Any]:
        return [*([Field.segmented("account")] if self.asks_account else []), *super().get_layout()]

    @property
    def rated_signed_in(self) -> bool:
        return self.cleaned_data.get("account") == "yes"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.rated_signed_in and not self.given():
            raise forms.ValidationError("Answer one line at least. The others can stay open.")
        return cleaned
