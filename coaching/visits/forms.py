"""The visit log, made for a phone: big choices, few words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from cmsportal.nhsuk.fields import DateField, TimeField, WholeNumberField
from cmsportal.nhsuk.forms import NhsForm
from cmsportal.nhsuk.layout import Closed, Columns, Field, Fold, Group
from cmsportal.nhsuk.versioned import VersionedFormMixin
from projects.actions.parsing import read_action
from projects.tools import TOOLS

from ..models import Visit

MOST_STEPS = 5


class WhenMixin:
    """A day and a time, in the practice's own time."""

    zone: ZoneInfo
    moments: dict[str, str] = {}  # beginning of the two fields' names -> field of Visit

    def _values_of(self, visit: Visit | None) -> dict[str, Any]:
        found = super()._values_of(visit)  # type: ignore[misc]
        for stem, name in self.moments.items():
            at = getattr(visit, name, None)
            local = at.astimezone(self.zone) if at else None
            found[f"{stem}day"] = local.date() if local else None
            found[f"{stem}time"] = local.time() if local else None
        return found

    def moment(self, day_name: str, time_name: str) -> datetime | None:
        day, time = self.cleaned_data.get(day_name), self.cleaned_data.get(time_name)
        return datetime.combine(day, time, tzinfo=self.zone) if day and time else None


class PlanForm(WhenMixin, VersionedFormMixin, NhsForm):
    """A day in the calendar; with ``instance``, a visit that is moved."""

    moments = {"": "at"}
    day = DateField(label="Which day?")
    time = TimeField(label="What time?")
    mode = forms.ChoiceField(label="How will you meet?", choices=Visit.Mode.choices, widget=forms.RadioSelect)
    buttons = ("Save the visit",)
    layout = (Field("day", width="20"), Field("time", width="10"), Field.tiles("mode"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate(timezone=self.zone):
            raise forms.ValidationError("This day is past. To write down a visit that was, use ‘Log a visit’.")
        return day


class VisitForm(WhenMixin, VersionedFormMixin, NhsForm):
    """What happened. Everything but the day and the mode may be left empty.

    Args:
        read_note: the private note of a visit for this reader, or None where it cannot be read. Then the form has
            no field for it, and what is kept stays as it is.
        is_correction: the visit is logged already; its next steps are actions by now and change over there.
    """

    moments = {"": "at", "next_": "next_contact_at"}

    day = DateField(label="Which day?")
    time = TimeField(label="What time?")
    mode = forms.ChoiceField(label="How did you meet?", choices=Visit.Mode.choices, widget=forms.RadioSelect)
    minutes = WholeNumberField(label="With the team", min_value=0, max_value=1440, required=False)
    preparation_minutes = WholeNumberField(label="Preparing", min_value=0, max_value=1440, required=False)
    travel_minutes = WholeNumberField(label="Travel", min_value=0, max_value=1440, required=False)
    people = forms.CharField(label="Whom did you meet?", max_length=300, required=False)
    phase = forms.ChoiceField(
        label="Where is the coaching?", choices=Visit.Phase.choices, widget=forms.RadioSelect, required=False
    )
    helped = forms.MultipleChoiceField(
        label="What did you mostly do?",
        choices=Visit.Help.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose any",
    )
    tools_used = forms.MultipleChoiceField(
        label="Tools you used",
        choices=[(tool.value, tool.label) for tool in TOOLS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    energy = forms.TypedChoiceField(
        label="How was the team's energy?",
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    progress = forms.CharField(label="What moved on?", max_length=2000, required=False, widget=forms.Textarea)
    barriers = forms.CharField(label="What got in the way?", max_length=2000, required=False, widget=forms.Textarea)
    next_day = DateField(label="Next visit: which day?", required=False)
    next_time = TimeField(label="What time?", required=False)
    note = forms.CharField(
        label="Private note for supervision",
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        help_text="Only you and your mentor can read it. It is kept encrypted.",
    )
    needs_help = forms.BooleanField(label="I need help with this team", required=False)
    buttons = ("Save visit",)

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        read_note: Callable[[Visit], str | None],
        is_correction: bool = False,
        **kwargs: Any,
    ):
        self.zone, self.read_note = zone, read_note
        super().__init__(*args, **kwargs)
        if self.initial["note"] is None:
            del self.fields["note"]
        self.keep = f"visit-{self.instance.pk}"
        self.is_correction = is_correction
        if not is_correction:
            for number in range(MOST_STEPS):
                self.fields[f"step{number}"] = forms.CharField(
                    label="Next step" if number == 0 else f"Next step {number + 1}",
                    max_length=300,
                    required=False,
                    help_text="Who: what, by when. For example ‘Dr Sethi: draft the aim, by Friday’."
                    if number == 0
                    else "",
                )
        self.reword()

    def _values_of(self, visit: Visit) -> dict[str, Any]:
        return {**super()._values_of(visit), "note": self.read_note(visit)}

    def get_layout(self) -> list[Any]:
        steps = [] if self.is_correction else [Field(f"step{number}") for number in range(MOST_STEPS)]
        more = [Fold("Add more next steps", *steps[1:])] if steps else []
        return [
            Field.tiles("mode"),
            Group(
                "How long?",
                Columns(
                    Field("minutes", suffix="min", width="4"),
                    Field("preparation_minutes", suffix="min", width="4"),
                    Field("travel_minutes", suffix="min", width="4"),
                    classes="app-grid--minutes",
                ),
                size="s",
            ),
            Field.tiles("helped"),
            Field.scale("energy", "Flat", "Steady", "Flying"),
            Field("progress", rows=3),
            Field("barriers", rows=3),
            *steps[:1],
            *more,
            Columns(Field("next_day"), Field("next_time")),
            Closed(
                "Day, people, tools",
                Columns("day", "time"),
                "people",
                Field("tools_used", small=True),
                Field("phase", small=True),
            ),
            *([Fold("Private note for supervision", Field("note", rows=4))] if "note" in self.fields else []),
            "needs_help",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number, line in enumerate(self._step_lines()):
            if line.strip() and not read_action(line, (), timezone.localdate()).what:
                self.add_error(f"step{number}", "Say what is to be done, too.")
        at = self.moment("day", "time")
        if at and at > timezone.now() and "day" not in self.errors:
            self.add_error("day", "This visit has not happened yet. Log it afterwards.")
        if cleaned.get("next_time") and not cleaned.get("next_day"):
            self.add_error("next_day", "Which day is the next visit?")
        if cleaned.get("next_day") and not cleaned.get("next_time"):
            self.add_error("next_time", "What time is the next visit?")
        following = self.moment("next_day", "next_time")
        if following and at and following <= at:
            self.add_error("next_day", "The next visit is after this one.")
        return cleaned

    def visit_values(self) -> dict[str, Any]:
        names = (
            "mode",
            "minutes",
            "preparation_minutes",
            "travel_minutes",
            "people",
            "helped",
            "tools_used",
            "energy",
        )
        values = {name: self.cleaned_data[name] for name in (*names, "progress", "barriers", "needs_help")}
        values["phase"] = self.cleaned_data["phase"] or self.instance.phase
        values["at"] = self.moment("day", "time")
        return values

    def next_steps(self) -> list[str]:
        return [line for line in self._step_lines() if line.strip()]

    def _step_lines(self) -> list[str]:
        return [self.cleaned_data.get(f"step{number}", "") for number in range(MOST_STEPS)]
