import uuid
from typing import Any

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Field
from cmsportal.nhsuk.versioned import VersionedFormMixin

from ..models import Departure, HandOver
from ..models.handover import PART_LENGTH, PARTS
from .teams import Team

HEADINGS = {
    "stands": "Where does the project stand?",
    "works": "What works?",
    "steps": "Which next steps are open?",
    "dates": "Which dates come next?",
    "people": "Who is who?",
    "look_out": "What should the next coach look out for?",
}
HINTS = {
    "stands": "The aim, the figures, the test under way.",
    "works": "What the team does well, and what to leave as it is.",
    "steps": "Who said they would do what.",
    "dates": "Visits, meetings, huddles.",
    "people": "Who carries it, who is new, who has left.",
    "look_out": "The team reads this too. What is for your mentor alone belongs in a visit’s private note.",
}


class DepartureForm(NhsForm):
    """Args: ``teams``: those the coach leads; ``is_own``: the coach says it, and not about a day that is past."""

    kind = forms.ChoiceField(label="What happens?", choices=Departure.Kind.choices, widget=forms.RadioSelect)
    from_on = DateField(label="Which is the first day without the coach?")
    back_on = DateField(label="Back on which day?", required=False, help_text="Leave it empty if nobody knows yet.")
    teams = forms.MultipleChoiceField(
        label="Which teams need somebody else?", required=False, widget=forms.CheckboxSelectMultiple
    )
    key = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
    reveals = {"kind": {Departure.Kind.AWAY.value: ["back_on"]}}
    layout = ("kind", Field("from_on", width="20"), Field("teams", small=True))
    looks = {"back_on": {"width": "20"}}
    buttons = ("Begin the hand-over",)

    def __init__(self, *args: Any, teams: list[Team], is_own: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_own = is_own
        choices = [(str(row.project.pk), f"{row.project.practice.name}: {row.project.title}") for row in teams]
        self.fields["teams"].choices = choices
        self.fields["teams"].initial = [value for value, _ in choices]
        self.fields["teams"].help_text = "Whoever stops hands over all of them."
        self.fields["teams"].error_messages["invalid_choice"] = "The list of teams has changed. Look at it again."
        if is_own:
            self.fields["from_on"].label = "Which is the first day without you?"
            self.fields["back_on"].label = "When are you back?"
        if not choices:
            del self.fields["teams"]
            self.layout = self.layout[:2]
            self.fields["kind"].choices = [
                (value, label) for value, label in Departure.Kind.choices if value != Departure.Kind.FEWER
            ]
        self.reword()

    def clean_from_on(self) -> Any:
        day = self.cleaned_data["from_on"]
        if self.is_own and day < timezone.localdate():
            raise forms.ValidationError("This day is past. Choose today or a later day.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, back = cleaned.get("from_on"), cleaned.get("back_on")
        if begins and back and back <= begins:
            self.add_error("back_on", "The day of coming back is after the first day away.")
        if cleaned.get("kind") == Departure.Kind.FEWER and not cleaned.get("teams") and "teams" in self.fields:
            self.add_error("teams", "Choose at least one team.")
        return cleaned

    def team_ids(self) -> list[uuid.UUID]:
        return [uuid.UUID(value) for value in self.cleaned_data.get("teams", [])]


class NoteForm(VersionedFormMixin, NhsForm):
    """The six parts, each filled in from the record where nobody has written. ``draft``: as they are read."""

    is_ready = forms.BooleanField(
        label="It is ready: the team can read it",
        required=False,
        help_text="You can change it as long as you coach the team.",
    )
    buttons = ("Save the note",)

    def __init__(self, *args: Any, draft: dict[str, str], **kwargs: Any):
        self.draft = draft
        super().__init__(*args, **kwargs)
        for name in PARTS:
            self.fields[name] = forms.CharField(
                label=HEADINGS[name],
                help_text=HINTS[name],
                max_length=PART_LENGTH,
                required=False,
                widget=forms.Textarea,
            )
        self.order_fields([*PARTS, "is_ready"])
        self.looks = {name: {"rows": 5, "count": PART_LENGTH} for name in PARTS}
        self.keep = f"handover-{self.instance.pk}"
        self.reword()

    def _values_of(self, instance: HandOver) -> dict[str, Any]:
        written = instance.note()
        return {**{name: written[name] or self.draft[name] for name in PARTS}, "is_ready": bool(instance.ready_at)}

    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PARTS}


class SuccessorsForm(NhsForm):
    """For each team of a coach who goes: who follows. ``rows``: pairs of a team's id and its choices, best first."""

    AT_ONCE, ASK = "at_once", "ask"
    how = forms.ChoiceField(
        label="Shall they be asked first?",
        choices=[
            (ASK, "Ask the practice and the coach"),
            (AT_ONCE, "No, both have agreed already"),
        ],
        widget=forms.RadioSelect,
        initial=ASK,
    )
    looks = {
        "how": {
            "item_hints": {
                ASK: "Each gets a mail and says yes or no. With both the team goes over.",
                AT_ONCE: "The teams go over on the first day without the coach.",
            }
        }
    }
    form_tag = False
    layout = ("how",)
    buttons = ("Hand these teams over",)

    def __init__(self, *args: Any, rows: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for ident, choices in rows:
            field = forms.ChoiceField(label="Who follows?", choices=[("", "Decide later"), *choices], required=False)
            field.error_messages["invalid_choice"] = "This coach can no longer be chosen. Look at the list again."
            self.fields[f"team-{ident}"] = field
        self.reword()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.chosen():
            self.add_error(None, "Choose a coach for at least one team.")
        return cleaned

    def chosen(self) -> dict[uuid.UUID, uuid.UUID]:
        """Team -> coach, without those that are decided later."""
        picked = {ident: self.cleaned_data.get(f"team-{ident}") for ident, _ in self.rows}
        return {uuid.UUID(ident): uuid.UUID(user) for ident, user in picked.items() if user}


class NobodyForm(NhsForm):
    keep = "nobody"
    why = forms.CharField(
        label="Why does nobody follow?",
        max_length=300,
        widget=forms.Textarea,
        help_text="The team, the coach and the programme’s managers read this.",
    )
    layout = (Field("why", rows=3, count=300),)
    buttons = ("The team goes on without a coach",)


class BackForm(NhsForm):
    """Which teams go back to the coach, and from which day."""

    starts_on = DateField(label="From which day?", initial=timezone.localdate)
    teams = forms.MultipleChoiceField(
        label="Which teams go back?", required=False, widget=forms.CheckboxSelectMultiple
    )
    layout = (Field("teams", small=True), Field("starts_on", width="20"))

    def __init__(self, *args: Any, name: str, teams: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.buttons = (f"{name} is back",)
        self.fields["teams"].choices = teams
        self.fields["teams"].initial = [value for value, _ in teams]
        self.fields["teams"].help_text = "Take away the tick where a team stays with its new coach."
        self.fields["teams"].error_messages["invalid_choice"] = "The list of teams has changed. Look at it again."
        self.looks = {"teams": {"item_hints": hints}}
        if not teams:
            del self.fields["teams"]
            self.layout = self.layout[1:]
        self.reword()

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is past. Choose today or a later day.")
        return day

    def team_ids(self) -> list[uuid.UUID]:
        return [uuid.UUID(value) for value in self.cleaned_data.get("teams", [])]
